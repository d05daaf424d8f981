"""Brings facts of public copies of Hub pages into the embedded recording.

    python scripts/make_recording.py FACTS.jsonl

One line of FACTS is a repo as its pages were copied: ``{"repo", "kind", "state", "renamed_to"?, "info": {"cardData",
"siblings"}, "files": {name: content}, "provenance": [{"fact", "path", "revision", "note"?}]}``, where ``fact`` is
"exists", "state", "license" (the label in a page's header), "README.md front matter", "file list" or a file's name, and
``path`` the page below the Hub's address. What the recording holds stays as it is, source and all; a fact that it lacks
is added with its own. A card is replaced where a newer copy shows keys that readings use and the older one did not: a
card has one source. See docs/decisions/0002.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from jllm_sync.hub.recording import format_recording, parse_recording
from jllm_sync.repo import CANONICAL_HOST

RECORDING = Path(__file__).parents[1] / "src/jllm_sync/data/hub-recording.jsonl"
_READ_OF_CARDS = ("license", "license_name", "license_link", "base_model", "base_model_relation", "new_version")
"""The keys of a card for whose sake a newer copy of it is taken."""
_FACTS_OF_CARDS = frozenset((*_READ_OF_CARDS, "datasets", "language", "library_name", "pipeline_tag", "tags"))
"""What is kept of a card: facts. Its examples and sentences are its owner's."""
_CARD = "README.md front matter"
_PARTS = ("partial", "top level", "excerpt")
"""Words of a note that say that a copy does not show all."""

Record = dict[str, Any]
"""A line of the recording, as schemas/recording.schema.json has it."""


def main() -> None:
    """Write the recording anew with the facts of the named files; prints how many repos gained some."""
    head, *lines = RECORDING.read_text(encoding="utf-8").splitlines()
    records = {(record["kind"], record["repo"]): record for record in map(json.loads, lines)}
    before = {key: json.dumps(record) for key, record in records.items()}
    for name in sys.argv[1:]:
        for line in Path(name).read_text(encoding="utf-8").splitlines():
            copied = json.loads(line)
            key = (copied["kind"], copied["repo"])
            records[key] = with_facts(records.get(key), copied)
    text = "\n".join([head, *(json.dumps(record, ensure_ascii=False) for record in records.values())])
    RECORDING.write_text(format_recording(parse_recording(text.encode(), RECORDING.name)), encoding="utf-8")
    gained = sum(before.get(key) != json.dumps(record) for key, record in records.items())
    print(f"{gained} of {len(records)} repos gained facts")


def with_facts(record: Record | None, copied: Mapping[str, Any]) -> Record:
    """A line of the recording with what a copy adds to it.

    Args:
        record: the line so far; None where the repo is not in the recording.
        copied: a line of FACTS.
    """
    told = list(_told(copied["provenance"]))
    copies = [source for fact, source in told if fact == _CARD and (record is None or "copy" in source.get("note", ""))]
    labelled = any(fact == "license" for fact, _ in told)
    if record is None:
        record = {"repo": copied["repo"], "kind": copied["kind"], "state": _state(copied), "sources": []}
        record["sources"].append(_first_source(copied, told))
    else:
        record = json.loads(json.dumps(record))
    card = {key: one for key, one in copied["info"].get("cardData", {}).items() if key in _FACTS_OF_CARDS}
    for fact, source in told:
        if fact == "license" and card and "label" not in record and "card" not in record:
            shown = {key: card[key] for key in ("license", "license_name", "language") if key in card}
            record["label"] = _add(record, {**source, "kind": "label", "path": "page header"}, shown)
        elif fact == _CARD and copies and source == copies[-1]:
            # Where a page's label is among the facts, the merged licence may be the label's: it is no word of the card.
            shown = {key: one for key, one in card.items() if not (labelled and key.startswith("license"))}
            if shown and _shows_more(shown, record.get("card")):
                record["card"] = _add(record, {**source, "path": "README.md"}, shown)
        elif fact == "file list" and "siblings" in copied["info"] and "siblings" not in record.get("info", {}):
            listed = _add(record, {**source, "path": "."}, copied["info"]["siblings"])
            record.setdefault("info", {})["siblings"] = listed
        elif fact in copied["files"] and fact not in record.get("files", {}):
            whole = not any(word in source.get("note", "") for word in _PARTS)
            file = _add(record, {**source, "path": fact}, copied["files"][fact], whole)
            record.setdefault("files", {})[fact] = file
        elif fact == "LICENSE title" and "files" in copied:
            for name in copied["files"].keys() - record.get("files", {}).keys():
                if isinstance(copied["files"][name], str):
                    file = _add(record, {**source, "path": name}, copied["files"][name])
                    record.setdefault("files", {})[name] = file
    return record


def _told(provenance: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, Record]]:
    """Each fact with its source; a branch's name is no revision."""
    for one in provenance:
        source: Record = {"kind": "file", "path": one["fact"]}
        revision = one.get("revision")
        if revision:
            source["revision" if len(revision) == 40 else "branch"] = revision
        if one["fact"] not in ("exists", "state"):
            source["url"] = f"{CANONICAL_HOST}/{one['path']}"
        if note := one.get("note"):
            source["note"] = note
        yield one["fact"], source


def _state(copied: Mapping[str, Any]) -> Record:
    state: Record = {"value": copied["state"], "source": 0}
    return state | ({"canonical": copied["renamed_to"]} if "renamed_to" in copied else {})


def _first_source(copied: Mapping[str, Any], told: list[tuple[str, Record]]) -> Record:
    """What shows that the repo is in its state: the first page that was copied, or the report of a person."""
    fact, source = told[0] if told else ("exists", {})
    kind = "report" if fact == "state" else "label"
    note = {"note": source["note"]} if fact in ("exists", "state") and "note" in source else {}
    kept: Record = {key: one for key, one in source.items() if key in ("revision", "branch", "url")}
    return {"kind": kind, "path": "repo page", **kept, **note}


def _shows_more(card: Mapping[str, Any], held: Mapping[str, Any] | None) -> bool:
    return held is None or any(key in card and key not in held["value"] for key in _READ_OF_CARDS)


def _add(record: Record, source: Record, value: Any, complete: bool = False) -> Record:
    """A fact that names its source, which is added to the record's unless it stands there already."""
    if source not in record["sources"]:
        record["sources"].append(source)
    fact: Record = {"source": record["sources"].index(source), "value": value}
    return fact if complete else fact | {"complete": False}


if __name__ == "__main__":
    main()
