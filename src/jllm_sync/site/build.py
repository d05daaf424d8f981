"""The site's files, each by its path: pages in every language, their assets, and data for machines. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from jllm_sync.catalog.model import Claim, ClaimField, Entry
from jllm_sync.finding import Evidence, Finding
from jllm_sync.messages import LANGUAGES, Language, Sayable, Text, in_language, message, said
from jllm_sync.readings import Reading
from jllm_sync.repo import repo_url
from jllm_sync.report.describe import remedy, todo
from jllm_sync.report.escape import visible
from jllm_sync.report.show import as_data, claim_beside, claim_value, reading_text, readings
from jllm_sync.report.text import evidence_text, quoted
from jllm_sync.rules import RULES
from jllm_sync.site.content import USES, Change, Content, Row
from jllm_sync.site.machine import badge_data, bill_of_materials, catalog_data, compact, row_data
from jllm_sync.site.pictures import pictures
from jllm_sync.web_address import is_web_address

CSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'"
"""Nothing but the site's own files, and nothing inline: what a hostile card says can only be text."""
_LONGEST = 2000
"""Characters of one text that a page shows."""
_PAGES = ("models", "pictures", "changes", "coverage", "rules")
_PROOFS = 4
_LEADING = 6
"""Kinds of findings that the first page names."""
_FACTS = ("developer", "year", "base")
"""What stands above the tables of an entry's repos; the rest is in them."""


def site_files(content: Content, findings_json: str, default: Language, url: str = "") -> dict[str, str]:
    """The whole site.

    Args:
        content: what it tells.
        findings_json: the report as JSON, as `check --format json` prints it.
        default: the language of the page at the top.
        url: the address at which the site will stand, ending in a slash; the feed's links are relative without it.

    Returns:
        The text of each file by its path below the site's folder, in the order of the paths.
    """
    files = {
        "data/catalog.json": compact(catalog_data(content)),
        "data/findings.json": findings_json,
        "data/badge.json": compact(badge_data(content)),
        "data/bom.cdx.json": bill_of_materials(content),
        **{f"data/entries/{id_}.json": text for id_, text in _entry_data(content)},
        **{f"assets/{name}": _asset(name) for name in ("icon.svg", "site.css", "site.js")},
    }
    for language in LANGUAGES:
        for path, text in _Pages(content, language, url).all():
            files[f"{language}/{path}"] = text
    files["index.html"] = _Pages(content, default, url).first_page()
    return dict(sorted(files.items()))


@dataclass(frozen=True, slots=True)
class _Proof:
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class _Line:
    """One field of a repo: what the list says, what the Hub says."""

    name: str
    claim: str
    reading: str
    evidence: tuple[_Proof, ...]
    wrong: bool


@dataclass(frozen=True, slots=True)
class _Told:
    """A finding as an entry's page tells it."""

    finding: Finding
    places: tuple[str, ...]
    remedy: str
    evidence: tuple[_Proof, ...]
    since: str | None


@dataclass(frozen=True, slots=True)
class _Repo:
    row: Row
    lines: tuple[_Line, ...]


@dataclass(frozen=True, slots=True)
class _Leading:
    rule: str
    severity: str
    shown: tuple[Finding, ...]
    more: int


class _Pages:
    """The pages of one language."""

    def __init__(self, content: Content, language: Language, url: str) -> None:
        self._content = content
        self._language = language
        self._url = url
        report = content.report
        self._environment = Environment(
            loader=PackageLoader("jllm_sync.site"),
            autoescape=select_autoescape(("html", "xml")),
            undefined=StrictUndefined,
            finalize=_harmless,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters["host"] = lambda link: urlsplit(link).hostname or link
        other: Language = next((one for one in LANGUAGES if one != language), language)
        origin = report.origin
        key = "site-audited-recorded" if origin.kind == "recorded" else "site-audited"
        self._pictures = pictures(content, language)
        self._environment.globals.update(
            content=content,
            csp=CSP,
            language=language,
            other=other,
            language_name=said(message("site-language"), other),
            catalog_title=in_language(report.catalog.title, language),
            audited=self._t(
                key, day=content.made_at[:10], endpoint=origin.endpoint, recorded=origin.recorded_at or "?"
            ),
            incomplete=not report.coverage.complete,
            pictures=self._pictures,
            site_url=url or "../",
            feed_id=report.catalog.sha256[:16],
            t=self._t,
            say=self._say,
            n=lambda number: f"{number:,}",
            field_name=self._field_name,
            proof_of=self._proof,
            section_title=self._section_title,
            developer=lambda entry: in_language(entry.facts.get("developer") or "", language),
            hub_url=lambda finding: repo_url(finding.repo, finding.kind),
        )

    def all(self) -> Iterator[tuple[str, str]]:
        """Each page with its path below the language's folder."""
        content, coverage = self._content, self._content.report.coverage
        yield "index.html", self._overview("../", "")
        yield (
            "models.html",
            self._page(
                "models.html",
                sections=[(section.id, self._section_title(section.id)) for section in content.sections.values()],
                uses=USES,
                years=sorted({row.year.number for row in content.rows if row.year and row.year.number}, reverse=True),
            ),
        )
        yield "pictures.html", self._page("pictures.html")
        nights = [(day, list(changes)) for day, changes in groupby(content.changes, key=lambda change: change.day)]
        yield "changes.html", self._page("changes.html", nights=nights)
        names = {entry.id: self._say(entry.title) for entry in content.report.catalog.entries}
        yield (
            "coverage.html",
            self._page(
                "coverage.html",
                coverage=coverage,
                unobserved=list(self._unobserved()),
                unaudited=[names.get(id_, id_) for id_ in coverage.unaudited_entries],
            ),
        )
        count = Counter(finding.rule for finding in content.report.open)
        on_pages = content.report.catalog.pages is not None
        rules = [
            {"id": rule.id, "severity": rule.severity, "open": count[rule.id], "remedy": remedy(rule.id, on_pages)}
            for rule in RULES
        ]
        yield "rules.html", self._page("rules.html", rules=rules)
        yield "feed.xml", self._page("feed.xml")
        changes: dict[str, list[Change]] = {}
        for change in content.changes:
            if change.entry:
                changes.setdefault(change.entry, []).append(change)
        for entry in content.report.catalog.entries:
            yield f"entry/{entry.id}.html", self._entry(entry, changes.get(entry.id, ()))

    def first_page(self) -> str:
        """The overview for the top of the site."""
        return self._overview("", f"{self._language}/")

    def _overview(self, root: str, here: str) -> str:
        content = self._content
        return self._page(
            "index.html",
            root,
            here,
            summary=content.report.summary,
            served=sum(row.state in ("ok", "renamed") for row in content.rows),
            unchecked=sum(row.state == "unchecked" for row in content.rows),
            leading=list(self._leading()),
        )

    def _leading(self) -> Iterator[_Leading]:
        """What is gravest first: the rules with errors, then with warnings, each with its first repos."""
        grave = [finding for finding in self._content.findings if finding.severity != "info"]
        count = Counter((finding.severity, finding.rule) for finding in grave)
        for severity, rule in sorted(count, key=lambda key: (key[0] != "error", -count[key], key[1]))[:_LEADING]:
            ones = [finding for finding in grave if (finding.severity, finding.rule) == (severity, rule)]
            yield _Leading(rule, severity, tuple(ones[:6]), max(0, len(ones) - 6))

    def _entry(self, entry: Entry, changes: Sequence[Change]) -> str:
        rows = self._content.by_entry.get(entry.id, ())
        ours = [finding for finding in self._content.report.findings if finding.entry == entry.id]
        told = [f for f in ours if f.waiver is None and f.rule not in ("variant-new", "family-new")]
        return self._page(
            "entry.html",
            "../../",
            "../",
            path=f"entry/{entry.id}.html",
            pages=_PAGES[:1],  # there are many: each byte of their frame is in all of them
            entry=entry,
            facts=list(self._facts(entry, rows)),
            links=list(dict.fromkeys(_links(entry.facts.get("link")))),
            findings=[self._told(finding) for finding in told],
            repos=[_Repo(row, tuple(self._lines(row))) for row in rows],
            changes=changes,
        )

    def _facts(self, entry: Entry, rows: Sequence[Row]) -> Iterator[tuple[str, str]]:
        """What all repos of an entry share, each fact once."""
        if developer := entry.facts.get("developer"):
            yield "developer", in_language(developer, self._language)
        for name in _FACTS[1:]:
            texts = [self._say(known.text) for row in rows if (known := getattr(row, name)) is not None]
            if texts:
                yield name, " / ".join(dict.fromkeys(texts))

    def _told(self, finding: Finding) -> _Told:
        return _Told(
            finding,
            tuple(visible(f"{place.file}:{place.line}") for place in finding.locations or (finding.location,)),
            said(todo(finding, self._content.report.catalog, quoted), self._language),
            self._proofs(finding.evidence),
            self._content.first_seen.get(finding.fingerprint),
        )

    def _lines(self, row: Row) -> Iterator[_Line]:
        shown = self._content.shown(row)
        wrong = {finding.field for finding in row.findings}
        claims: Mapping[ClaimField, Claim] = row.variant.claims
        if shown is None:
            for field, claimed in claims.items():
                yield _Line(self._field_name(field), self._claim(claimed), "", (), field in wrong)
            return
        for name, reading in readings(shown).items():
            claim = claim_beside(claims, name)
            if claim is None and not isinstance(reading, Reading):
                continue
            proofs = self._proofs(reading.evidence)
            text = reading_text(reading, self._language)
            yield _Line(self._field_name(name), self._claim(claim), text, proofs, name in wrong)

    def _claim(self, claim: Claim | None) -> str:
        return "" if claim is None else claim_value(claim, self._content.report.catalog, self._language)

    def _proof(self, evidence: Evidence) -> _Proof:
        url = evidence.url if is_web_address(evidence.url) else ""  # a recording may say anything
        return _Proof(evidence_text(evidence, self._language), url)

    def _proofs(self, evidence: Sequence[Evidence]) -> tuple[_Proof, ...]:
        """Where the evidence can be read, each page once."""
        proofs = map(self._proof, evidence)
        return tuple({proof.url or proof.text: proof for proof in reversed([*proofs])}.values())[::-1][:_PROOFS]

    def _unobserved(self) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        reasons: dict[str, list[tuple[str, str]]] = {}
        for one in self._content.report.coverage.unobserved:
            reasons.setdefault(one.reason, []).append((one.repo, repo_url(one.repo, one.kind)))
        for reason, repos in reasons.items():
            yield said(message(f"unobserved-{reason}"), self._language), repos

    def _page(self, template: str, root: str = "../", here: str = "", **values: Any) -> str:
        shown = {"path": template, "root": root, "here": here, "pages": _PAGES, **values}
        return self._environment.get_template(template).render(shown).strip() + "\n"

    def _t(self, key: str, **arguments: Any) -> str:
        return said(message(key, **arguments), self._language)

    def _say(self, what: Sayable) -> str:
        return said(what, self._language)

    def _field_name(self, name: str) -> str:
        return self._t(f"site-field-{name.replace('_', '-')}")

    def _section_title(self, id_: str) -> str:
        """A section's title with those above it: general purpose models there are several of."""
        parts = id_.split("/")
        above = ["/".join(parts[: count + 1]) for count in range(len(parts))]
        sections = self._content.sections
        return " › ".join(self._say(sections[one].title) for one in above if one in sections)


def _harmless(value: object) -> object:
    """Text of a template with whatever hides or reorders text shown as its code point; markup of ours as it is."""
    return visible(value, _LONGEST) if type(value) is str else value


def _links(stated: object) -> Iterator[str]:
    """The web addresses of an entry's ``link``: one, several, or one a language."""
    if isinstance(stated, str):
        if is_web_address(stated):
            yield stated
    elif isinstance(stated, Mapping):
        for one in stated.values():
            yield from _links(one)
    elif isinstance(stated, list | tuple):
        for one in stated:
            yield from _links(one)


def _entry_data(content: Content) -> Iterator[tuple[str, str]]:
    for entry in content.report.catalog.entries:
        rows = content.by_entry.get(entry.id, ())
        repos = []
        for row in rows:
            shown = content.shown(row)
            told = as_data(shown) if shown is not None else {"readings": {}}
            read = {name: one for name, one in told["readings"].items() if one["confidence"] is not None}
            shared = ("entry", "section", "name", "developer")
            own = {key: one for key, one in row_data(row).items() if key not in shared}
            repos.append({**own, "revision": told.get("revision"), "readings": read})
        changes = [
            {"day": c.day, "repo": c.repo, "field": c.field, "before": _en(c.before), "after": _en(c.after)}
            for c in content.changes
            if c.entry == entry.id
        ]
        name: Text = entry.title
        what = {"entry": entry.id, "section": entry.section, "name": name, "developer": entry.facts.get("developer")}
        yield entry.id, compact({**what, "repos": repos, "changes": changes})


def _en(what: Sayable | None) -> str | None:
    return None if what is None else said(what, "en")


def _asset(name: str) -> str:
    return (resources.files("jllm_sync.site") / "assets" / name).read_text(encoding="utf-8")
