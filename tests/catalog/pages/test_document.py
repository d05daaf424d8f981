"""Pages as a catalog: what is read from them, and where it stands in each language."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jllm_sync.catalog.edit import EditsRefused
from jllm_sync.catalog.model import Catalog, Claim, ClaimField, ContextRange, InvalidCatalog, Location
from jllm_sync.catalog.pages.document import PageFile, PagesDocument, language_of, read_settings
from jllm_sync.catalog.yaml.reader import read_catalog
from jllm_sync.finding import Edit
from jllm_sync.repo import hub_link
from tests.build import LIST_2024
from tests.catalog.pages.plain_reader import plain_rows

HUB = "https://huggingface.co"
PAGES = Path(__file__).parents[2] / "data" / "pages"
OTHERS = Path(__file__).parents[2] / "data" / "other_lists"
LANGUAGES = {"ja": "README.md", "en": "en/README.md", "fr": "fr/README.md"}


def pages_in(folder: Path) -> PagesDocument:
    """A list in three languages, in its own layout."""
    return PagesDocument([PageFile(path, (folder / path).read_bytes()) for path in LANGUAGES.values()])


def part_of_the_list() -> PagesDocument:
    """Some 100 rows of the Japanese-LLM list of 2026-08-22, facts only."""
    return pages_in(PAGES)


def document(*pages: str, settings: str = "", **by_language: str) -> PagesDocument:
    """A document of pages: `page.md`, or one a language."""
    files = [PageFile("page.md", page.encode()) for page in pages]
    files += [PageFile(f"{language}.md", text.encode()) for language, text in by_language.items()]
    return PagesDocument(files, read_settings(settings.encode(), "catalog.yaml") if settings else None)


def claims_of(catalog: Catalog, repo: str) -> dict[str, object]:
    return {field: claim.raw for field, claim in catalog.models()[repo.lower()][1].claims.items()}


ENGLISH = f"""# Models we approve

| Model | Licence | Context | Size |
|---|---|---|---|
| [Alpha]({HUB}/acme/alpha-7b) | Apache 2.0 | 4,096 | 7B |
| [Beta]({HUB}/acme/beta) | our own terms | | |
"""


def test_an_ordinary_english_table_below_the_title() -> None:
    catalog = document(ENGLISH).catalog
    assert [file.language for file in catalog.files] == ["en"]
    assert [(section.id, len(section.entries)) for section in catalog.sections] == [("models-we-approve", 2)]
    assert claims_of(catalog, "acme/alpha-7b") == {"license": "apache-2.0", "context": 4096, "parameters": "7b"}
    claim = catalog.models()["acme/alpha-7b"][1].claims["context"]
    assert claim.value == ContextRange(4096, 4096)
    assert claim.location == Location("page.md", 5, 64)
    assert ENGLISH.splitlines()[4][63:].startswith("4,096")
    # a wording that nobody knows is compared with nothing
    beta = catalog.models()["acme/beta"][1].claims["license"]
    assert catalog.licenses[beta.raw].accepts == ()


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("| モデル | ライセンス |", "ja"),
        ("| 模型 | 许可证 |", "zh"),
        ("| 모델 | 라이선스 |", "ko"),
        ("| Modell | Lizenz |", "de"),
        ("| Modelo | Licencia |", "es"),
        ("| Modelo | Licença |", "pt"),
        ("| Modèle | Licence |", "fr"),
        ("| ＭＯＤＥＬ | Ｌｉｃｅｎｓｅ |", "en"),
        ("| Whatever | Unheard-of |", "en"),  # by what the cells hold
    ],
)
def test_columns_are_known_in_many_languages(header: str, language: str) -> None:
    catalog = document(f"{header}\n|---|---|\n| [A]({HUB}/o/a) | MIT |\n").catalog
    assert catalog.files[0].language == language
    assert claims_of(catalog, "o/a") == {"license": "mit"}


def test_settings_add_words_for_columns_and_waivers() -> None:
    page = f"| Modell | Kontextumfang in Tokens | Dings |\n|---|---|---|\n| [A]({HUB}/o/a) | 96 | x |\n"
    assert claims_of(document(page).catalog, "o/a") == {}
    settings = (
        "pages: {de: page.md}\ncolumns: {context: [Kontextumfang in Tokens]}\n"
        "waivers: [{repo: O/a, rule: context-drift, seen: 512, reason: why}]\n"
    )
    catalog = document(page, settings=settings).catalog
    assert claims_of(catalog, "o/a") == {"context": 96}
    assert [waiver.seen for waiver in catalog.models()["o/a"][1].waivers] == [512]


@pytest.mark.parametrize(
    ("path", "text", "language"),
    [
        ("README.ja.md", "", "ja"),
        ("README_fr.md", "", "fr"),
        ("docs/en/README.md", "", "en"),
        ("fr.md", "", "fr"),
        ("ai.md", "", "en"),
        ("README.md", "|  | 公開年 |\n|---|---|\n| A | 2024 |\n", "ja"),
        ("README.md", "|  | Année |\n|---|---|\n| A | 2024 |\n", "fr"),
    ],
)
def test_the_language_of_a_page(path: str, text: str, language: str) -> None:
    assert language_of(path, text) == language


def test_ids_are_made_of_repos() -> None:
    row = "| [{name}](https://x.jp) ([7b]({hub}/{repo})) | MIT |"
    rows = [row.format(name=name, hub=HUB, repo=repo) for name, repo in (("A", "O/a_1.b"), ("B", "o/a-1-b"))]
    page = "\n".join(["# T", "## Part", "|  | License |", "|---|---|", *rows, "| Some API | ? |"])
    assert [entry.id for entry in document(page).catalog.entries] == ["o-a-1-b", "o-a-1-b-2", "part-some-api"]


def test_rows_are_matched_by_their_links() -> None:
    def page(*rows: str) -> str:
        return "\n".join(["|  | License |", "|---|---|", *rows, ""])

    a, b = (f"| {{}} ([x]({HUB}/o/{name})) | {{}} |" for name in "ab")
    ja = page(a.format("甲", "MIT"), b.format("乙", "Apache 2.0"), "| 丙 | MIT |")
    en = page(b.format("B", "Apache 2.0"), a.format("A", "MIT"), "| C | MIT |")
    catalog = document(ja=ja, en=en).catalog
    assert [entry.name for entry in catalog.entries] == [
        {"ja": "甲", "en": "A"},
        {"ja": "乙", "en": "B"},
        {"ja": "丙", "en": "C"},
    ]
    location = catalog.entries[0].location
    assert [str(place) for place in catalog.places[location]] == ["ja.md:3:3", "en.md:4:3"]


def test_a_name_that_leads_to_another_row_is_no_variant() -> None:
    rows = [
        f"| [{n}]({HUB}/o/{to})<br>([x]({HUB}/o/{own})) | MIT |" for n, to, own in (("A", "b", "a"), ("B", "b", "b"))
    ]
    catalog = document("\n".join(["|  | License |", "|---|---|", *rows, ""])).catalog
    assert [[variant.repo for variant in entry.variants] for entry in catalog.entries] == [["o/a"], ["o/b"]]


def test_footnotes_are_notes() -> None:
    page = f"|  | License |\n|---|---|\n| [A]({HUB}/o/a) | MIT[^1] |\n\n[^1]: Not for bots.\n"
    assert document(page).catalog.entries[0].facts["notes"] == "Not for bots."


@pytest.mark.parametrize(
    ("page", "error"),
    [
        (f"# T\n\n- [A]({HUB}/o/a)\n- [B]({HUB}/o/b)\n", r"page\.md:3:1: 2 links to the Hub, and none of them"),
        (f"<table><tr><td><a href='{HUB}/o/a'>A</a></td></tr></table>\n", r"page\.md:1:1: 1 link"),
        (f"# T\n\n|  | License |\n|---|---|\n| [A]({HUB}/o/a)\0 | MIT |\n", r"page\.md:5:34: a NUL"),
        ("a\n" + "|" * 100_001 + "\n", r"page\.md:2:1: a table line of 100,001 characters"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(page: str, error: str) -> None:
    with pytest.raises(InvalidCatalog, match=error):
        _ = document(page).catalog


def test_what_is_no_text_is_refused_with_its_line() -> None:
    with pytest.raises(InvalidCatalog, match=r"page\.md:2:1: not UTF-8 \(byte 0xff\)"):
        PagesDocument([PageFile("page.md", b"a\n\xff")])


def test_two_pages_in_one_language() -> None:
    with pytest.raises(InvalidCatalog, match=r"b/en\.md:1:1: a second page in the language «en», beside en\.md"):
        PagesDocument([PageFile("en.md", b""), PageFile("b/en.md", b"")])


ODD = [
    f"| a `x\\|y` [B]({HUB}/o/b) | MIT |",
    f"| [**x** [y]]({HUB}/o/c) | MIT |",
    f"[D]({HUB}/o/d) | MIT",
    f"|\t[E]({HUB}/o/e)\t|\tMIT\t|",
    f"| [F]({HUB}/o/f) | MIT | too | many |",
    f"| [G]({HUB}/o/g)",
    f"| <b>[H]({HUB}/o/h)</b> | MIT |",
    "| [" * 3000,
    "| " + "**" * 3000,
    "| " + "(" * 4000 + ")" * 4000 + " | MIT |",
    "| \\| | \\",
]


@pytest.mark.parametrize("row", ODD)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_odd_markdown_is_read(row: str, newline: str) -> None:
    page = newline.join(["\ufeff# T", f"| Model | License |{newline}|-|-|", f"| [A]({HUB}/o/a) | MIT |", row, ""])
    catalog = document(page).catalog
    assert "o/a" in catalog.models()
    for _, repo in re.findall(r"/(o)/([b-eh])\)", row):
        assert f"o/{repo}" in catalog.models()


LINKS = {
    "a definition": "[A][a]",
    "a definition by its own name": "[a]",
    "HTML": f'<a href="{HUB}/o/a">A</a>',
    "an address in brackets": f"<{HUB}/o/a>",
    "an address alone": f"{HUB}/o/a",
    "a short address of a file": "[A](https://hf.co/o/a/blob/main/x.md#y)",
    "a badge": f"[![A](https://img.example/a.svg)]({HUB}/o/a)",
    "crossed out": f"~~[A]({HUB}/o/a)~~",
}


@pytest.mark.parametrize("link", LINKS.values(), ids=LINKS)
def test_a_link_is_read_and_renamed_however_it_is_written(link: str) -> None:
    row = f"| {link} | ![MIT](https://img.example/m.svg) |"
    found = document(f"| Model | License |\n|---|---|\n{row}\n\n[a]: {HUB}/o/a\n")
    (entry,) = found.catalog.entries
    assert [(one.repo, one.claims["license"].raw) for one in entry.variants] == [("o/a", "mit")]
    edit = Edit((entry.id, "o/a", "repo"), "set", "o/a", "p/b", entry.location)
    if "o/a" not in link:
        with pytest.raises(EditsRefused, match=r"page\.md:3:3"):  # it does not stand in the cell
            found.edited([edit])
    else:
        assert [one.repo for one in found.edited([edit]).catalog.entries[0].variants] == ["p/b"]


def test_a_page_whose_models_stand_in_html_is_refused_at_the_table() -> None:
    with pytest.raises(InvalidCatalog, match=r"page\.md:3:1: .* a table in HTML is not read"):
        _ = document(f'# T\n\n<table><tr><td><a href="{HUB}/o/a">A</a></td></tr></table>\n').catalog


@given(st.text(alphabet="|[]()*`#<>!-:\\\n\r\t ^1aA\ufeffあ（）", max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    page = f"| Model | License |\n|---|---|\n| [A]({HUB}/o/a) | MIT |\n{text}"
    try:
        catalog = document(page).catalog
    except InvalidCatalog as refused:
        assert all(problem.location.line >= 1 for problem in refused.problems)
    else:
        assert "o/a" in catalog.models()


@pytest.mark.parametrize("folder", [PAGES, LIST_2024.parent], ids=["part of 2026-08", "2024-12"])
def test_the_plain_reader_finds_the_same(folder: Path) -> None:
    """Repos, context, licence and year of every row, beside what a reader by regular expressions finds."""
    found = pages_in(folder)
    for draft in found.read.drafts:
        assert len(draft.record.rows) == 3
    for language, path in LANGUAGES.items():
        rows = {row.line: row for row in plain_rows((folder / path).read_text(encoding="utf-8"))}
        seen = [row for draft in found.read.drafts for row in draft.record.rows if row.language == language]
        assert {row.line for row in seen} == set(rows)
        for row in seen:
            plain = rows[row.line]
            links = [hub_link(link.url) for cell in row.cells.values() for link in cell.links]
            assert {link.repo for link in links if link and link.kind == "model"} == plain.repos
            for field in ("year", "context", "license"):
                cell = row.cells.get(field)
                text = re.sub(r"\s", "", cell.plain) if cell else ""
                assert text == re.sub(r"<br>|\s|\\|\[(?=[^\]]*\]\()|\]\([^)]*\)", "", getattr(plain, field)), row.line


def test_the_pages_of_2024_say_what_its_catalog_says() -> None:
    """The catalog in YAML was settled by hand, repo by repo; where both speak of one, they agree."""
    fields: tuple[ClaimField, ...] = ("context", "license")
    pages, settled = pages_in(LIST_2024.parent).catalog, read_catalog(LIST_2024)
    assert len(pages.models()) == 450
    compared = Counter[ClaimField]()
    for repo, (_, variant) in pages.models().items():
        claims = settled.models()[repo][1].claims
        for field in fields:
            of_page, by_hand = variant.claims.get(field), claims.get(field)
            if of_page is None or by_hand is None:
                continue
            if field == "license" and not all(pages.licenses[id_].accepts for id_ in ids_of(of_page)):
                continue  # a wording that is not known: its id is made up, and nothing is compared with it
            assert of_page.raw == by_hand.raw, (repo, field)
            compared[field] += 1
    assert compared == {"context": 159, "license": 437}


def ids_of(claim: Claim) -> list[str]:
    """The licences that a claim names."""
    return [id_ for id_ in claim.value if isinstance(id_, str)] if isinstance(claim.value, tuple) else []


@pytest.mark.parametrize(
    ("name", "language", "missed"), [("open-llms", "en", set()), ("awesome-korean-llm", "ko", {"psymon/KoLlama2-7b"})]
)
def test_the_links_of_other_lists_reach_the_catalog(name: str, language: str, missed: set[str]) -> None:
    """Facts of two other people's lists; the link that is missed stands behind the end of its row, in no column."""
    data = (OTHERS / f"{name}.md").read_bytes()
    catalog = PagesDocument([PageFile(f"{name}.md", data)]).catalog
    listed = {*catalog.models(), *(one.repo.lower() for entry in catalog.entries for one in entry.references)}
    linked = {repo for row in plain_rows(data.decode()) for repo in row.repos}
    assert [file.language for file in catalog.files] == [language]
    assert {repo for repo in linked if repo.lower() not in listed} == missed
    assert len(linked) > 20 * len(missed), "95 in 100"


def test_every_claim_stands_where_it_says() -> None:
    found = part_of_the_list()
    texts = {path: (PAGES / path).read_text(encoding="utf-8").split("\n") for path in LANGUAGES.values()}
    catalog = found.catalog
    variants = [variant for entry in catalog.entries for variant in entry.variants]
    assert len(variants) > 150
    for variant in variants:
        for place in catalog.places.get(variant.location, (variant.location,)):
            assert texts[place.file][place.line - 1][place.column - 1 :].startswith(variant.repo)
        context = variant.claims.get("context")
        if context is not None and isinstance(context.raw, int):
            for place in catalog.places.get(context.location, (context.location,)):
                assert f"{context.raw:,}" in texts[place.file][place.line - 1][place.column - 1 :].partition("|")[0]
