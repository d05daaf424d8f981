"""Entries and variants put into a catalog's text: one piece more, and not a byte else."""

from __future__ import annotations

from pathlib import Path

import pytest

from jllm_sync.catalog.edit import Insertion
from jllm_sync.catalog.yaml.document import edit_catalog
from jllm_sync.catalog.yaml.reader import parse_catalog
from jllm_sync.drafting.writing import place_descending, place_like_siblings
from jllm_sync.errors import UserError

LAID_OUT = """\
title: Models  # ours
sections:
  - id: a
    title: A
    entries:
      # the big one
      - id: big
        variants:
          - {label: 70b, repo: lab/big-70b}
          # the chat version
          - {label: 70b-chat, repo: lab/big-70b-chat}
      - id: small
        name: Small

  # next: B
  - id: b
    title: B
"""
ENTRY = ["id: new", "name: New  # a guess", "variants:", "  - {repo: lab/new-7b}"]
VARIANT = ["{label: 70b-v2, repo: lab/big-70b-v2}  # a guess"]


def insert_entry(data: bytes, section: str, place: int, lines: list[str]) -> bytes:
    return edit_catalog(data, [Insertion("entry", section, place, tuple(lines))], "c.yaml")


def insert_variant(data: bytes, entry: str, place: int, lines: list[str]) -> bytes:
    return edit_catalog(data, [Insertion("variant", entry, place, tuple(lines))], "c.yaml")


def taken_out(new: bytes, *pieces: str) -> str:
    text = new.decode()
    for piece in pieces:
        assert text.count(piece) == 1
        text = text.replace(piece, "")
    return text


@pytest.mark.parametrize(
    ("place", "before"), [(0, "      # the big one\n"), (1, "      - id: small\n"), (2, "\n  # next: B\n")]
)
def test_an_entry_stands_at_its_place(place: int, before: str) -> None:
    new = insert_entry(LAID_OUT.encode(), "a", place, ENTRY)
    piece = "      - id: new\n        name: New  # a guess\n        variants:\n          - {repo: lab/new-7b}\n"
    assert taken_out(new, piece) == LAID_OUT
    assert piece + before in new.decode()
    assert [entry.id for entry in parse_catalog(new, "c.yaml").sections[0].entries][place] == "new"


@pytest.mark.parametrize(
    ("place", "before"),
    [(0, "          - {label: 70b, "), (1, "          # the chat version\n"), (2, "      - id: small\n")],
)
def test_a_variant_stands_at_its_place(place: int, before: str) -> None:
    new = insert_variant(LAID_OUT.encode(), "big", place, VARIANT)
    piece = "          - {label: 70b-v2, repo: lab/big-70b-v2}  # a guess\n"
    assert taken_out(new, piece) == LAID_OUT
    assert piece + before in new.decode()


def test_the_first_entry_of_a_section_and_the_first_variant_of_an_entry() -> None:
    new = insert_entry(LAID_OUT.encode(), "b", 0, ENTRY)
    assert new.decode().startswith(LAID_OUT)
    assert parse_catalog(new, "c.yaml").sections[1].entries[0].id == "new"
    new = insert_variant(LAID_OUT.encode(), "small", 0, VARIANT)
    assert parse_catalog(new, "c.yaml").entries[1].variants[0].repo == "lab/big-70b-v2"
    piece = "        variants:\n          - {label: 70b-v2, repo: lab/big-70b-v2}  # a guess\n"
    assert new.decode() == LAID_OUT.replace("        name: Small\n", f"        name: Small\n{piece}")


def test_line_ends_a_mark_and_a_missing_end_are_kept() -> None:
    dos = b"\xef\xbb\xbf" + LAID_OUT.replace("\n", "\r\n").encode().rstrip()
    new = insert_entry(dos, "b", 0, ENTRY)
    assert new.startswith(dos)
    assert b"\n" not in new.replace(b"\r\n", b"")
    assert not new.endswith(b"\n")
    assert parse_catalog(new, "c.yaml").sections[1].entries[0].id == "new"


def test_blocks_of_text_stay_whole() -> None:
    text = LAID_OUT.replace(
        "        name: Small\n", "        name: Small\n        notes: |\n          # one\n          two\n"
    )
    new = insert_entry(text.encode(), "a", 2, ENTRY)
    assert parse_catalog(new, "c.yaml").entries[1].facts["notes"] == "# one\ntwo\n"
    assert [entry.id for entry in parse_catalog(new, "c.yaml").entries] == ["big", "small", "new"]


@pytest.mark.parametrize(
    "text",
    [
        "{title: T, sections: [{id: a, title: A, entries: [{id: big, variants: [{repo: lab/big}]}]}]}",
        "title: T\nsections:\n  - id: a\n    title: A\n    entries: [{id: big, variants: [{repo: lab/big}]}]\n",
    ],
)
def test_other_layouts_are_refused(text: str) -> None:
    with pytest.raises(UserError, match=r"c\.yaml:\d+:\d+: a › entries: expected `entries` as a list with"):
        insert_entry(text.encode(), "a", 0, ENTRY)


@pytest.mark.parametrize(
    ("empty", "filled"),
    [
        ("entries: []", "entries:"),
        ("entries: [ ]  # none yet", "entries:  # none yet"),
        ("entries:", "entries:"),
        ("entries:   # none yet", "entries:   # none yet"),
        ("entries: null # none yet", "entries: # none yet"),
        ("entries: [\n      # none yet\n    ]", None),
    ],
)
@pytest.mark.parametrize("rest", ["", "\n", "\n# the end\n", "\n  - id: b\n    title: B\n"])
def test_an_empty_list_takes_its_first_item(empty: str, filled: str | None, rest: str) -> None:
    head = "title: T\nsections:\n  - id: a\n    title: A\n    "
    piece = "\n      - id: new\n        name: New  # a guess\n        variants:\n          - {repo: lab/new-7b}"
    if filled is None:  # a comment within the brackets would be lost
        with pytest.raises(UserError, match="another layout"):
            insert_entry(f"{head}{empty}{rest}".encode(), "a", 0, ENTRY)
        return
    new = insert_entry(f"{head}{empty}{rest}".encode(), "a", 0, ENTRY)
    assert new.decode() == f"{head}{filled}{piece}{rest}"


def test_a_section_is_put_into_an_empty_catalog() -> None:
    section = Insertion("section", "", 0, ("id: a", "title: A"))
    new = edit_catalog(b"title: T\nsections: []\n", [section], "c.yaml")
    assert new == b"title: T\nsections:\n  - id: a\n    title: A\n"


def test_what_one_run_inserts_stands_in_its_order() -> None:
    def entry(name: str, place: int) -> Insertion:
        return Insertion("entry", "a", place, (f"id: {name}",))

    variant = Insertion("variant", "big", 1, tuple(VARIANT))
    edits = [entry("x", 2), entry("y", 2), entry("z", 4), entry("first", 0), variant]
    new = edit_catalog(LAID_OUT.encode(), edits, "c.yaml")
    catalog = parse_catalog(new, "c.yaml")
    assert [one.id for one in catalog.sections[0].entries] == ["first", "big", "small", "y", "x", "z"]
    assert [one.repo for one in catalog.entries[1].variants] == ["lab/big-70b", "lab/big-70b-v2", "lab/big-70b-chat"]
    assert all(line in iter(new.decode().splitlines()) for line in LAID_OUT.splitlines())


def test_the_lists_own_catalog_takes_an_entry_at_every_place() -> None:
    data = (Path(__file__).parent.parent.parent / "catalog.yaml").read_bytes()
    old = data.split(b"\n")
    for section in ("generative/scratch/general", "speech/feature-extraction"):
        count = len(next(s.entries for s in parse_catalog(data, "c.yaml").sections if s.id == section))
        for place in (0, count // 2, count):
            new = insert_entry(data, section, place, ENTRY)
            lines = iter(new.split(b"\n"))
            assert all(line in lines for line in old)  # all of them and in their order
            assert len(new.split(b"\n")) == len(old) + len(ENTRY)


@pytest.mark.parametrize(
    ("sizes", "new", "place"),
    [
        ([70, 13, 7], 30, 1),
        ([70, 13, 7], 13, 2),
        ([70, 13, 7], 100, 0),
        ([70, 13, 7], 1, 3),
        ([70, None, 7], 30, 2),
        ([70, 3, 13, 7], 10, 3),
        ([], 7, 0),
        ([70, 13], None, 2),
    ],
)
def test_places_by_size(sizes: list[int | None], new: int | None, place: int) -> None:
    assert place_descending(sizes, new) == place


def test_variants_keep_the_direction_of_their_row() -> None:
    assert place_like_siblings([1, 1, 4, 13, 13], 7) == 3
    assert place_like_siblings([70, 13], 30) == 1
