"""year-drift: claimed years and days of creation in, findings out."""

from __future__ import annotations

import pytest

from jllm_sync.audit import Selection
from jllm_sync.catalog.pages.document import PageFile, PagesDocument
from jllm_sync.finding import Stated
from jllm_sync.hub.observation import Observation
from tests.build import findings, found, observed, run

RULE = "year-drift"


def created(day: str, repo: str = "acme/model") -> Observation:
    return observed(repo, info={"createdAt": f"{day}T09:00:00.000Z"})


@pytest.mark.parametrize(
    ("year", "day", "drifts"),
    [
        ("2025", "2023-12-31", True),
        ("2025", "2024-01-01", False),  # made ready in private the year before
        ("2025", "2025-06-01", False),
        ("2023", "2025-06-01", False),  # a re-upload
        ("2026", "2022-03-02", False),  # the day that the Hub gives all older repos
        ("2026", "2022-03-03", True),
        ("null", "2022-06-01", False),
    ],
)
def test_years(year: str, day: str, drifts: bool) -> None:
    assert bool(findings(f"year: {year}", created(day), RULE)) is drifts


def test_all_repos_of_the_claim_must_be_older() -> None:
    entry = "- {id: family, year: 2025, variants: [{repo: acme/a}, {repo: acme/b}]}"
    old, older, new = created("2023-02-01", "acme/a"), created("2022-05-01", "acme/b"), created("2025-02-01", "acme/b")
    [finding] = found(entry, RULE, old, older)
    assert (finding.repos, finding.field, finding.severity) == (("acme/a", "acme/b"), "year", "info")
    assert finding.reading is not None
    assert finding.reading.value == 2023
    assert not found(entry, RULE, old, new)
    assert not found(entry, RULE, old)
    assert not found(entry, RULE, old, observed("acme/b"))


def test_in_pages_it_points_at_the_cell_of_each_language() -> None:
    def page(*words: str, year: str = "**2025**") -> PageFile:
        language, *columns = words
        link = "https://huggingface.co/acme"
        lines = (
            "# A list",
            "",
            f"|  | {' | '.join(columns)} |",
            "|---|---|---|",
            f"| [A]({link}/a) | {year} | Llama<br>([7b]({link}/a), [7b-chat]({link}/a-chat)) |",
            f"| [B]({link}/b) | 2024 | Llama<br>([7b]({link}/b)) |",
        )
        return PageFile(f"{language}/README.md", "\n".join(lines).encode(), language)

    pages = [
        page("ja", "公開年", "アーキテクチャ"),
        page("en", "Release Year", "Architecture"),
        page("fr", "Année de sortie", "Architecture", year="2025[^1]"),
    ]
    seen = [created("2023-05-01", "acme/a"), created("2022-05-01", "acme/a-chat"), created("2023-05-01", "acme/b")]
    [finding] = run(PagesDocument(pages).catalog, *seen, selection=Selection(rules=(RULE,))).findings
    assert (finding.repos, finding.field) == (("acme/a", "acme/a-chat"), "year")
    assert (finding.claim, finding.reading) == (Stated(2025, "2025"), Stated(2023, "2023"))
    assert [place.file for place in finding.locations] == [page.path for page in pages]
    for page_, place in zip(pages, finding.locations, strict=True):
        assert page_.data.decode().split("\n")[place.line - 1][place.column - 1 :].lstrip("*").startswith("2025")
