"""The site's files: whole, linked, harmless, small, and the same each time."""

from __future__ import annotations

import gzip
import json
import posixpath
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from html import unescape
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from jsonschema import Draft202012Validator

from jllm_sync.data import schema
from jllm_sync.site.content import Content, use_of
from tests.report.reports import harmful
from tests.site.sites import (
    files_of_site,
    hostile_content,
    hostile_site,
    recorded_content,
    recorded_site,
)

_LINKS = {"a": "href", "link": "href", "script": "src", "img": "src", "form": "action"}
_VOID = {"meta", "link", "input", "br", "img"}


class _Page(HTMLParser):
    """What a page links to, its ids, and whatever a strict policy would refuse."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.refused: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name.startswith("on") or name in ("style", "srcdoc"):
                self.refused.append(f"{tag} {name}")
            if name == _LINKS.get(tag):
                self.links.append(value or "")
            if name == "id":
                self.ids.append(value or "")
        if tag in ("style", "iframe", "object", "embed", "base") or (tag == "script" and "src" not in dict(attrs)):
            self.refused.append(tag)
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open[-1] == tag, f"</{tag}> closes <{self.open[-1:]}>"
        self.open.pop()


Site = Callable[[], dict[str, str]]


@cache
def _pages(site: Site) -> dict[str, _Page]:
    pages = {path: _Page(text) for path, text in site().items() if path.endswith(".html")}
    assert [path for path, page in pages.items() if page.open] == []
    return pages


@pytest.mark.parametrize("site", [recorded_site, hostile_site])
def test_every_link_leads_somewhere(site: Site) -> None:
    files = site()
    ids = {path: set(page.ids) for path, page in _pages(site).items()}
    for path, page in _pages(site).items():
        assert len(page.ids) == len(set(page.ids)), f"{path}: an id stands twice"
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme:
                assert parts.scheme in ("http", "https"), f"{path}: {link}"
                continue
            target = (
                posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(parts.path))) if parts.path else path
            )
            assert target in files, f"{path}: {link}"
            if parts.fragment:
                assert unquote(parts.fragment) in ids[target], f"{path}: {link}"


@pytest.mark.parametrize("site", [recorded_site, hostile_site])
def test_nothing_that_the_policy_refuses(site: Site) -> None:
    for path, page in _pages(site).items():
        assert page.refused == [], path


def test_every_page_states_the_policy_and_its_other_language() -> None:
    for path, text in recorded_site().items():
        if path.endswith(".html"):
            assert "default-src 'none'" in text, path
            other = "ja" if '<html lang="en">' in text else "en"
            assert f'class="language" lang="{other}"' in text, path


def test_what_owners_write_stays_text() -> None:
    files = hostile_site()
    whole = "".join(text for path, text in files.items() if path.endswith((".html", ".xml")))
    assert "<script>alert" not in whole
    assert "onerror=alert(1)&gt;" in whole, "the attack is in the page, as text"
    assert "<img" not in whole


def test_data_for_machines_keeps_its_schemas() -> None:
    for files in (recorded_site(), hostile_site()):
        Draft202012Validator(schema("site"), format_checker=Draft202012Validator.FORMAT_CHECKER).validate(
            json.loads(files["data/catalog.json"])
        )
        Draft202012Validator(schema("report")).validate(json.loads(files["data/findings.json"]))
        badge = json.loads(files["data/badge.json"])
        assert badge["schemaVersion"] == 1 and {"label", "message", "color"} <= badge.keys()
        bill = json.loads(files["data/bom.cdx.json"])
        bill["components"], bill["dependencies"] = bill["components"][::25], []  # the validator takes a minute for all
        fault = JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(bill))
        assert fault is None, fault


def test_the_bill_names_licences_and_ancestors() -> None:
    bill = json.loads(recorded_site()["data/bom.cdx.json"])
    components = {one["name"]: one for one in bill["components"]}
    assert len(components) == len({row.variant.repo for row in recorded_content().rows})
    swallow = components["tokyotech-llm/Swallow-7b-hf"]
    assert swallow["type"] == "machine-learning-model"
    assert [one["name"] for one in swallow["pedigree"]["ancestors"]] == ["Llama 2"]
    assert swallow["licenses"] == [{"license": {"name": "Llama 2 Community License"}}], "SPDX knows no such licence"
    assert components["llm-jp/llm-jp-3-13b"]["licenses"] == [{"license": {"id": "Apache-2.0"}}]


def test_the_feed_is_atom_and_its_links_are_whole() -> None:
    space = "{http://www.w3.org/2005/Atom}"
    for language in ("en", "ja"):
        feed = ElementTree.fromstring(recorded_site()[f"{language}/feed.xml"])
        entries = feed.findall(f"{space}entry")
        assert len(entries) == min(200, len(recorded_content().changes)) > 0
        assert len({entry.findtext(f"{space}id") for entry in entries}) == len(entries)
        for entry in entries:
            link = entry.find(f"{space}link")
            assert link is not None and link.get("href", "").startswith(f"https://models.example/list/{language}/")
            assert entry.findtext(f"{space}updated") == "2026-07-03T00:00:00Z"
    ElementTree.fromstring(hostile_site()["en/feed.xml"])


def test_the_same_input_gives_the_same_bytes() -> None:
    assert files_of_site(recorded_content()) == recorded_site()


def test_the_site_is_small() -> None:
    files = files_of_site(replace(recorded_content(), changes=(), first_seen={}))  # that history is the tests' own
    assert sum(len(text.encode()) for text in files.values()) < 6_000_000
    first = "".join(files[path] for path in ("index.html", "assets/site.css", "assets/icon.svg"))
    assert len(gzip.compress(first.encode())) < 150_000


def test_a_report_alone_makes_a_site() -> None:
    whole = recorded_content()
    files = files_of_site(Content(whole.report, whole.made_at))
    page = files["en/entry/leia-swallow-7b.html"]
    assert "license-drift" in page and "Llama 2 Community License" in page
    assert files.keys() == recorded_site().keys()


@pytest.mark.parametrize("site", [recorded_site, hostile_site])
def test_no_value_is_shown_as_the_program_holds_it(site: Site) -> None:
    """A dataclass, an enumeration or an object in a cell is a value that nobody put into words."""
    held = re.compile(r"\b[A-Z]\w+\(\w+=|<\w+ object at|mappingproxy|frozenset")
    for path, page in site().items():
        assert not held.search(unescape(page)), path


def test_rows_say_what_the_hub_said() -> None:
    rows = {row.variant.repo: row for row in recorded_content().rows}
    assert rows["rinna/nue-asr"].state == "gone"
    assert rows["Cinnamon/electra-small-japanese-discriminator"].state == "renamed"
    assert {row.state for row in rows.values()} <= {"ok", "gone", "renamed", "disabled", "unchecked"}
    read = [row.context for row in rows.values() if row.context is not None and not row.context.claimed]
    assert read and all(known.number for known in read)


@pytest.mark.parametrize(
    ("licenses", "use"),
    [
        ((), "unknown"),
        (("apache-2.0",), "open"),
        (("apache-2.0", "llama3"), "conditions"),
        (("mit", "cc-by-nc-4.0"), "noncommercial"),
        (("sarashina-non-commercial",), "noncommercial"),
        (("our-own-licence", "mit"), "unknown"),
    ],
)
def test_the_narrowest_licence_decides_the_use(licenses: tuple[str, ...], use: str) -> None:
    assert use_of(licenses) == use


def test_nothing_hides_or_reorders_text() -> None:
    for path, text in hostile_site().items():
        assert harmful(text) == [], path


def test_the_hostile_site_tells_of_every_repo() -> None:
    content = hostile_content()
    assert content.rows
    for row in content.rows:
        assert f"en/entry/{row.entry.id}.html" in hostile_site()
