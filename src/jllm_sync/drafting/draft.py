"""Catalog entries drafted from what the Hub says: every field that the evidence supports, and no other.

What a draft says is tried out: the catalog is read with the draft in it, the rules look at it, and a claim that they
would contradict gives way to what they read, or goes. What is drafted is what somebody asks to add, or, for a first
catalog, the repos that he names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from jllm_sync.catalog.edit import CatalogText
from jllm_sync.catalog.fields import CLAIMS
from jllm_sync.catalog.model import Catalog, ClaimField, Entry, Foundation, format_parameters
from jllm_sync.catalog.pages.document import PagesDocument
from jllm_sync.catalog.yaml.document import Document
from jllm_sync.discovery.candidate import Candidate, Listed, Publisher
from jllm_sync.discovery.catalog_index import CatalogIndex, Place
from jllm_sync.discovery.exclusions import DiscoverySettings, why_not
from jllm_sync.discovery.names import entry_id, family_name, label_beside, label_in, parse_name, sizes_like
from jllm_sync.discovery.proposals import family_stem
from jllm_sync.drafting.claims import Value, claims_of, seen_claims
from jllm_sync.drafting.rows import id_in_pages, written_in_pages
from jllm_sync.drafting.writing import Draft, VariantDraft, written
from jllm_sync.errors import UserError
from jllm_sync.hub.observation import Observation, Present
from jllm_sync.messages import Language, Sayable, in_all, in_language, joined, message, said
from jllm_sync.repo import RepoRef, hub_link
from jllm_sync.rules import RULES
from jllm_sync.rules.rule import Found, RepoRule, Subject

_ROUNDS = 4
"""A claim that gives way may uncover another; more rounds than claims depend on each other are not needed."""

_FIRST_SECTION = "models"
"""The id of the section that a catalog without any gets."""

_SIZES = range(1000, 10**15)
"""Numbers of parameters that a model may have: names and metadata may say anything."""


def draft(
    document: CatalogText,
    observations: Iterable[Observation],
    new: Sequence[Observation],
    section: str | None = None,
    entry: str | None = None,
    language: Language = "en",
    today: date = date.min,
    licenses_seen: bool = False,
    cells: Mapping[str, Mapping[str, str]] | None = None,
) -> tuple[list[Draft], CatalogText]:
    """Draft entries and variants for repos that the catalog lacks.

    Args:
        document: the catalog.
        observations: what is known of listed repos.
        new: the repos to add; several of one family become one entry.
        section: put new entries there, not where they probably belong.
        entry: make all of them variants of this entry.
        language: the language of the comments.
        today: the day from which ages count; without it nothing is too old.
        licenses_seen: claim no licence of a repo that shows none, though its siblings do.
        cells: what a person says of new rows in pages, by column and language, where no repo states it.

    Returns:
        The drafts, and the catalog with them in it.

    Raises:
        UserError: the catalog is laid out in a way that nothing can be added to.
        InvalidCatalog: the catalog with the drafts would not be valid.
    """
    catalog, seen = document.catalog, list(observations)
    index = CatalogIndex(catalog, seen)
    candidates = [Candidate(observation) for observation in new]
    index.new.update((candidate.repo.lower(), candidate) for candidate in candidates)
    drafts = _grouped(catalog, index, candidates, section, entry)
    for one in drafts:
        if one.new:
            _share(one.fields, one.variants, licenses_seen)
    if isinstance(document, PagesDocument):
        for one in drafts:
            if one.new:
                one.entry = id_in_pages(one.variants[0].candidate.repo)
                one.cells = cells or {}
                if "loadable" in _habits(catalog, one.section) and not any(
                    "loadable" in v.fields for v in one.variants
                ):
                    one.variants[0].notes.append(message("draft-note.loadable"))
    _warn(drafts, catalog, index, today)
    known = {id_.lower(): o for o in (*seen, *new) if o.kind == "model" for id_ in (o.repo, o.canonical)}
    for _ in range(_ROUNDS):
        trial = _written(document, drafts, language)
        gave_way = [_give_way(trial.catalog, one, known) for one in drafts]
        if True not in gave_way:
            break
    return drafts, trial


def _written(document: CatalogText, drafts: Sequence[Draft], language: Language) -> CatalogText:
    if isinstance(document, PagesDocument):
        return written_in_pages(document, drafts)
    assert isinstance(document, Document)  # there is no third form
    return written(document, drafts, language)


def _grouped(
    catalog: Catalog, index: CatalogIndex, candidates: Sequence[Candidate], section: str | None, entry: str | None
) -> list[Draft]:
    entries = {one.id: one for one in catalog.entries}
    families: dict[str, list[tuple[Candidate, Place]]] = {}
    for candidate in candidates:
        place = index.place(candidate)
        home = entry or (place.home.entry.id if place.home and section is None else None)
        families.setdefault(f"={home}" if home else f"{candidate.name.owner}/{family_stem(candidate)}", []).append(
            (candidate, place)
        )
    drafts: list[Draft] = []
    taken = set(entries)
    for key, members in families.items():
        place = members[0][1]
        if key.startswith("="):
            home_entry = entries[key[1:]]
            variants = [_variant_of(candidate, home_entry) for candidate, _ in members]
            drafts.append(Draft(home_entry.section, home_entry.id, False, {}, variants, place))
        else:
            made = _new_entry([candidate for candidate, _ in members], place, catalog, index, taken, section)
            taken.add(made.entry)
            drafts.append(made)
    return drafts


def _variant_of(candidate: Candidate, entry: Entry) -> VariantDraft:
    made = VariantDraft(candidate, {})
    labelled = [(variant.repo, in_language(variant.label, "en")) for variant in entry.variants if variant.label]
    if labelled:
        label = sizes_like(label_beside(candidate.repo, labelled), [label for _, label in labelled])
        made.fields["label"] = Value(label, message("draft-note.label"))
    made.fields["repo"] = Value(candidate.repo)
    if any("parameters" in variant.claims for variant in entry.variants):
        _add_size(made)
        stated = [str(variant.claims["parameters"].raw) for variant in entry.variants if "parameters" in variant.claims]
        if (own := made.fields.get("parameters")) is not None:
            made.fields["parameters"] = Value(sizes_like(own.value, stated), own.comment)
            if (claimed := entry.claims.get("parameters")) is not None and own.value == str(claimed.raw).lower():
                del made.fields["parameters"]
    foundation = entry.claims.get("foundation")
    if foundation is not None and isinstance(foundation.value, Foundation):
        size, base = None if candidate.name.mixture else candidate.name.size, foundation.value
        if size is not None and base.size not in (None, size):
            base_claim = {"id": base.id, "size": format_parameters(size)}
            made.fields["foundation"] = Value(base_claim, message("draft-note.foundation"))
    seen = seen_claims(candidate)
    if unseen := [claim for claim in ("license", "context") if claim in entry.claims and claim not in seen]:
        made.notes.append(message("draft-note.unseen", claims=joined(unseen)))
    return made


def _add_size(made: VariantDraft) -> None:
    """The size of the weights, or else by the name; what a mixture's name multiplies is no size."""
    name, weights = made.candidate.name, made.candidate.weight_count
    if "adapter" in made.candidate.marks:
        return
    if name.size is not None and name.size in _SIZES and not name.mixture:
        made.fields["parameters"] = Value(name.size_text, message("draft-note.parameters"))
    elif weights is not None and weights in _SIZES:
        made.fields["parameters"] = Value(_rounded(weights))


def _rounded(count: int) -> str:
    """A number of parameters in the precision of names and lists: 7.2b, 13b, 110m."""
    unit = next((unit for unit in (10**9, 10**6, 10**3) if count >= unit), 1)
    digits = 1 if count < 10 * unit and unit == 10**9 else 0
    return format_parameters(round(round(count / unit, digits) * unit))


def _new_entry(
    candidates: Sequence[Candidate],
    place: Place,
    catalog: Catalog,
    index: CatalogIndex,
    taken: set[str],
    section: str | None,
) -> Draft:
    family = family_name([candidate.repo for candidate in candidates])
    called = family
    largest = max(candidates, key=lambda candidate: candidate.size or 0).name.size_text
    if largest and entry_id(family, set()) in taken:  # the list tells rows of one name apart by their size
        called = f"{family} {largest}"
    guess = message("draft-note.section") if section is None else None
    fields: dict[str, Value] = {
        "id": Value(entry_id(called, taken), guess),
        "name": Value(called, message("draft-note.name")),
    }
    own = index.owned.get(candidates[0].name.owner, [])
    if developer := _developer(own):
        fields["developer"] = Value(developer, message("draft-note.developer"))
    elif any("developer" in entry.facts for entry in catalog.entries):
        fields["developer"] = Value(candidates[0].repo.partition("/")[0], message("draft-note.owner"))
    years = {candidate.created[0].year for candidate in candidates if candidate.created}
    if years:
        fields["year"] = Value(min(years), message("draft-note.year"))
    section_id = section or place.section or _FIRST_SECTION
    entries = next((one.entries for one in catalog.sections if one.id == section_id), ())
    labels = [in_language(v.label, "en") for entry in entries for v in entry.variants if v.label]
    variants = []
    for candidate in _ranked(candidates, entries):
        made = VariantDraft(candidate, {})
        if (label := label_in(candidate.repo, family)) is not None:
            made.fields["label"] = Value(sizes_like(label, labels), message("draft-note.label-of-new"))
        made.fields["repo"] = Value(candidate.repo)
        _add_size(made)
        claims, made.notes = claims_of(candidate, index, _habits(catalog, section_id))
        made.fields |= claims
        variants.append(made)
    _as_release(variants, own, _habits(catalog, section_id))
    if not entries or any("training" in one.facts for one in entries):
        names = dict.fromkeys(name for candidate in candidates for name in candidate.datasets)
        if names:
            fields["training"] = Value([{"data": list(names)}], message("draft-note.datasets"))
    return Draft(section_id, str(fields["id"].value), True, fields, variants, place)


def _as_release(variants: Sequence[VariantDraft], own: Sequence[Listed], usual: Collection[ClaimField]) -> None:
    """The base of what states none: that of the owner's listed release of the same name, in the size of its own."""
    for made in variants:
        name = made.candidate.name
        parents = [parse_name(parent) for parent in made.candidate.parents]
        foreign = any((parent.owner, parent.stem) != (name.owner, name.stem) for parent in parents)
        if foreign or "foundation" not in {*usual} - made.fields.keys() or not name.brands:
            continue
        for one in own:
            claim = one.variant.claims.get("foundation")
            if one.name.stem == name.stem and claim is not None and isinstance(claim.value, Foundation):
                size = None if name.mixture or name.size is None else format_parameters(name.size)
                value = {"id": claim.value.id, "size": size} if size else claim.value.id
                made.fields["foundation"] = Value(value, message("draft-note.release", repo=one.variant.repo))
                break


def _warn(drafts: Sequence[Draft], catalog: Catalog, index: CatalogIndex, today: date) -> None:
    """Say beside a variant that discovery would not propose it."""
    settings = DiscoverySettings.of(catalog)
    for one in drafts:
        for variant in one.variants:
            owner = variant.candidate.name.owner
            publisher = Publisher(index.owned.get(owner, []), [], owner)
            kin = index.by_entry.get(one.entry, [])
            if (reason := why_not(variant.candidate, publisher, kin, settings, today)) is not None:
                variant.notes.append(message("draft-note.left-out", reason=reason[1]))


def _by_size_and_tuning(repo: str, size: int | None) -> tuple[Any, ...]:
    """By size, base models before what was tuned from them."""
    return size or 0, len(parse_name(repo).kinds - {"base"}), repo.lower()


def _by_size_and_version(repo: str, size: int | None) -> tuple[Any, ...]:
    """By size, and within a size one version after the other."""
    return size or 0, parse_name(repo).version or (), len(parse_name(repo).kinds - {"base"}), repo.lower()


def _ranked(candidates: Sequence[Candidate], entries: Sequence[Entry]) -> list[Candidate]:
    """The order of variants in a new entry: as in most of the owner's entries of the section, or in most of all."""
    rows = [[variant.repo for variant in entry.variants] for entry in entries if len(entry.variants) > 1]
    own = [row for row in rows if parse_name(row[0]).owner == candidates[0].name.owner]

    def followed(rank: Callable[[str, int | None], tuple[Any, ...]]) -> tuple[int, int]:
        in_order = [row for row in rows if row == sorted(row, key=lambda repo: rank(repo, parse_name(repo).size))]
        return sum(row in in_order for row in own), len(in_order)

    rank = max((_by_size_and_tuning, _by_size_and_version), key=followed)
    return sorted(candidates, key=lambda candidate: rank(candidate.repo, candidate.size))


def _developer(own: Sequence[Listed]) -> Any:
    """How the catalog calls the developer, where all of the owner's entries agree or most do."""
    called = [one.entry.facts["developer"] for one in own if "developer" in one.entry.facts]
    return max(called, key=called.count, default=None)


def _habits(catalog: Catalog, section: str) -> frozenset[ClaimField]:
    """The claims that entries of a section usually make; all, where it has no entries."""
    entries = next((one.entries for one in catalog.sections if one.id == section), ())
    with_repos = [entry for entry in entries if entry.variants]
    if not with_repos:
        return frozenset(CLAIMS)
    usual: set[ClaimField] = set()
    for claim in CLAIMS:
        makes = sum(claim in entry.claims or any(claim in v.claims for v in entry.variants) for entry in with_repos)
        if makes * 4 >= len(with_repos):
            usual.add(claim)
    return frozenset(usual)


def _share(fields: dict[str, Value], variants: Sequence[VariantDraft], licenses_seen: bool) -> None:
    """Claims that all variants of a new entry make alike stand at the entry."""
    for claim in ("architecture", "foundation", "parents", "license", "context"):
        made = [variant.fields.get(claim) for variant in variants]
        known = [value for value in made if value is not None]
        if claim == "license" and licenses_seen and len(known) < len(made):
            continue
        if known and all(value.value == known[0].value for value in known):
            comment = known[0].comment
            if len(known) < len(made):
                seen = message("draft-note.seen-of", seen=len(known), of=len(made))
                comment = seen if comment is None else joined([seen, comment], "clause")
            fields[claim] = Value(known[0].value, comment)
            for variant in variants:
                variant.fields.pop(claim, None)


def _give_way(trial: Catalog, one: Draft, known: Mapping[str, Observation]) -> bool:
    """Let claims of a draft give way to what the rules read; whether one did."""
    listed = trial.models()
    entry = listed[one.variants[0].candidate.repo.lower()][0]  # its id may be that of the new variant now
    changed = False
    for made in one.variants:
        variant = next(v for v in entry.variants if v.repo == made.candidate.repo)
        subject = Subject(trial, entry, variant, made.candidate.observation, listed, known)
        contested = _contested(subject)
        for field, why in contested.items():
            if field in one.fields and one.new:
                shared = one.fields.pop(field)
                for sibling in one.variants:
                    sibling.fields.setdefault(field, shared)
            if field in made.fields and made.fields[field].value is not None:
                made.fields[field] = Value(None, why)
                changed = True
        for rule in RULES:
            found = rule.check(subject) if isinstance(rule, RepoRule) else None
            if not isinstance(found, Found) or found.claim is None or rule.severity == "info":
                continue
            claim = found.claim.field
            old = made.fields.get(claim)
            fix = found.fix.edits[0].new if found.fix and claim not in contested else None
            if old is not None and (old.value is None or old.value == fix):
                continue
            made.fields[claim] = Value(
                fix, message("draft-note.as-read", claim=claim) if fix is not None else in_all(found.message)
            )
            changed = True
    return changed


def _contested(subject: Subject) -> Mapping[ClaimField, Sayable]:
    """The fields of which the Hub's own word is in doubt, and why: a draft takes over none of them."""
    found = {rule: rule.check(subject) for rule in RULES if isinstance(rule, RepoRule) and rule.contests}
    return {
        field: in_all(verdict.message)
        for rule, verdict in found.items()
        if isinstance(verdict, Found)
        for field in rule.contests
    }


_ID = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*/[A-Za-z0-9_][A-Za-z0-9._-]*\Z")


def to_add(catalog: Catalog, repos: Sequence[str]) -> list[RepoRef]:
    """The repos asked for, by ID or by an address on the Hub, each once.

    Raises:
        UserError: one is no repo ID, or a variant of the catalog already.
    """
    listed = catalog.models()
    asked = [_id_of(text) for text in repos]
    for repo in asked:
        if not _ID.match(repo):
            raise UserError(message("add-no-id", repo=repo))
        if repo.lower() in listed:
            entry, variant = listed[repo.lower()]
            raise UserError(message("add-listed", repo=repo, entry=entry.id, place=str(variant.location)))
    unique = {repo.lower(): repo for repo in reversed(asked)}
    return [RepoRef(repo) for repo in reversed(unique.values())]


def _id_of(text: str) -> str:
    """The ID that a text names: itself, or that of the model whose page or file it is the address of."""
    link = hub_link(text) or hub_link(f"https://{text}")
    return link.repo if link is not None and link.kind == "model" else text


def related_listed(catalog: Catalog, refs: Sequence[RepoRef]) -> list[RepoRef]:
    """The listed models of the same owners, which help to place the new ones, and those of the same names.

    One of the same name may be the very repo, listed under its owner's former name.
    """
    owners = {ref.repo.lower().partition("/")[0] for ref in refs}
    names = {ref.repo.lower().partition("/")[2] for ref in refs}
    found = []
    for repo, (_, variant) in catalog.models().items():
        owner, _, name = repo.partition("/")
        if owner in owners or name in names:
            found.append(RepoRef(variant.repo))
    return found


def refuse_listed(catalog: Catalog, new: Iterable[Observation], listed: Iterable[Observation]) -> None:
    """Raise UserError where a repo is a variant of the catalog after all, under the ID that it had before."""
    now = {one.canonical.lower(): one.repo for one in listed}
    places = catalog.models()
    for one in new:
        old = now.get(one.canonical.lower(), one.canonical).lower()
        if old in places:
            entry, variant = places[old]
            raise UserError(
                message(
                    "add-listed.renamed", repo=one.repo, old=variant.repo, entry=entry.id, place=str(variant.location)
                )
            )


_IN_TEXT = r"[\w.-]+/[\w.-]+"
_LINE = re.compile(rf"^\s*(?:[-*]\s+)?({_IN_TEXT})\s*(?:#.*)?$", re.MULTILINE)
_LOADED = re.compile(rf"from_pretrained\(\s*[\"']({_IN_TEXT})[\"']")
_LINK = re.compile(r"https?://(?:huggingface\.co|hf\.co)/[\w./%-]+")


def repos_in(text: str) -> list[RepoRef]:
    """The repos that a text names, in its order, each once: IDs alone on a line, links, and what a program loads.

    >>> [ref.repo for ref in repos_in('acme/one\\nAutoModel.from_pretrained("acme/two")\\n')]
    ['acme/one', 'acme/two']
    """
    places = [(match.start(), RepoRef(match[1])) for pattern in (_LINE, _LOADED) for match in pattern.finditer(text)]
    for match in _LINK.finditer(text):
        if link := hub_link(match[0]):
            places.append((match.start(), RepoRef(link.repo, link.kind)))
    found: dict[str, RepoRef] = {}
    for _, ref in sorted(places, key=lambda place: place[0]):
        found.setdefault(ref.repo.lower(), ref)
    return list(found.values())


def first_catalog(observations: Sequence[Observation], language: Language, today: date) -> CatalogText:
    """A catalog of these repos, in sections by their tasks; its claims are what was read, guesses carry a comment."""
    tasks: dict[str, list[Observation]] = {}
    for observation in observations:
        tasks.setdefault(_task(observation), []).append(observation)
    head = [f"# {line}" for line in said(message("init-head"), language).split("\n")]
    sections = [f"  - id: {task}\n    title: {_title(task)}\n    entries: []" for task in tasks]
    settings = f"settings:\n  language: {language}\n  rules: {{variant-new: off, family-new: off}}"
    text = "\n".join([*head, f"title: {said(message('init-title'), language)}", settings, "sections:", *sections, ""])
    document: CatalogText = Document(text.encode(), "catalog.yaml")
    for task, members in tasks.items():
        _, document = draft(document, [], members, section=task, language=language, today=today, licenses_seen=True)
    return document


def _task(observation: Observation) -> str:
    """The Hub's name of what a model does, as the id of a section."""
    told = observation.info.get("pipeline_tag")
    name = told.value if isinstance(told, Present) and isinstance(told.value, str) else ""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "models"


def _title(task: str) -> str:
    return task.replace("-", " ").capitalize()
