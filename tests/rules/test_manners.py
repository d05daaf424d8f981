"""The list's own manners: what each rule finds in small pages, on what it is quiet, and what its fix makes of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from jllm_sync.audit import Selection, audit
from jllm_sync.catalog.pages.document import PageFile, PagesDocument
from jllm_sync.finding import Finding
from jllm_sync.fixes import fix_from_audit
from jllm_sync.hub.source import Cost, Observed, Origin
from jllm_sync.issues.model import IssueSettings
from jllm_sync.issues.plan import plan
from jllm_sync.rules import RULES
from jllm_sync.rules.rule import CatalogRule
from tests.build import catalog, observed, run
from tests.small_pages import EN_HEADER, HUB, small_pages

TODAY = date(2026, 8, 22)
PAGES = Path(__file__).parents[1] / "data" / "pages"
NOTHING = Observed({}, Origin("recorded", "https://huggingface.co", "2026-08-22T00:00:00Z"), Cost())


def findings(document: PagesDocument, rule: str | None = None) -> list[Finding]:
    selection = Selection(rules=(rule,) if rule else (), min_confidence="low")
    return list(audit(document.catalog, None, selection, TODAY).findings)


def table(*rows: str, **files: str) -> PagesDocument:
    pages = {"en": "\n".join([EN_HEADER, *rows]), **files}
    return PagesDocument([PageFile(f"{name}.md", text.encode()) for name, text in pages.items()])


@pytest.mark.parametrize(
    ("rule", "entry", "place", "reading"),
    [
        ("link-mismatch", "acme-beni", "README.md:8:33", "acme/asagi"),
        ("repo-twice", "acme-jin", "README.md:16:137", "README.md:15"),
        ("pages-differ", "acme-dewa", "en/README.md:10:109", "2,048"),
        ("license-wording", "acme-fuji", "README.md:12:124", "Akane Terms of Use"),
        ("developer-label", "acme-hai", "README.md:14:114", "青研究所株式会社"),
        ("row-order", "acme-enji", "README.md:11:1", "14b < 8b"),
        ("row-sizes", "acme-gin", "README.md:13:51", "3b, 1b"),
        ("year-bold", "acme-chitose", "README.md:9:52", "**2025**"),
    ],
)
def test_each_rule_finds_its_breach_and_no_other(rule: str, entry: str, place: str, reading: str) -> None:
    found = findings(small_pages(), rule)
    assert [(one.entry, str(one.location)) for one in found] == [(entry, place)]
    assert found[0].reading is not None
    assert found[0].reading.value == reading
    waiver = f"waivers: [{{repo: {found[0].repo}, rule: {rule}, seen: '{reading}', reason: on purpose}}]"
    settled = small_pages(f"pages: {{ja: README.md}}\n{waiver}\n")
    assert [one.waiver is not None for one in findings(settled, rule)] == [True]


def test_the_fixes_bring_the_pages_in_step() -> None:
    fixed, _ = fix_from_audit(small_pages(), NOTHING, Selection(), TODAY, unsafe=True)
    assert fixed.refused == ()
    after = PagesDocument([PageFile(path, data) for path, data in fixed.files.items()])
    left = {one.rule for one in findings(after)} - {rule.id for rule in RULES if not isinstance(rule, CatalogRule)}
    assert left == {"repo-twice", "license-wording", "row-sizes"}  # those that have no fix
    for path, lines in ((path, data.decode().split("\n")) for path, data in fixed.files.items()):
        before = small_pages().files[path].decode().split("\n")
        assert len(lines) == len(before)
        assert len(set(lines) - set(before)) <= 5
    assert "| 2,048 |" not in fixed.files["en/README.md"].decode()


def test_a_wording_is_told_with_what_the_hub_states_where_it_was_observed() -> None:
    wording = "| Akane Terms of Use |"
    rows = [
        f"| [{name}]({HUB}/acme/{name}) ([7b]({HUB}/acme/{name})) | 2024 | Llama | | Lab {wording}" for name in "abcde"
    ]
    document = table(*rows)
    seen = [
        observed("acme/a", card={"license": "llama3.3"}),
        observed("acme/b", card={"license": "llama3.3"}),
        observed("acme/c", card={"license": "other", "license_name": "akane"}),
        observed("acme/d", card={"tags": ["x"]}),
    ]  # nothing is known of acme/e
    selection = Selection(rules=("license-wording", "license-drift"))
    [finding] = run(document.catalog, *seen, selection=selection).findings
    told = "«Akane Terms of Use» is no known licence; 5 repos bear it and none is compared."
    assert finding.message["en"] == (
        f"{told} On the Hub 2 repos state «llama3.3», one repo states «other (akane)», one repo states no licence."
    )
    assert (
        "「llama3.3」（2 リポジトリ）、「other (akane)」（1 リポジトリ）、「記載なし」（1 リポジトリ）"
        in finding.message["ja"]
    )
    assert {"llama3.3", "akane"} <= {evidence.value for evidence in finding.evidence}
    [alone] = findings(document, "license-wording")
    assert alone.message["en"] == told
    assert (alone.fingerprint, alone.digest) == (finding.fingerprint, finding.digest)


def test_a_list_in_yaml_has_no_such_manners() -> None:
    claims = catalog("- {id: a, developer: A, variants: [{repo: a/a-7b}]}\n- {id: b, developer: A Inc., variants: []}")
    assert audit(claims, None, Selection(), TODAY).findings == ()


@pytest.mark.parametrize(
    ("settings", "gone"),
    [("house: {order: none}", {"row-order", "row-sizes"}), ("house: {bold_years: none}", {"year-bold"})],
)
def test_settings_of_the_house(settings: str, gone: set[str]) -> None:
    usual = {one.rule for one in findings(small_pages())}
    assert usual - {one.rule for one in findings(small_pages(f"pages: {{ja: README.md}}\n{settings}\n"))} == gone


def test_a_settled_label_wins() -> None:
    settings = "pages: {ja: README.md}\nhouse: {developers: {acme: {ja: 青研究所株式会社, en: Blue Lab}}}\n"
    found = findings(small_pages(settings), "developer-label")
    assert [len(one.fix.edits) for one in found if one.fix] == [9]
    assert [("「" in one.message["ja"], "«" in one.message["ja"]) for one in found] == [(True, False)]


def test_what_is_meant_is_left_alone() -> None:
    rows = [
        f"| [A](https://a.example/en) ([7b]({HUB}/o/a-7b)) | 2024 | Llama | 4,096 | Lab | MIT |",
        f"| [B]({HUB}/o/b-13b) ([13b]({HUB}/o/b-13b)) | 2024 | Llama | | Lab | ? |",
    ]
    page = "\n".join(
        ["|  | Année | Architecture | Longueur de contexte | Développeur | Licence |", "|---|---|---|---|---|---|"]
    )
    french = "\n".join([page, *(row.replace("/en)", "/fr)").replace("Lab", "Labo") for row in rows)])
    assert findings(table(*rows, fr=french)) == []


def test_a_part_of_the_real_list() -> None:
    """What a person found in it by hand is found, at its place, in as many languages as say it."""
    files = [PageFile(path, (PAGES / path).read_bytes()) for path in ("README.md", "en/README.md", "fr/README.md")]
    found = findings(PagesDocument(files))
    mismatched = [one for one in found if one.rule == "link-mismatch"]
    assert [one.reading.value for one in mismatched if one.reading] == [
        "stabilityai/japanese-stablelm-base-beta-70b",
        "stabilityai/japanese-stablelm-base-gamma-7b",
        "rinna/llama-3-youko-70b",
        "rinna/nekomata-14b",
        "rinna/bilingual-gpt-neox-4b",
        "rinna/japanese-clip-vit-b-16",
    ]
    assert sorted(len(one.locations) for one in mismatched) == [2, 2, 2, 2, 3, 3]
    differing = {(one.field, one.location.file) for one in found if one.rule == "pages-differ"}
    assert differing == {
        ("license", "fr/README.md"),
        ("order", "en/README.md"),
        ("name", "en/README.md"),
        ("training", "en/README.md"),
        ("training", "README.md"),
    }
    assert any("untranslated" in one.message["en"] for one in found if one.rule == "developer-label")


def test_issues_are_opened_for_manners_only_where_the_settings_say_so() -> None:
    report = audit(small_pages().catalog, None, Selection(), TODAY)
    opened = {
        manners: [
            one.key for one in plan(report, [], IssueSettings(manners=manners), TODAY).actions if one.key != "dashboard"
        ]
        for manners in (False, True)
    }
    assert opened[False] == []
    assert "entry:acme-beni" in opened[True]
