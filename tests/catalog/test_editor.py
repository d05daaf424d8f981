"""Edits of a catalog's text: what changes, and that nothing else does."""

from __future__ import annotations

# ruff: noqa: E501  (lines of a catalog)
import difflib
import textwrap
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jllm_sync.catalog.edit import EditsRefused
from jllm_sync.catalog.model import Entry, Location, Variant
from jllm_sync.catalog.yaml import tree as yaml_tree
from jllm_sync.catalog.yaml.document import Document, edit_catalog
from jllm_sync.catalog.yaml.emit import one_line
from jllm_sync.catalog.yaml.reader import parse_catalog
from jllm_sync.finding import Edit

CATALOG = """\
# A catalog, kept by hand.
title: 日本語😀
licenses:
  mit: {name: MIT, accepts: [{license: mit}]}
  apache-2.0: {name: Apache 2.0, accepts: [{license: apache-2.0}]}
  llama2: {name: Llama 2, accepts: [{license: llama2}]}
sections:
  - id: general
    title: General
    entries:
      # the first of its kind
      - id: river
        name: "River"     # quoted
        license: 'mit'    # asked in 2024
        context: 2048
        # all that we know of
        variants:
          - {label: 7b, repo: delta/river-7b}   # the small one
          - {label: 13b, repo: delta/river-13b, context: {min: 1, max: 4096}, license: [mit, llama2]}
          - {
              label: 70b,
              repo: delta/river-70b,   # the big one
              license: llama2, # not ours
            }
          - repo: delta/river-180b
            license: llama2   # see the card
            notes: >
              Long
              text.
      - id: lake
        parents:    # from the paper
          - name: River
          - {name: Sea}   # by mail
        license: unknown
        variants: [{repo: delta/lake}, {repo: delta/Lake-GGUF, license: mit, }]
        references:
          - {repo: delta/water, kind: dataset, role: training}
"""


def edit(path: str, op: Literal["set", "add", "remove"], old: Any = None, new: Any = None) -> Edit:
    return Edit(tuple(path.split(" ")), op, old, new, Location("catalog.yaml", 1, 1))


def edited(text: str, *edits: Edit) -> str:
    return edit_catalog(text.encode(), edits, "catalog.yaml").decode()


def changes(before: str, after: str) -> list[str]:
    return [line for line in difflib.ndiff(before.splitlines(), after.splitlines()) if line[0] in "-+"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param(
            edit("river license", "set", "mit", "apache-2.0"),
            ["-         license: 'mit'    # asked in 2024", "+         license: 'apache-2.0'    # asked in 2024"],
            id="quotes and comment stay",
        ),
        pytest.param(
            edit("river context", "set", 2048, {"min": 1, "max": 2048}),
            ["-         context: 2048", "+         context: {min: 1, max: 2048}"],
            id="a mapping for a number",
        ),
        pytest.param(
            edit("river delta/river-7b license", "add", None, "llama2"),
            [
                "-           - {label: 7b, repo: delta/river-7b}   # the small one",
                "+           - {label: 7b, repo: delta/river-7b, license: llama2}   # the small one",
            ],
            id="a key in braces",
        ),
        pytest.param(
            edit("river delta/river-13b license", "set", ["mit", "llama2"], ["llama2"]),
            [
                "-           - {label: 13b, repo: delta/river-13b, context: {min: 1, max: 4096}, license: [mit, llama2]}",
                "+           - {label: 13b, repo: delta/river-13b, context: {min: 1, max: 4096}, license: [llama2]}",
            ],
            id="a list in braces",
        ),
        pytest.param(
            edit("river delta/river-13b context", "remove", {"min": 1, "max": 4096}),
            [
                "-           - {label: 13b, repo: delta/river-13b, context: {min: 1, max: 4096}, license: [mit, llama2]}",
                "+           - {label: 13b, repo: delta/river-13b, license: [mit, llama2]}",
            ],
            id="out of braces",
        ),
        pytest.param(
            edit("river delta/river-70b repo", "set", "delta/river-70b", "mouth/river-70b"),
            [
                "-               repo: delta/river-70b,   # the big one",
                "+               repo: mouth/river-70b,   # the big one",
            ],
            id="braces on several lines",
        ),
        pytest.param(
            edit("river delta/river-70b context", "add", None, 4096),
            [
                "-               license: llama2, # not ours",
                "+               license: llama2, context: 4096, # not ours",
            ],
            id="a key in braces on several lines",
        ),
        pytest.param(
            edit("river delta/river-70b license", "remove", "llama2"),
            ["-               license: llama2, # not ours", "+                # not ours"],
            id="out of braces on several lines",
        ),
        pytest.param(
            edit("river delta/river-180b context", "add", None, 4096),
            ["+             context: 4096"],
            id="a key below a folded text",
        ),
        pytest.param(
            edit("river delta/river-180b license", "remove", "llama2"),
            ["-             license: llama2   # see the card"],
            id="a line out",
        ),
        pytest.param(
            edit("river architecture", "add", None, "Llama"), ["+         architecture: Llama"], id="at an entry"
        ),
        pytest.param(
            edit("lake parents", "set", [{"name": "River"}, {"name": "Sea"}], [{"name": "River, dried up"}]),
            [
                "-           - name: River",
                "-           - {name: Sea}   # by mail",
                '+           - {name: "River, dried up"}   # by mail',
            ],
            id="a list on several lines",
        ),
        pytest.param(
            edit("lake parents", "set", [{"name": "River"}, {"name": "Sea"}], None),
            [
                "-         parents:    # from the paper",
                "+         parents: null    # from the paper   # by mail",
                "-           - name: River",
                "-           - {name: Sea}   # by mail",
            ],
            id="a value for a list on several lines",
        ),
        pytest.param(
            edit("lake delta/Lake-GGUF repo", "set", "delta/Lake-GGUF", "delta/lake-gguf"),
            [
                "-         variants: [{repo: delta/lake}, {repo: delta/Lake-GGUF, license: mit, }]",
                "+         variants: [{repo: delta/lake}, {repo: delta/lake-gguf, license: mit, }]",
            ],
            id="variants on one line",
        ),
        pytest.param(
            edit("lake delta/water repo", "set", "delta/water", "delta/rain"),
            [
                "-           - {repo: delta/water, kind: dataset, role: training}",
                "+           - {repo: delta/rain, kind: dataset, role: training}",
            ],
            id="a reference",
        ),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("end", ["", "\n"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_one_edit(change: Edit, expected: list[str], newline: str, end: str, bom: str) -> None:
    before = (bom + CATALOG.rstrip("\n") + end).replace("\n", newline)
    after = edited(before, change)
    assert changes(before, after) == expected
    assert after.count("\r") == (after.count("\n") if newline == "\r\n" else 0)
    assert after.endswith(end) and after.startswith(bom)
    parse_catalog(after.encode(), "catalog.yaml")


def test_place_of_a_new_key_of_an_entry() -> None:
    after = edited(CATALOG, edit("river architecture", "add", None, "Llama"))
    assert (
        "        context: 2048\n        architecture: Llama\n        # all that we know of\n        variants:\n"
        in after
    )


def test_entry_that_moved() -> None:
    moved = CATALOG.replace("sections:\n", "# one\n# more\n\nsections:\n").replace(
        "      - id: lake", "\n      - id: lake"
    )
    assert changes(moved, edited(moved, edit("lake license", "set", "unknown", "mit"))) == [
        "-         license: unknown",
        "+         license: mit",
    ]


def test_several_edits_of_one_variant_and_its_entry() -> None:
    after = edited(
        CATALOG,
        edit("river delta/river-7b repo", "set", "delta/river-7b", "mouth/river-7b"),
        edit("river delta/river-7b license", "add", None, "llama2"),
        edit("river delta/river-7b context", "add", None, 8192),
        edit("river license", "set", "mit", "apache-2.0"),
    )
    assert "{label: 7b, repo: mouth/river-7b, license: llama2, context: 8192}   # the small one" in after
    assert "license: 'apache-2.0'" in after


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            edit("river license", "set", "llama2", "mit"),
            'catalog.yaml:14:18: river › license: expected "llama2"; found "mit"',
        ),
        (edit("river context", "set", "2048", 1), 'catalog.yaml:15:18: river › context: expected "2048"; found 2048'),
        (edit("river context", "set", True, 1), "catalog.yaml:15:18: river › context: expected true; found 2048"),
        (
            edit("river license", "add", None, "mit"),
            'catalog.yaml:14:18: river › license: expected no such key; found "mit"',
        ),
        (edit("sea license", "set", "mit", "x"), 'sea › license: expected an entry with the id "sea"; found none'),
        (
            edit("river delta/lake license", "add", None, "mit"),
            'catalog.yaml:12:9: river › delta/lake › license: expected the repo "delta/lake"; found none in the entry',
        ),
        (
            edit("lake delta/lake context", "remove", 1),
            "catalog.yaml:35:20: lake › delta/lake › context: expected 1; found no such key",
        ),
        (
            edit("river", "set", "mit", "x"),
            "river: expected a path (entry, field) or (entry, repo, field); found another",
        ),
        (
            edit("river license", "set", "mit", "\ud800"),
            'river › license: expected a new value that YAML can hold; found "\\ud800"',
        ),
        (
            edit("river license", "set", "mit", {1.5: object()}),
            "river › license: expected a new value that YAML can hold; found dict",
        ),
        (
            edit("lake delta/lake repo", "remove", "delta/lake"),
            None,
        ),
    ],
)
def test_refused(change: Edit, message: str | None) -> None:
    if message is None:  # allowed here; such a catalog does not validate, and apply looks at that
        assert "{}" in edited(CATALOG, change)
        return
    with pytest.raises(EditsRefused) as refused:
        edited(CATALOG, change)
    assert str(refused.value) == message


def test_all_that_is_refused_is_said_and_nothing_is_done() -> None:
    with pytest.raises(EditsRefused) as refused:
        edited(
            CATALOG,
            edit("river license", "set", "mit", "llama2"),
            edit("lake license", "set", "mit", "llama2"),
            edit("pond license", "set", "mit", "llama2"),
        )
    assert [refusal.path[0] for _, refusal in refused.value.refused] == ["lake", "pond"]


@pytest.mark.parametrize(
    "change",
    [
        edit("river license", "set", "mit", "apache-2.0"),
        edit("river delta/river-7b license", "add", None, "llama2"),
        edit("river delta/river-13b license", "remove", ["mit", "llama2"]),
        edit("river delta/river-70b repo", "set", "delta/river-70b", "mouth/river-70b"),
    ],
)
def test_stands_already(change: Edit) -> None:
    renamed: dict[tuple[str, ...], str] = {("river", "delta/river-70b"): "mouth/river-70b"}
    assert not Document(CATALOG.encode(), "catalog.yaml").stands_already(change, renamed)
    assert Document(edited(CATALOG, change).encode(), "catalog.yaml").stands_already(change, renamed)


# Properties, on values as catalogs hold them and on layouts as people write them.

words = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cf", "Zl", "Zp", "Co", "Cn"]), max_size=12
)
scalars = st.one_of(st.none(), st.booleans(), st.integers(-(10**6), 10**9), words)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3), max_leaves=5
)
PLACES = {
    "comment": "      - id: e\n        license: {}   # why\n        variants: [{{repo: a/b}}]\n",
    "last line": "      - id: e\n        variants: [{{repo: a/b}}]\n        license: {}",
    "first line": "      - license: {}\n        id: e\n",
    "braces": "      - {{id: e, license: {}, variants: [{{repo: a/b}}]}}  # why\n",
    "braces, last": "      - {{id: e, license: {} }}\n",
    "braces on lines": "      - {{\n          id: e,\n          # why\n          license: {}, # because\n          name: x\n        }}\n",
}
HEAD = "title: 題\nsections:\n  - id: s\n    title: t\n    entries:\n"
some = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@some
@given(place=st.sampled_from(sorted(PLACES)), old=values, new=values, newline=st.sampled_from(["\n", "\r\n"]))
def test_a_set_value_is_all_that_changes(place: str, old: Any, new: Any, newline: str) -> None:
    layout = (HEAD.replace("{", "{{").replace("}", "}}") + PLACES[place]).replace("\n", newline)
    before = layout.format(one_line(old))
    after = edited(before, edit("e license", "set", old, new))
    start, end = layout.format("\0").split("\0")
    assert after.startswith(start) and after.endswith(end)  # every byte outside of the value
    tree, errors = yaml_tree.read(after.encode())
    assert not errors
    expected, _ = yaml_tree.read(before.encode())
    expected["sections"][0]["entries"][0]["license"] = new
    assert tree == expected
    if _style(one_line(old)) == _style(one_line(new)):
        assert edited(after, edit("e license", "set", new, old)) == before


def _style(text: str) -> str:
    return text[0] if text[0] in "\"'" else ""


@some
@given(place=st.sampled_from(sorted(PLACES)), value=values, newline=st.sampled_from(["\n", "\r\n"]))
def test_what_is_added_can_be_removed(place: str, value: Any, newline: str) -> None:
    before = (HEAD + PLACES[place].format("mit")).replace("\n", newline)
    added = edited(before, edit("e context", "add", None, value))
    tree, _ = yaml_tree.read(added.encode())
    assert tree["sections"][0]["entries"][0]["context"] == value
    assert edited(added, edit("e context", "remove", value)) == before


KEYS = ("license", "context", "doubt", "notes")
MAPPINGS = {
    "lines": ("      - id: e\n", "        {}: {}  # {}\n", "        variants: [{repo: a/b}]\n# end\n"),
    "lines, first": ("      -", " {}: {}\n       ", " id: e\n"),
    "braces": ("      - {id: e", ", {}: {}", "}  # end\n"),
    "braces, first": ("      - {", "{}: {}, ", "id: e}\n"),
    "braces on lines": ("      - {\n          id: e,\n", "          {}: {},  # {}\n", "        }\n"),
}


@some
@given(
    layout=st.sampled_from(sorted(MAPPINGS)),
    there=st.dictionaries(st.sampled_from(KEYS), scalars, max_size=4),
    ops=st.dictionaries(st.sampled_from(KEYS), st.sampled_from(["set", "remove"]), max_size=4),
    new=scalars,
    newline=st.sampled_from(["\n", "\r\n"]),
)
def test_all_edits_of_one_mapping_are_one_change(
    layout: str, there: dict[str, Any], ops: dict[str, str], new: Any, newline: str
) -> None:
    head, line, tail = MAPPINGS[layout]
    text = HEAD + head + "".join(line.format(key, one_line(value), key) for key, value in there.items()) + tail
    changes: list[Edit] = []
    expected = {"id": "e", **there}
    for key, op in ops.items():
        if op == "remove" and key in there:
            changes.append(edit(f"e {key}", "remove", there[key]))
            del expected[key]
        elif op == "set":
            changes.append(edit(f"e {key}", "set" if key in there else "add", there.get(key), new))
            expected[key] = new
    before = text.replace("\n", newline)
    try:
        after = edited(before, *changes)
    except EditsRefused as refused:  # never a broken catalog: a comment that would lose its line
        assert "a layout that is to be edited by hand" in str(refused)
        assert layout in ("lines", "braces on lines")
        return
    tree, errors = yaml_tree.read(after.encode())
    assert not errors
    entry = tree["sections"][0]["entries"][0]
    entry.pop("variants", None)
    assert entry == expected
    comments = [key for key in there if "#" in line]
    assert all(after.count(f"# {key}") == 1 for key in comments if key in expected)


def test_the_catalog_of_this_project() -> None:
    path = Path(__file__).parents[2] / "catalog.yaml"
    data = path.read_bytes()
    catalog = parse_catalog(data, "catalog.yaml")
    back: list[Edit] = []
    edits: list[Edit] = []
    for entry in catalog.entries:
        nodes: list[Entry | Variant] = [entry, *entry.variants]
        for node in nodes:
            for claim in node.claims.values():
                if isinstance(claim.raw, str | int) and (node is entry or not claim.inherited):
                    new: Any = claim.raw + 1 if isinstance(claim.raw, int) else f"{claim.raw}x"
                    edits.append(Edit(claim.path, "set", claim.raw, new, claim.location))
                    back.append(Edit(claim.path, "set", new, claim.raw, claim.location))
    changed = edit_catalog(data, edits, "catalog.yaml")
    assert len(edits) > 500
    assert sum(a != b for a, b in zip(data.splitlines(), changed.splitlines(), strict=True)) > 300
    assert edit_catalog(changed, back, "catalog.yaml") == data


@pytest.mark.parametrize(
    ("entry", "change", "expected"),
    [
        ("- id: e\n  license:   # ask\n", edit("e license", "set", None, "mit"), "- id: e\n  license: mit   # ask\n"),
        ("- id: e\n  license:\n", edit("e license", "set", None, "mit"), "- id: e\n  license: mit\n"),
        ("- {id: e, license: }\n", edit("e license", "set", None, "mit"), "- {id: e, license: mit }\n"),
        ("- id: e\n  doubt: |\n    a\n    b\n\n", edit("e doubt", "set", "a\nb\n", "c"), "- id: e\n  doubt: c\n\n"),
        ("- id: e\n  doubt: >-\n    a\n    b", edit("e doubt", "remove", "a b"), "- id: e"),
        ("- license: mit\n  id: e\n", edit("e license", "remove", "mit"), "- id: e\n"),
        ("- {license: mit, id: e}\n", edit("e license", "remove", "mit"), "- {id: e}\n"),
        ("- {license: mit, # x\n   id: e}\n", edit("e license", "remove", "mit"), "- { # x\n   id: e}\n"),
        ("- {id: e, license: mit,}\n", edit("e license", "remove", "mit"), "- {id: e,}\n"),
        ("- {id: e, # x\n   license: mit}\n", edit("e license", "remove", "mit"), "- {id: e, # x\n   }\n"),
        ('- {"id": "e", "license":"mit"}\n', edit("e license", "set", "mit", "x"), '- {"id": "e", "license":"x"}\n'),
        ("- id: e\n  license: !!str mit # x\n", edit("e license", "set", "mit", "x"), "- id: e\n  license: x # x\n"),
        ("- id: e\n  license: &a mit # x\n", edit("e license", "set", "mit", "x"), "- id: e\n  license: x # x\n"),
        ("-\n    id: e\n    # x\n", edit("e license", "add", None, "mit"), "-\n    id: e\n    license: mit\n    # x\n"),
        (
            "- id: e\n  notes: a\n   b # x\n# y\n",
            edit("e license", "add", None, "mit"),
            "- id: e\n  notes: a\n   b # x\n  license: mit\n# y\n",
        ),
        (
            "- id: e\n  license: [mit,\n    x] # y\n",
            edit("e license", "set", ["mit", "x"], "x"),
            "- id: e\n  license: x # y\n",
        ),
        ("- id: e\n  doubt: 'it''s'\n", edit("e doubt", "set", "it's", "'no'"), "- id: e\n  doubt: '''no'''\n"),
        ("- id: e\n  doubt: a\n", edit("e doubt", "set", "a", "x, y: z"), '- id: e\n  doubt: "x, y: z"\n'),
        ("- id: e\n  doubt: a\n", edit("e doubt", "set", "a", "x, [y]"), "- id: e\n  doubt: x, [y]\n"),
        (
            "- id: e\n  parents: # why\n  - name: a # one\n    repo: a/a\n  - {name: b} # two\n  # three\n",
            edit(
                "e parents",
                "set",
                [{"name": "a", "repo": "a/a"}, {"name": "b"}],
                [{"name": "a", "repo": "a/a"}, {"name": "b"}, {"name": "c"}],
            ),
            "- id: e\n  parents: # why\n  - name: a # one\n    repo: a/a\n  - {name: b} # two\n  - {name: c}\n  # three\n",
        ),
        (
            "- {id: e, license: [ 'a', # x\n    b, ]}\n",
            edit("e license", "set", ["a", "b"], ["a", "b", "c"]),
            "- {id: e, license: [ 'a', # x\n    b, c, ]}\n",
        ),
        ("- ? id\n  : e\n  ? license\n  : mit\n", edit("e license", "set", "mit", "x"), None),
        ("- license: mit\n  # about it\n  id: e\n", edit("e license", "remove", "mit"), None),
        ("- id: e\n  doubt: |+\n    a\n\n", edit("e license", "add", None, "mit"), None),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_layouts(entry: str, change: Edit, expected: str | None, newline: str) -> None:
    def whole(text: str) -> str:
        return (HEAD + textwrap.indent(text, "      ")).replace("\n", newline)

    if expected is not None:
        assert edited(whole(entry), change) == whole(expected)
        return
    with pytest.raises(EditsRefused, match="a layout that is to be edited by hand"):
        edited(whole(entry), change)


def test_what_people_write_is_found_and_replaced_and_nothing_else() -> None:
    text = CATALOG.replace("repo: delta/river-7b}", "repo: https://huggingface.co/delta/river-7b, parameters: 8B}")
    text = text.replace("context: 2048", "context: 2k")
    here = Location("catalog.yaml", 1, 1)
    edits = [
        Edit(("river", "delta/river-7b", "parameters"), "set", "8B", "7b", here),
        Edit(("river", "delta/river-7b", "repo"), "set", "delta/river-7b", "delta/river-7b-v2", here),
        Edit(("river", "context"), "set", "2k", 4096, here),
    ]
    expected = text.replace(
        "https://huggingface.co/delta/river-7b, parameters: 8B", "delta/river-7b-v2, parameters: 7b"
    )
    expected = expected.replace("context: 2k", "context: 4096")
    assert edit_catalog(text.encode(), edits, "catalog.yaml").decode() == expected
