"""What a finding says is said once: every kind of fix, shown in every format as it would stand in the catalog."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any, Literal

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from jllm_sync.catalog.edit import POSITION
from jllm_sync.catalog.model import Catalog, Location
from jllm_sync.finding import Edit, Fix
from jllm_sync.fixes import Fixed, ProposedFix
from jllm_sync.issues.model import Create, IssueSettings
from jllm_sync.issues.plan import plan
from jllm_sync.messages import LANGUAGES, Language, message, said
from jllm_sync.report import Layout, formatted
from jllm_sync.report.describe import differing
from jllm_sync.report.text import fix_lines
from tests.build import TODAY
from tests.issues.world import catalog, finding, report
from tests.report.reports import NOW
from tests.small_pages import small_pages

HERE = Location("catalog.yaml", 7, 9)
VALUES: list[tuple[Any, str]] = [
    ("mit", "mit"),
    ("owner/Repo-7b", "owner/Repo-7b"),
    (8192, "8192"),
    (["mit", "gemma"], "[mit, gemma]"),
    ({"total": "46.7b", "active": "12.9b"}, "{total: 46.7b, active: 12.9b}"),
    (None, "null"),
    ("yes", '"yes"'),
    ("4096", '"4096"'),
    ("a: b", '"a: b"'),
]
FORMATS = ("text", "markdown", "github", "sarif", "issue", "apply")


def edit_of(op: Literal["set", "add", "remove"], carrier: str, value: Any) -> Edit:
    path = {
        "entry": ("e0", "context"),
        "variant": ("e0", "owner/e0-v0", "context"),
        "repo": ("e0", "owner/e0-v0", "repo"),
    }[carrier]
    old, new = (value, None) if op == "remove" else (None if op == "add" else "was", value)
    return Edit(path, op, old, new, HERE)


def shown(edit: Edit, kind: Literal["safe", "unsafe"], format_: str, language: Language) -> str:
    """What a format says of a finding with this fix, without the escapes of the format."""
    return shown_fix(Fix(kind, (edit,)), format_, language)


def shown_fix(fix: Fix, format_: str, language: Language, of: Catalog | None = None) -> str:
    """The same of any fix, of this catalog or of one in YAML."""
    of = of or catalog()
    one = replace(finding(), fix=fix, location=HERE)
    if format_ == "issue":
        (body,) = (
            a.body
            for a in plan(report([one], of=of), [], IssueSettings(language=language), TODAY).actions
            if isinstance(a, Create) and a.key == "entry:e0"
        )
        return body
    if format_ == "apply":
        proposed = ProposedFix.of(one)
        assert proposed is not None
        fixed = Fixed({}, (proposed,), (), (), ())
        return "\n".join(line.plain for line in fix_lines(fixed, of, [], language, dry_run=True))
    text = formatted(report([one], of=of), format_, Layout(NOW, language))
    if format_ == "sarif":
        suggestion: str = json.loads(text)["runs"][0]["results"][0]["properties"]["suggestion"]
        return suggestion
    return text


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize(("value", "written"), VALUES, ids=[written for _, written in VALUES])
def test_the_yaml_is_what_would_stand_in_the_file(value: Any, written: str, format_: str) -> None:
    assert yaml.safe_load(f"context: {written}") == {"context": value}
    for op in ("set", "add", "remove"):
        for carrier in ("entry", "variant"):
            for kind in ("safe", "unsafe"):
                text = shown(edit_of(op, carrier, value), kind, format_, "en")
                assert f"context: {written}" in text or (format_ == "apply" and f"{written} " in text)


STEPS = [
    (("set", "entry"), "write `context: 8192` at the entry", "項目を `context: 8192` に書き換えてください"),
    (("set", "variant"), "write `context: 8192` at this variant", "このモデルを `context: 8192` に書き換えてください"),
    (("set", "repo"), "write `repo: 8192`", "`repo: 8192` に書き換えてください"),
    (("add", "entry"), "add `context: 8192` to the entry", "項目に `context: 8192` を加えてください"),
    (("add", "variant"), "add `context: 8192` to this variant", "このモデルに `context: 8192` を加えてください"),
    (("remove", "entry"), "take `context: 8192` out of the entry", "項目の `context: 8192` を削除してください"),
    (
        ("remove", "variant"),
        "take `context: 8192` out of this variant",
        "このモデルの `context: 8192` を削除してください",
    ),
]


@pytest.mark.parametrize("kind", ["safe", "unsafe"])
@pytest.mark.parametrize("format_", [name for name in FORMATS if name != "apply"])
@pytest.mark.parametrize(("how", "english", "japanese"), STEPS, ids=[" ".join(how) for how, *_ in STEPS])
def test_every_format_says_the_same(
    how: tuple[Any, str], english: str, japanese: str, format_: str, kind: Literal["safe", "unsafe"]
) -> None:
    edit = edit_of(*how, 8192)
    if kind == "unsafe":
        english, japanese = f"{english} (after a look at the evidence)", f"根拠を確認のうえで、{japanese}"
    assert english in shown(edit, kind, format_, "en")
    assert japanese in shown(edit, kind, format_, "ja")


@pytest.mark.parametrize("format_", ["text", "markdown", "github", "sarif"])
def test_another_line_than_the_findings_own_is_named(format_: str) -> None:
    edit = replace(edit_of("set", "entry", 8192), location=Location("catalog.yaml", 9876, 5))
    assert "write `context: 8192` at the entry, line 9876" in shown(edit, "safe", format_, "en")
    assert "9876" not in shown(edit, "safe", "issue", "en")


@pytest.mark.parametrize("format_", ["text", "markdown", "github", "issue"])
def test_without_a_fix_it_is_the_rules_remedy(format_: str) -> None:
    one = replace(finding(), fix=None)
    for language in LANGUAGES:
        remedy = {"en": "correct the claim", "ja": "カタログの値を直してください"}[language]
        if format_ == "issue":
            made = plan(report([one]), [], IssueSettings(language=language), TODAY)
            assert any(remedy in a.body for a in made.actions if isinstance(a, Create))
        else:
            assert remedy in formatted(report([one]), format_, Layout(NOW, language))


CELL = "[Beni](https://huggingface.co/acme/asagi)<br>" + ", ".join(
    f"[{size}](https://huggingface.co/acme/beni-{size})" for size in ("70b", "7b", "7b-chat")
)
CELLS = [
    (CELL, CELL.replace("asagi", "beni"), "asagi", "beni"),
    (CELL, CELL.replace("beni-7b-chat", "beni-8b-chat"), "beni-7b-chat", "beni-8b-chat"),
    # what stands there twice as a word is told with its address
    (f"{CELL} asagi", f"{CELL} asagi".replace("/asagi)", "/beni)"),
     "https://huggingface.co/acme/asagi", "https://huggingface.co/acme/beni"),
    # a remark that is put in, or taken out
    (CELL, CELL.replace("7b)<br>", "7b)<br>").replace("[7b-chat]", "[7b-chat (new)]"), "7b-chat", "7b-chat (new)"),
    ("事前学翕: " + "日本語 Wikipedia、" * 8, "事前学習: " + "日本語 Wikipedia、" * 8, "事前学翕", "事前学習"),
]  # fmt: skip


IN_PAGES = replace(catalog(), pages=small_pages().read)
"""A catalog of which it is known that it stands in pages; the cells' edits say themselves what becomes of them."""


def in_pages(*cells: tuple[str, str, str]) -> Fix:
    """A fix of one cell of each page: its language, what stands there, what should."""
    return Fix(
        "unsafe",
        tuple(
            Edit(("e0", f"page:{language}", "name"), "set", old, new, Location(f"{language}.md", 12, 3))
            for language, old, new in cells
        ),
    )


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize(("old", "new", "piece", "becomes"), CELLS, ids=[piece for *_, piece, _ in CELLS])
def test_of_a_long_cell_only_what_differs_is_shown_once(
    old: str, new: str, piece: str, becomes: str, format_: str
) -> None:
    fix = in_pages(("ja", old, new), ("en", old, new), ("fr", f"{old} (fr)", f"{new} (fr)"))
    english, japanese = (shown_fix(fix, format_, language, IN_PAGES) for language in ("en", "ja"))
    if format_ == "apply":
        assert f"name: {piece} → {becomes}  (context-drift)  ja.md:12 en.md:12 fr.md:12" in english
        return
    places = [name if format_ == "issue" else f"{name}:12" for name in ("ja.md", "en.md", "fr.md")]
    assert f"write `{becomes}` for `{piece}` ({', '.join(places)})" in english
    assert f"`{piece}` を `{becomes}` に書き換えてください（{'、'.join(places)}）" in japanese
    assert old not in english + japanese


@pytest.mark.parametrize("format_", [name for name in FORMATS if name != "apply"])
def test_a_short_cell_is_shown_whole_and_only_the_first_places(format_: str) -> None:
    fix = in_pages(*((language, "Blue Lab Inc.", "Blue Lab") for language in ("ja", "en", "fr", "de", "zh")))
    where = "ja.md, en.md, fr.md" if format_ == "issue" else "ja.md:12, en.md:12, fr.md:12"
    said = f"write `Blue Lab` for `Blue Lab Inc.` ({where}); and 2 more"
    assert said in shown_fix(fix, format_, "en", IN_PAGES)
    others = in_pages(("ja", "青研究所株式会社", "Blue Lab"), ("en", "Blue Labs", "Blue Lab"))
    assert "write `Blue Lab` (ja.md" in shown_fix(others, format_, "en", IN_PAGES)
    longest = in_pages(("ja", "x" * 200, "y" * 200))
    assert f"write `{'y' * 50}" in shown_fix(longest, format_, "en", IN_PAGES)


@pytest.mark.parametrize("format_", [name for name in FORMATS if name != "apply"])
def test_rows_that_move_are_told_by_their_lines_but_in_issues(format_: str) -> None:
    move = Edit(("e0", "page:ja", POSITION), "set", 12, 15, Location("ja.md", 12, 1))
    text = shown_fix(Fix("unsafe", (move,)), format_, "en", IN_PAGES)
    assert ("its place in ja.md" if format_ == "issue" else "the row (ja.md:12) before line 15") in text


CLAIMED = [
    # the official name, as `apply` writes it, in all pages that say so
    (("acme-beni", "license"), "mit", "llama3.1",
     "write `Llama 3.1 Community License` for `MIT` (README.md:8, en/README.md:8)"),
    (("acme-asagi", "context"), 4096, 8192, "write `8,192` for `4,096` (README.md:7, en/README.md:7)"),
    (("acme-asagi", "acme/asagi", "repo"), "acme/asagi", "acme/asagi-2",
     "write `acme/asagi-2` for `acme/asagi` (README.md:7, en/README.md:7)"),
    # no cell can say that of one of two repos
    (("acme-gin", "acme/gin-1b", "context"), 4096, 8192,
     "after a look at the evidence, write `8192` as the context of `acme/gin-1b` by hand (README.md:13)"),
    (("acme-gin", "acme/gin-1b", "license"), "mit", "gemma",
     "write `Gemma Terms of Use` as the license of `acme/gin-1b` by hand (README.md:13)"),
    (("acme-asagi", "architecture"), "Llama", "Mistral", "write `Mistral` as the architecture by hand (README.md:7)"),
]  # fmt: skip


@pytest.mark.parametrize("format_", [name for name in FORMATS if name != "apply"])
@pytest.mark.parametrize(("path", "old", "new", "expected"), CLAIMED, ids=[" ".join(path) for path, *_ in CLAIMED])
def test_on_pages_it_is_what_apply_would_write(
    path: tuple[str, ...], old: Any, new: Any, expected: str, format_: str
) -> None:
    pages = small_pages().catalog
    entry = next(entry for entry in pages.entries if entry.id == path[0])
    op: Literal["set", "add"] = "add" if len(path) == 3 and path[-1] != "repo" else "set"
    edit = Edit(path, op, old if op == "set" else None, new, Location("README.md", entry.location.line, 1))
    one = replace(
        finding(), fix=Fix("safe", (edit,)), entry=entry.id, section=entry.section, repo=entry.variants[0].repo
    )
    if format_ == "issue":
        made = plan(report([one], of=pages), [], IssueSettings(language="en"), TODAY).actions
        text = "\n".join(action.body for action in made if isinstance(action, Create))
        expected = re.sub(r"\.md:\d+", ".md", expected)
        assert ("jllm-sync:do fix" in text) == ("by hand" not in expected)
    else:
        text = formatted(report([one], of=pages), format_, Layout(NOW, "en"))
    assert expected in text


@pytest.mark.parametrize("format_", ["text", "markdown", "github"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_remedy_speaks_of_rows_where_the_catalog_is_pages(format_: str, language: Language) -> None:
    pages = small_pages().catalog
    entry = pages.entries[0]
    for rule in ("license-drift", "license-found", "repo-gone", "repo-gated", "license-conflict"):
        one = replace(finding(rule=rule), fix=None, entry=entry.id, section=entry.section)
        text = formatted(report([one], of=pages), format_, Layout(NOW, language))
        assert said(message(f"{rule}.remedy-on-pages"), language) in text
        assert "accepts" not in text and said(message(f"{rule}.remedy"), language) not in text
        assert format_ != "markdown" or f"`{one.location.file}:{one.location.line}`" in text


PIECES = st.lists(st.sampled_from(["a", "7b", " ", "-", "/", "[x](", ")", "<br>", "日本", "x" * 90]), max_size=8).map(
    "".join
)


@given(PIECES, PIECES, PIECES, PIECES)
def test_the_part_put_in_place_makes_the_cell(before: str, old: str, new: str, after: str) -> None:
    [edit] = in_pages(("ja", before + old + after, before + new + after)).edits
    piece, becomes = differing(edit.old, edit.new)
    places = [match.start() for match in re.finditer(f"(?={re.escape(piece)})", edit.old)]
    assert edit.new in [edit.old[:at] + becomes + edit.old[at + len(piece) :] for at in places]
