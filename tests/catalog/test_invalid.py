"""What `validate` rejects: each mistake with its line and column, and all of them at once."""

from __future__ import annotations

import time

import pytest

from jllm_sync.catalog.model import InvalidCatalog
from jllm_sync.catalog.yaml.reader import parse_catalog

HEAD = """\
title: A list
licenses:
  mit: {name: MIT, accepts: [{license: mit}]}
foundations:
  llama-3: {name: Llama 3, repos: [meta-llama/Meta-Llama-3-8B]}
sections:
  - id: models
    title: Models
    entries:
"""
"""Nine lines; what a test adds begins in line 10."""


def problems(data: bytes) -> list[tuple[int, int, str]]:
    with pytest.raises(InvalidCatalog) as raised:
        parse_catalog(data, "catalog.yaml")
    return [(p.location.line, p.location.column, str(p.message)) for p in raised.value.problems]


@pytest.mark.parametrize(
    ("entry", "line", "column", "says"),
    [
        # the mistakes that people make
        pytest.param(
            "- {id: e, licence: mit}", 10, 11, "unknown key 'licence'; did you mean 'license'?", id="misspelt key"
        ),
        pytest.param(
            "- {id: e, variants: [{repo: https://huggingface.co/datasets/acme/data}]}",
            10,
            29,
            "leads to no model",
            id="kind",
        ),
        pytest.param("- {id: e, context: {min: 64k, max: 32k}}", 10, 26, "64,000 is more than max 32,768", id="range"),
        pytest.param("- {id: e, context: 8 thousand}", 10, 20, "8k (8,000 to 8,192)", id="tokens in words"),
        pytest.param("- {id: e, license: mti}", 10, 20, "'mti' is no id of `licenses`", id="unknown licence"),
        pytest.param("- {id: e, license: [mit, gpt]}", 10, 26, "'gpt' is no id of `licenses`", id="in a list"),
        pytest.param(
            "- {id: e, license: [unknown]}", 10, 21, "`unknown` cannot be one of several", id="unknown, of several"
        ),
        pytest.param("- {id: e, license: [mit, mit]}", 10, 20, "stands twice in this list", id="a licence twice"),
        pytest.param("- {id: e, foundation: gpt-5}", 10, 23, "'gpt-5' is no id of `foundations`", id="foundation"),
        pytest.param("- {id: e, foundation: {id: gpt-5}}", 10, 23, "'gpt-5' is no id of", id="foundation by id"),
        pytest.param("- {id: e, parents: [{name: X, entry: y}]}", 10, 38, "'y' is no id of an entry", id="parent"),
        pytest.param(
            "- {id: e, variants: [{repo: a b/c}]}", 10, 29, "expected a Hub repo ID", id="a space in a repo ID"
        ),
        pytest.param("- {id: e, variants: [{repo: alone}]}", 10, 29, "expected owner/name", id="a name alone"),
        pytest.param("- {id: e, variants: [{repo: a/b--c}]}", 10, 29, "is no ID that the Hub allows", id="--"),
        pytest.param("- {id: e, variants: [{repo: a/b.git}]}", 10, 29, "is no ID that the Hub allows", id=".git"),
        pytest.param(f"- {{id: e, variants: [{{repo: a/{'b' * 97}}}]}}", 10, 29, "more than 96", id="a long name"),
        pytest.param(
            "- {id: e, variants: [{repo: a/b}, {repo: A/B}]}",
            10,
            42,
            "twice in the catalog; first in line 10",
            id="a repo twice",
        ),
        pytest.param("- {id: e, variants: [{label: x}]}", 10, 22, "the key 'repo' is missing", id="no repo"),
        pytest.param("- {id: e}\n- {id: e}", 11, 8, "the entry id 'e' stands twice", id="an entry id twice"),
        pytest.param("- {id: e, id: f}", 10, 11, "the key 'id' stands twice", id="a key twice"),
        pytest.param("- {id: E}", 10, 8, "expected an id", id="an id in capitals"),
        pytest.param("- {id: 7b, context: -5}", 10, 21, "found -5", id="negative context"),
        pytest.param("- {id: e, context: 0}", 10, 20, "found 0", id="a context of nothing"),
        pytest.param("- {id: e, context: 4kk}", 10, 20, "found '4kk'", id="a context in words"),
        pytest.param("- {id: e, context: 4096.0}", 10, 20, "found 4096.0", id="4096.0 is no number of tokens"),
        pytest.param("- {id: e, context: 4e3}", 10, 20, "found 4000.0", id="4e3"),
        pytest.param("- {id: e, context: true}", 10, 20, "found True", id="a context that is true"),
        pytest.param("- {id: e, context: {min: 5}}", 10, 20, "the key 'max' is missing", id="half a range"),
        pytest.param("- {id: e, context: {min: 5, max: 4}}", 10, 26, "min 5 is more than max 4", id="range reversed"),
        pytest.param("- {id: e, context: {min: -5, max: 4}}", 10, 26, "found -5", id="a range below nothing"),
        pytest.param("- {id: e, parameters: 7}", 10, 23, "such as 7b", id="a size without its unit"),
        pytest.param(f"- {{id: e, parameters: {'9' * 400}b}}", 10, 23, "such as 7b", id="a size beyond all"),
        pytest.param('- {id: e, parameters: "7b\\n"}', 10, 23, "such as 7b", id="a size and a line break"),
        pytest.param(
            '- {id: e, variants: [{repo: "a/b\\n"}]}', 10, 29, "expected a Hub repo ID", id="a repo and a break"
        ),
        pytest.param("- {id: e, loadable: maybe}", 10, 21, "found 'maybe'", id="wrong word"),
        pytest.param(
            "- {id: e, variants: [{repo: a/b, kind: modle}]}", 10, 40, "model, dataset or space", id="wrong kind"
        ),
        pytest.param(
            "- {id: e, year: 24}", 10, 17, "expected the year of the release, or null (no claim); found 24", id="year"
        ),
        pytest.param("- {id: e, link: ftp://x}", 10, 17, "expected a link", id="link"),
        pytest.param("- {id: e, name: ''}", 10, 17, "expected a text", id="an empty name"),
        pytest.param("- {id: e, name: {jp: 名}}", 10, 18, "unknown key 'jp'", id="no language"),
        pytest.param("- {id: e, variants: {repo: a/b}}", 10, 21, "expected a list", id="a mapping for a list"),
        pytest.param("- e", 10, 3, "expected a mapping", id="a word for an entry"),
        pytest.param(
            "- {id: e, waivers: [{rule: repo-gnoe, reason: r, seen: x}]}", 10, 28, "the id of a rule", id="rule"
        ),
        pytest.param(
            "- {id: e, waivers: [{rule: repo-gone, seen: gone}]}", 10, 21, "'reason' is missing", id="no reason"
        ),
        pytest.param(
            "- {id: e, waivers: [{rule: repo-gone, reason: r, seen: x, until: 2026-02-30}]}",
            10,
            66,
            "no day of",
            id="until",
        ),
        # what hides in a text
        pytest.param('- {id: e, name: "a\\x1b[31m"}', 10, 17, "U+001B", id="an escape"),
        pytest.param('- {id: e, name: "a\\u202eb"}', 10, 17, "U+202E", id="bidi override"),
        pytest.param("- {id: e, name: a\u202eb}", 10, 17, "U+202E", id="bidi override, raw"),
        pytest.param('- {id: e, name: "a\\u200bb"}', 10, 17, "U+200B", id="zero width"),
        pytest.param('- {id: e, name: {ja: "a\\u2066b"}}', 10, 22, "U+2066", id="bidi isolate"),
        pytest.param('- {id: e, developer: "a\\x9bb"}', 10, 22, "U+009B", id="C1"),
        # what a file must not do
        pytest.param("\t- {id: e}", 10, 1, "a tab in the indentation", id="a tab"),
        pytest.param("- {id: e, name: &a x}\n- {id: f, name: *a}", 11, 17, "alias", id="an alias"),
        pytest.param("- !!python/object:os.system {id: e}", 10, 3, "the tag", id="a tag"),
        pytest.param("- {id: e, notes: " + "[" * 50 + "]" * 50 + "}", 10, 53, "nested more than 40", id="deep"),
    ],
)
def test_one_mistake(entry: str, line: int, column: int, says: str) -> None:
    text = HEAD + "".join(f"{'' if row.startswith(chr(9)) else '      '}{row}\n" for row in entry.split("\n"))
    offset = 0 if entry.startswith("\t") else 6
    [(found_line, found_column, message)] = problems(text.encode())
    assert (found_line, found_column) == (line, column + offset), message
    assert says in message


@pytest.mark.parametrize(
    ("data", "place", "says"),
    [
        pytest.param(b"", (1, 1), "the file is empty", id="empty"),
        pytest.param(b"---\n", (1, 1), "found nothing", id="an empty document"),
        pytest.param(b"- a\n", (1, 1), "expected a catalog", id="a list"),
        pytest.param(b"hello\n", (1, 1), "found 'hello'", id="a word"),
        pytest.param("title: 一覧\nsections: []\nx: ".encode() + b"\x82\xa0", (3, 4), "not UTF-8", id="Shift JIS"),
        pytest.param(b"title: x\nsections: []\n---\ntitle: y\n", (3, 1), "second YAML document", id="two documents"),
        pytest.param(b"title: x\n" * 2_800_000, (1, 1), "bytes", id="25 MB"),
        pytest.param(
            b"title: x\nlicenses:\n  mit: {name: M, accepts: []}\n  Bad Id: {name: x, accepts: []}\nsections: []\n",
            (4, 3),
            "found 'Bad Id'",
            id="a licence id with a space",
        ),
        pytest.param(
            b"title: x\nfoundations:\n  a: {name: A, repos: [b c/d]}\nsections: []\n",
            (3, 24),
            "repo ID",
            id="foundation",
        ),
        pytest.param(
            b"title: x\nfoundations:\n  a: {name: A, from: b}\nsections: []\n",
            (3, 22),
            "'b' is no id of `foundations`",
            id="foundation made from another",
        ),
        pytest.param(b"title: x\nsections: []\nsettings: {fail_on: fatal}\n", (3, 21), "found 'fatal'", id="setting"),
        pytest.param(
            b"title: x\nsections:\n  - {id: a, title: A}\n  - {id: a, title: B}\n",
            (4, 10),
            "section id 'a'",
            id="section",
        ),
        pytest.param(b"title: x\n", (1, 1), "the key 'sections' is missing", id="no sections"),
        pytest.param(b"title: x\nsections:\n", (2, 10), "sections: expected a list; found nothing", id="null"),
    ],
)
def test_one_mistake_in_a_whole_file(data: bytes, place: tuple[int, int], says: str) -> None:
    [(line, column, message)] = problems(data)
    assert ((line, column), says in message) == (place, True), message


def test_all_mistakes_of_a_file_at_once_in_its_order() -> None:
    text = (
        HEAD
        + """\
      - id: one
        licence: mit
        context: -1
        context: 5
        license: gpt
        variants:
          - {repo: a b/c}
          - {repo: a/b, licens: mit, foundation: gpt-5}
          - {repo: A/b}
      - id: one
        name: "a\\u202eb"
      - {id: *one, variants: *two}
      - {id: two, licence: mit}
"""
    )
    assert [line for line, _, _ in problems(text.encode())] == [11, 12, 13, 14, 16, 17, 17, 18, 19, 20, 21, 21, 22]


@pytest.mark.parametrize("text", ["a" * 5000, "a" * 60 + "_", "a.b-" * 30 + "!", "a+" * 60 + "_"])
@pytest.mark.parametrize("place", ["id: {}", "id: e, license: {}", "id: e, foundation: {}"])
def test_no_id_takes_long_to_refuse(text: str, place: str) -> None:
    started = time.process_time()
    assert problems((HEAD + "      - {" + place.format(text) + "}\n").encode())
    assert time.process_time() - started < 1


@pytest.mark.parametrize("id_", ["a", "7b", "llama-3.1", "c++", "a-b.c", "gpt2+"])
def test_ids(id_: str) -> None:
    assert parse_catalog(f"{HEAD}      - {{id: {id_}}}\n".encode(), "x").entries[0].id == id_


@pytest.mark.parametrize("id_", [".a", "a-", "a--b", "-a", "+a", "a_b", "a b", "é"])
def test_no_ids(id_: str) -> None:
    assert problems(f'{HEAD}      - {{id: "{id_}"}}\n'.encode())


def test_the_same_id_for_a_model_and_a_data_set() -> None:
    entry = "      - {id: e, variants: [{repo: a/b}, {repo: a/b, kind: dataset}, {repo: c, kind: dataset}]}\n"
    assert len(parse_catalog((HEAD + entry).encode(), "x").entries[0].variants) == 3


def test_tabs_and_line_breaks_in_texts_are_no_tricks() -> None:
    assert parse_catalog(f'{HEAD}      - {{id: e, name: "a\\tb\\nc"}}\n'.encode(), "x")
