"""Recordings: their file format, a source that replays one, and the recording of a run.

The format is JSON lines, documented in schemas/recording.schema.json. The first line is a header; every other line is
one repo with its facts and, for each fact, where it comes from.
"""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from sys import intern
from typing import Any, get_args

from jllm_sync.data import load
from jllm_sync.errors import UserError
from jllm_sync.hub.observation import (
    NOT_SEEN,
    Absent,
    Field,
    Observation,
    Present,
    Source,
    SourceKind,
    Unknown,
    Unobserved,
)
from jllm_sync.hub.source import Attended, Bounds, Cost, Doubtful, HubChoice, Newcomers, Observed, Origin
from jllm_sync.hub.source import Source as ObservationSource
from jllm_sync.messages import Text, in_all, in_language, message
from jllm_sync.repo import CANONICAL_HOST, RepoKind, RepoRef

SCHEMA = "jllm-sync/recording/1"
MAX_BYTES = 500_000_000
_STATES = ("ok", "gone", "renamed", "disabled")
_KINDS: tuple[RepoKind, ...] = get_args(RepoKind)
_SOURCE_KINDS: tuple[SourceKind, ...] = get_args(SourceKind)
_NOT_IN_TEXT = re.compile("[\x85\u2028\u2029\ud800-\udfff]")
"""What some readers take for the end of a line, and lone surrogates, which no UTF-8 can hold."""


@dataclass(frozen=True, slots=True)
class Recording:
    """Observations in a file, which a run can replay in place of the Hub."""

    recorded_at: str
    """The day or month of the newest fact, as ISO text."""
    endpoint: str
    note: str
    observations: tuple[Observation, ...]
    newcomers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The models that were listed by language and date, by their ID in small letters: in which languages' listings."""
    organizations: Mapping[str, bool] = field(default_factory=dict)
    """Whether owners of such models are organizations, by their name in small letters."""


def read_recording(path: Path) -> Recording:
    """Read a recording; a name that ends in .gz is read as gzip.

    Raises:
        UserError: it is no file, no recording, or from a newer version; the message names file and line.
    """
    try:
        data = path.read_bytes()
        if path.suffix == ".gz":
            with gzip.open(path) as unpacked:
                data = unpacked.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise UserError(message("hub-recording.no-such", path=str(path))) from None
    except (OSError, EOFError, zlib.error) as error:
        raise UserError(message("hub-recording.unreadable", path=str(path), why=str(error))) from None
    if len(data) > MAX_BYTES:
        raise UserError(message("hub-recording.large", path=str(path), most=MAX_BYTES))
    return parse_recording(data, str(path))


def parse_recording(data: bytes, name: str) -> Recording:
    """The recording in these bytes; ``name`` is what error messages call it. Raises UserError."""
    lines = BytesIO(data)
    if not data:
        raise UserError(message("hub-recording.empty", place=f"{name}:1"))
    header = _object(next(lines), name, 1)
    if header.get("schema") != SCHEMA:
        found = repr(header.get("schema"))
        raise UserError(message("hub-recording.no-header", place=f"{name}:1", schema=SCHEMA, found=found))
    observations = []
    newcomers: dict[str, tuple[str, ...]] = {}
    for number, line in enumerate(lines, start=2):
        if not line.strip():
            continue
        record = _object(line, name, number)
        try:
            observations.append(_observation(record))
            if "listed_by" in record:
                newcomers[observations[-1].repo.lower()] = _texts(record["listed_by"])
        except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
            place = f"{name}:{number}"
            raise UserError(message("hub-recording.no-repo", place=place, schema=SCHEMA, why=repr(error))) from None
    return Recording(
        recorded_at=str(header.get("recorded_at", "")),
        endpoint=str(header.get("endpoint", CANONICAL_HOST)),
        note=str(header.get("note", "")),
        observations=tuple(observations),
        newcomers=newcomers,
        organizations={
            str(owner).lower(): told is True for owner, told in dict(header.get("organizations") or {}).items()
        },
    )


def _texts(values: Any) -> tuple[str, ...]:
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise ValueError(f"listed_by {values!r}")
    return tuple(values)


def format_recording(recording: Recording) -> str:
    """The text of a recording: the same observations give the same bytes."""
    header: dict[str, Any] = {
        "schema": SCHEMA,
        "recorded_at": recording.recorded_at,
        "endpoint": recording.endpoint,
    }
    if recording.note:
        header["note"] = recording.note
    if recording.organizations:
        header["organizations"] = dict(sorted(recording.organizations.items()))
    ordered = sorted(recording.observations, key=lambda o: (o.kind, o.repo.lower(), o.repo))
    records = [_record(one) for one in ordered]
    for one, record in zip(ordered, records, strict=True):
        if one.kind == "model" and (languages := recording.newcomers.get(one.repo.lower())):
            record["listed_by"] = list(languages)
    return "".join(f"{_dump(line)}\n" for line in [header, *records])


def _dump(value: Mapping[str, Any]) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return _NOT_IN_TEXT.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _object(line: bytes, name: str, number: int) -> dict[str, Any]:
    try:
        value = json.loads(line, object_pairs_hook=_with_shared_words)
    except (ValueError, RecursionError) as error:
        raise UserError(message("hub-recording.no-json", place=f"{name}:{number}", why=str(error))) from None
    if not isinstance(value, dict):
        raise UserError(message("hub-recording.no-object", place=f"{name}:{number}", found=type(value).__name__))
    return value


def _with_shared_words(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys and short values are the same text in all records: a large recording is lighter by half."""
    shared = {}
    for key, value in pairs:
        if type(value) is list:
            value[:] = map(_shared, value)
        shared[intern(key)] = _shared(value)
    return shared


def _shared(value: Any) -> Any:
    """A word that other records use, too, such as a licence, a tag or a file's name: no ID, no date, no hash."""
    return intern(value) if type(value) is str and len(value) < 24 and "/" not in value else value


def _observation(record: dict[str, Any]) -> Observation:
    repo, kind, state = record["repo"], record["kind"], record["state"]
    if kind not in _KINDS or state["value"] not in _STATES:
        raise ValueError(f"kind {kind!r}, state {state['value']!r}")
    canonical, sightings = state.get("to", repo), state.get("sightings", 1)
    if not (isinstance(repo, str) and isinstance(canonical, str) and type(sightings) is int):
        raise ValueError(f"repo {repo!r}, to {canonical!r}, sightings {sightings!r}")
    ref = RepoRef(repo, kind)
    sources = [_source(source, ref) for source in record["sources"]]

    def facts(of: Mapping[str, Any]) -> dict[str, Field[Any]]:
        return {name: _fact(fact, sources) for name, fact in of.items()}

    return Observation(
        repo=repo,
        kind=kind,
        state=state["value"],
        canonical=canonical,
        state_source=_source_at(state["source"], sources),
        revision=_text(record, "revision"),
        card=_fact(record["card"], sources) if "card" in record else NOT_SEEN,
        label=_fact(record["label"], sources) if "label" in record else NOT_SEEN,
        info=_with_names_of_files(facts(record.get("info", {}))),
        files=facts(record.get("files", {})),
        sightings=sightings,
    )


def _with_names_of_files(info: dict[str, Field[Any]]) -> dict[str, Field[Any]]:
    """The model info with a list of file names, and their ``sizes`` in bytes, for one with the API's objects of them.

    The Hub's answer gives sizes where it is asked for them (``blobs=true``), as ``size`` and in ``lfs``.
    """
    listed = info.get("siblings")
    if not isinstance(listed, Present) or not isinstance(listed.value, list):
        return info
    objects = {
        file["rfilename"]: file
        for file in listed.value
        if isinstance(file, dict) and isinstance(file.get("rfilename"), str)
    }
    if not objects:
        return info
    sizes = {name: size for name, file in objects.items() if (size := _size(file)) is not None}
    names = [name for name in listed.value if isinstance(name, str)]
    more = {"sizes": replace(listed, value=sizes)} if sizes else {}
    return {**info, "siblings": replace(listed, value=[*names, *objects]), **more}


def _size(file: Mapping[str, Any]) -> int | None:
    lfs = file.get("lfs")
    stated = (file.get("size"), lfs.get("size") if isinstance(lfs, dict) else None)
    return max((size for size in stated if type(size) is int and size >= 0), default=None)


def _fact(fact: dict[str, Any], sources: list[Source]) -> Field[Any]:
    source = _source_at(fact["source"], sources)
    if "value" in fact:
        return Present(fact["value"], source, fact.get("complete", True) is True)
    return Absent(source)


def _source_at(index: Any, sources: list[Source]) -> Source:
    if type(index) is not int or not 0 <= index < len(sources):
        raise ValueError(f"source {index!r}, of {len(sources)}")
    return sources[index]


def _text(of: Mapping[str, Any], key: str) -> str | None:
    value = of.get(key)
    if value is not None and not isinstance(value, str):
        raise ValueError(f"{key} {value!r}")
    return value


def _source(source: dict[str, Any], ref: RepoRef) -> Source:
    if source["kind"] not in _SOURCE_KINDS:
        raise ValueError(f"source kind {source['kind']!r}")
    revision, branch, path = _text(source, "revision"), _text(source, "branch"), source["path"]
    url = _text(source, "url")
    if not isinstance(path, str) or (url and not url.startswith(f"{CANONICAL_HOST}/")):
        raise ValueError(f"path {path!r}, url {url!r}: expected a page on {CANONICAL_HOST}")
    return Source(  # the sources of all records have few kinds and paths, those of one record one revision
        kind=_SOURCE_KINDS[_SOURCE_KINDS.index(source["kind"])],
        path=intern(path),
        revision=intern(revision) if revision is not None else None,
        page=url or ref,
        branch=branch,
        note=note_of(note) if (note := _text(source, "note")) else None,
    )


@cache
def note_of(stated: str) -> Text:
    """What a recording notes of a fact, as a message where data/recording_notes.yaml knows it."""
    for pattern, key in _known_notes():
        if found := pattern.fullmatch(stated):
            return in_all(message(key, **found.groupdict()))
    return stated


@cache
def _known_notes() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(line["note"]), line["message"]) for line in load("recording_notes.yaml"))


def _record(observation: Observation) -> dict[str, Any]:
    ref = RepoRef(observation.repo, observation.kind)
    sources: list[dict[str, Any]] = []

    def index(source: Source) -> int:
        plain: dict[str, Any] = {"kind": source.kind, "path": source.path}
        if source.revision:
            plain["revision"] = source.revision
        if source.branch:
            plain["branch"] = source.branch
        if source.page != ref and source.url != replace(source, page=ref).url:
            plain["url"] = source.url
        if source.note:
            plain["note"] = in_language(source.note, "en")
        if plain not in sources:
            sources.append(plain)
        return sources.index(plain)

    def fact(of: Field[Any]) -> dict[str, Any] | None:
        if isinstance(of, Unknown):
            return None
        if isinstance(of, Absent):
            return {"source": index(of.source), "absent": True}
        plain = {"source": index(of.source), "value": of.value}
        return plain if of.complete else {**plain, "complete": False}

    def facts(of: Mapping[str, Field[Any]]) -> Iterable[tuple[str, dict[str, Any]]]:
        return ((name, plain) for name in sorted(of) if (plain := fact(of[name])) is not None)

    state: dict[str, Any] = {"value": observation.state}
    if observation.canonical != observation.repo:
        state["to"] = observation.canonical
    state["source"] = index(observation.state_source)
    if observation.sightings > 1:
        state["sightings"] = observation.sightings
    record: dict[str, Any] = {"repo": observation.repo, "kind": observation.kind, "state": state}
    if observation.revision:
        record["revision"] = observation.revision
    record["sources"] = sources
    for name, of in (("card", observation.card), ("label", observation.label)):
        if (plain := fact(of)) is not None:
            record[name] = plain
    for name, group in (("info", dict(facts(observation.info))), ("files", dict(facts(observation.files)))):
        if group:
            record[name] = group
    return record


def embedded_recording() -> Recording:
    """The recording that comes with jllm-sync: public copies of Hub pages, not the Hub of today."""
    data = (files("jllm_sync.data") / "hub-recording.jsonl").read_bytes()
    return parse_recording(data, "the embedded recording")


class RecordedHub(ObservationSource):
    """Replays a recording.

    The Hub looks repos up without regard to capitals and leads from an old ID to the new one; so does this. What a
    renamed repo is observed to say is what the recording knows of the repo under its new ID.
    """

    def __init__(self, recording: Recording) -> None:
        self._recording = recording
        self._by_id: dict[RepoKind, dict[str, Observation]] = {kind: {} for kind in _KINDS}
        for observation in recording.observations:
            self._by_id[observation.kind][observation.repo.lower()] = observation

    @property
    def recording(self) -> Recording:
        """What is replayed."""
        return self._recording

    def observe(
        self, repos: Collection[RepoRef], files: Collection[str] = (), others: Collection[RepoRef] = ()
    ) -> Observed:
        """See :class:`jllm_sync.hub.source.Source`; all files of the recording are given, asked for or not."""
        results = {ref: self._look_up(ref) for ref in repos}
        return Observed(
            results=results,
            origin=Origin("recorded", self._recording.endpoint, self._recording.recorded_at),
            cost=Cost(),
            others=self._others(results),
        )

    def newcomers(self, bounds: Bounds, now: datetime, doubtful: Doubtful) -> Newcomers:
        """What the recording holds of a listing by language and date; nobody is asked."""
        wanted = set(bounds.languages)
        listed = {repo for repo, languages in self._recording.newcomers.items() if wanted.intersection(languages)}
        held = (o for o in self._recording.observations if o.kind == "model" and o.repo.lower() in listed)
        return Newcomers(tuple(held), self._recording.organizations)

    def owned(self, owner: str) -> list[RepoRef]:
        """The models of an owner, as far as the recording holds them."""
        held = (o for o in self._recording.observations if o.kind == "model" and o.state == "ok")
        return [RepoRef(o.repo) for o in held if o.repo.lower().startswith(f"{owner.lower()}/")]

    def _others(self, results: Mapping[RepoRef, Observation | Unobserved]) -> tuple[Observation, ...]:
        """What the recording holds of the owners asked about beside what was asked for."""
        asked = {ref.repo.lower() for ref in results}
        asked |= {result.canonical.lower() for result in results.values() if isinstance(result, Observation)}
        owners = {repo.partition("/")[0] for repo in asked if "/" in repo}
        return tuple(
            observation
            for observation in self._recording.observations
            if observation.repo.lower() not in asked and observation.repo.lower().partition("/")[0] in owners
        )

    def _look_up(self, ref: RepoRef) -> Observation | Unobserved:
        found = self._by_id[ref.kind].get(ref.repo.lower())
        if found is None:
            return Unobserved(ref.repo, ref.kind, "not-in-recording")
        if found.state != "renamed":
            as_asked = found.repo == found.canonical == ref.repo
            return found if as_asked else replace(found, repo=ref.repo, canonical=found.repo)
        target, seen = found, {found.repo.lower()}
        while target.state == "renamed" and target.canonical.lower() not in seen:
            seen.add(target.canonical.lower())
            following = self._by_id[ref.kind].get(target.canonical.lower())
            if following is None:  # the new ID is known, what stands there is not
                return replace(found, repo=ref.repo, canonical=target.canonical)
            target = following
        if target.state != "ok":
            return replace(found, repo=ref.repo, state=target.state, state_source=target.state_source)
        return replace(target, repo=ref.repo, state="renamed", canonical=target.repo, state_source=found.state_source)


@contextmanager
def open_source(
    choice: HubChoice, attended: Callable[[], AbstractContextManager[Attended]]
) -> Iterator[ObservationSource]:
    """The embedded recording, or the one in a file; see :func:`jllm_sync.hub.source.open_source`. Raises UserError."""
    yield RecordedHub(embedded_recording() if choice.hub == "recorded" else read_recording(Path(choice.hub)))


def recording_of(observed: Observed, recorded_at: str, note: str = "") -> Recording:
    """The recording of a run.

    Args:
        observed: what the run found; repos that it could not observe are not in the recording.
        recorded_at: the day or moment of the run, as ISO text.
        note: how the recording came about.
    """
    records: dict[tuple[RepoKind, str], Observation] = {}
    for result in observed.results.values():
        if isinstance(result, Observation):
            record = _under_its_own_name(result)
            records.setdefault((record.kind, record.repo.lower()), record)
    for neighbour in observed.others:  # discovery looks at these: without them a replay would propose nothing
        records.setdefault((neighbour.kind, neighbour.repo.lower()), neighbour)
    new = observed.newcomers or Newcomers()
    for newcomer in new.observations:
        records.setdefault((newcomer.kind, newcomer.repo.lower()), newcomer)
    return Recording(
        recorded_at,
        observed.origin.endpoint,
        note,
        tuple(records.values()),
        {newcomer.repo.lower(): new.languages for newcomer in new.observations},
        new.organizations,
    )


def _under_its_own_name(observation: Observation) -> Observation:
    """A recording spells a repo as the Hub does; only a renamed one stands under the name that was asked for."""
    if observation.repo.lower() == observation.canonical.lower():
        return replace(observation, repo=observation.canonical)
    return observation
