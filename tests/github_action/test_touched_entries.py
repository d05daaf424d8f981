"""Which entries a pull request touches."""

from __future__ import annotations

import pytest

from touched_entries import touched_entries

BEFORE = """\
title: Mini
licenses:
  mit: {name: MIT, accepts: [{license: mit}]}
  gemma: {name: Gemma, accepts: [{license: gemma}]}
foundations:
  gemma-2: {name: Gemma 2, license: gemma, repos: [google/gemma-2-2b]}
sections:
  - id: general
    title: General
    entries:
      - id: alpha
        license: mit
        variants:
          - {label: 7b, repo: a/alpha-7b}
          - {label: 13b, repo: a/alpha-13b}
      - {id: beta, license: [mit, gemma], variants: [{repo: b/beta}]}
  - id: speech
    title: Speech
    entries:
      - {id: gamma, foundation: {id: gemma-2, size: 2b}, variants: [{repo: c/gamma}]}
"""


@pytest.mark.parametrize(
    ("old", "new", "touched"),
    [
        ("", "", ()),
        ("a/alpha-7b", "a/alpha-8b", ("alpha",)),
        ("          - {label: 13b, repo: a/alpha-13b}\n", "", ("alpha",)),
        ("license: mit\n", "license: mit  # a comment\n", ()),
        ("title: Speech", "title: Audio", ()),
        ("{license: mit}", "{license: mit}, {license: other, name: mit}", ("alpha", "beta")),
        ("{name: Gemma, ", "{name: Gemma Terms, ", ("beta",)),
        ("google/gemma-2-2b", "google/gemma-2-9b", ("gamma",)),
        ("      - {id: gamma, ", "      - {id: delta}\n      - {id: gamma, ", ("delta",)),
        ("id: alpha", "id: alpha2", ("alpha2",)),
        ("id: alpha", "id: [broken", ()),
        ("sections:", "sections: 3\nrest:", ()),
    ],
)
def test_entries_whose_claims_differ(old: str, new: str, touched: tuple[str, ...]) -> None:
    after = BEFORE.replace(old, new) if old else BEFORE
    assert touched_entries(BEFORE.encode(), after.encode()) == touched


def test_all_entries_of_a_new_catalog() -> None:
    assert touched_entries(None, BEFORE.encode()) == ("alpha", "beta", "gamma")


def test_an_entry_that_only_moved_is_not_touched() -> None:
    head, beta, tail = BEFORE.partition("      - {id: beta, license: [mit, gemma], variants: [{repo: b/beta}]}\n")
    assert beta
    assert touched_entries(BEFORE.encode(), f"{head}{tail}{beta}".encode()) == ()
