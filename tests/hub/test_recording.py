"""The file format of recordings: what goes in comes out, and what is wrong is said with its line."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator

from jllm_sync.data import schema
from jllm_sync.errors import UserError
from jllm_sync.hub.observation import Absent, Observation, Present, Unknown
from jllm_sync.hub.recording import Recording, embedded_recording, format_recording, parse_recording, read_recording
from tests.build import observed, seen, source
from tests.strategies import observations

HEADER = '{"schema":"jllm-sync/recording/1","recorded_at":"2026-08-01","endpoint":"https://huggingface.co"}\n'


def recording(*of: Observation) -> Recording:
    return Recording("2026-08-01", "https://huggingface.co", "", of)


def line(**change: Any) -> bytes:
    """A repo's line, with these keys changed."""
    repo: dict[str, Any] = {
        "repo": "acme/model",
        "kind": "model",
        "state": {"value": "ok", "source": 0},
        "sources": [{"kind": "file", "path": "config.json"}],
    }
    return (HEADER + json.dumps(repo | change) + "\n").encode()


@given(observations())
def test_what_is_written_is_what_is_read(observation: Observation) -> None:
    text = format_recording(recording(observation))
    [read] = parse_recording(text.encode("utf-8"), "x").observations
    kept = replace(
        observation,
        info={name: fact for name, fact in observation.info.items() if not isinstance(fact, Unknown)},
        files={name: fact for name, fact in observation.files.items() if not isinstance(fact, Unknown)},
    )
    assert _plain(read) == _plain(kept)
    assert format_recording(recording(read)) == text


def test_every_note_of_the_embedded_recording_is_said_in_every_language() -> None:
    english = set()
    for one in embedded_recording().observations:
        facts = (one.card, one.label, *one.info.values(), *one.files.values())
        sources = [fact.source for fact in facts if isinstance(fact, Present | Absent)]
        english |= {of.note for of in (one.state_source, *sources) if isinstance(of.note, str)}
    assert not english


def _plain(observation: Observation) -> str:
    """As text, in which NaN is itself, and a pair of surrogates is the character that JSON makes of it."""
    text = repr(
        replace(observation, info=dict(sorted(observation.info.items())), files=dict(sorted(observation.files.items())))
    )
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass").replace("\\udc00\\ud800", "")


@pytest.mark.parametrize(
    "value", ["\ud800", "\\\ud800", "\u2028\u2029\x85", "\r\n", "\x00", "日本語", 10**400, 1e300, None]
)
def test_values_that_a_file_of_lines_could_break_on(value: Any) -> None:
    [read] = parse_recording(format_recording(recording(observed(card={"license": value}))).encode(), "x").observations
    assert isinstance(read.card, Present)
    assert read.card.value == {"license": value}


def test_observations_are_sorted_so_the_same_ones_give_the_same_bytes() -> None:
    one, two, three = observed("b/b"), observed("A/a"), observed("a/B", kind="dataset")
    assert format_recording(recording(one, two, three)) == format_recording(recording(three, two, one))


def test_present_absent_and_unknown() -> None:
    data = line(
        sources=[{"kind": "file", "path": "config.json", "revision": "0123456"}],
        files={"config.json": {"source": 0, "value": {}, "complete": False}, "LICENSE": {"source": 0, "absent": True}},
    )
    [read] = parse_recording(data, "x").observations
    assert isinstance(read.file("LICENSE"), Absent)
    assert isinstance(read.file("README.md"), Unknown)
    config = read.file("config.json")
    assert isinstance(config, Present)
    assert not config.complete
    assert config.source.url == "https://huggingface.co/acme/model/blob/0123456/config.json"


class TestTheEmbeddedRecording:
    def test_meets_its_schema(self) -> None:
        validator = Draft202012Validator(schema("recording"))
        for text in format_recording(embedded_recording()).splitlines():
            errors = [error.message for error in validator.iter_errors(json.loads(text))]
            assert not errors, text[:200]

    def test_is_in_the_form_that_is_written(self) -> None:
        embedded = embedded_recording()
        again = parse_recording(format_recording(embedded).encode(), "x")
        assert again == embedded

    def test_names_pages_of_the_hub_only(self) -> None:
        for observation in embedded_recording().observations:
            facts = [observation.card, observation.label, *observation.info.values(), *observation.files.values()]
            at = [fact.source.url for fact in facts if isinstance(fact, Present)] + [observation.state_source.url]
            assert all(url.startswith("https://huggingface.co/") for url in at)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        pytest.param(b"", "x:1: the file is empty", id="empty"),
        pytest.param(b"{}\n", "x:1: expected the header", id="no header"),
        pytest.param(b'{"schema":"jllm-sync/recording/2"}\n', "x:1: expected the header", id="a newer version"),
        pytest.param(b"title: x\n", "x:1: not JSON", id="YAML"),
        pytest.param(b"[]\n", "x:1: expected a JSON object, found list", id="a list"),
        pytest.param(HEADER.encode() + b"\n[]\n", "x:3: expected a JSON object", id="a list further down"),
        pytest.param(HEADER.encode() + b"{\n", "x:2: not JSON", id="half a line"),
        pytest.param(HEADER.encode() + b"\xff\xfe\xfd\n", "x:2: not JSON", id="no text"),
        pytest.param(HEADER.encode() + b"[" * 100_000 + b"\n", "x:2: not JSON", id="deep"),
        pytest.param(HEADER.encode() + b"1" * 5000 + b"\n", "x:2: not JSON", id="a number of 5000 digits"),
        pytest.param(line(repo=7), "x:2: not a repo", id="a repo that is a number"),
        pytest.param(line(kind="modle"), "kind 'modle'", id="kind"),
        pytest.param(line(state={"value": "lost", "source": 0}), "state 'lost'", id="state"),
        pytest.param(line(state={"value": "ok", "source": 1}), "source 1, of 1", id="no such source"),
        pytest.param(line(state={"value": "ok", "source": -1}), "source -1, of 1", id="a source from behind"),
        pytest.param(line(state={"value": "ok", "source": True}), "source True", id="a source that is true"),
        pytest.param(line(state={"value": "renamed", "to": 7, "source": 0}), "to 7", id="renamed to a number"),
        pytest.param(line(state={"value": "gone", "source": 0, "sightings": "2"}), "sightings '2'", id="sightings"),
        pytest.param(line(state=None), "x:2: not a repo", id="no state"),
        pytest.param(line(sources=[]), "source 0, of 0", id="no sources"),
        pytest.param(line(sources=[{"kind": "hearsay", "path": "x"}]), "source kind 'hearsay'", id="hearsay"),
        pytest.param(line(sources=[{"kind": "file", "path": None}]), "path None", id="no path"),
        pytest.param(line(sources=[{"kind": "file", "path": "x", "revision": 7}]), "revision 7", id="revision"),
        pytest.param(
            line(sources=[{"kind": "api", "path": "x", "url": "https://example.org/"}]),
            "expected a page on",
            id="elsewhere",
        ),
        pytest.param(
            line(sources=[{"kind": "api", "path": "x", "url": "https://huggingface.co.example.org/"}]),
            "expected a page on",
            id="a host that only begins alike",
        ),
        pytest.param(line(card=7), "x:2: not a repo", id="a card that is no fact"),
        pytest.param(line(files=[]), "x:2: not a repo", id="files that are a list"),
    ],
)
def test_what_is_no_recording(data: bytes, says: str) -> None:
    with pytest.raises(UserError) as raised:
        parse_recording(data, "x")
    assert says in str(raised.value)


class TestFiles:
    def test_plain_and_gzip(self, tmp_path: Path) -> None:
        plain, packed = tmp_path / "r.jsonl", tmp_path / "r.jsonl.gz"
        plain.write_bytes(line())
        packed.write_bytes(gzip.compress(line()))
        assert read_recording(plain) == read_recording(packed)

    def test_missing(self, tmp_path: Path) -> None:
        with pytest.raises(UserError, match="no such recording"):
            read_recording(tmp_path / "r.jsonl")

    @pytest.mark.parametrize("data", [b"plain", gzip.compress(line())[:-12]], ids=["not gzip", "cut short"])
    def test_broken_gzip(self, tmp_path: Path, data: bytes) -> None:
        path = tmp_path / "r.jsonl.gz"
        path.write_bytes(data)
        with pytest.raises(UserError, match="cannot be read as a recording"):
            read_recording(path)

    def test_corrupt_gzip(self, tmp_path: Path) -> None:
        data = bytearray(gzip.compress(line() * 50))
        data[40:60] = b"\xff" * 20
        path = tmp_path / "r.jsonl.gz"
        path.write_bytes(bytes(data))
        with pytest.raises(UserError, match="cannot be read as a recording"):
            read_recording(path)


def test_a_branch_is_no_revision_and_a_pull_request_is_proposed() -> None:
    assert not source(branch="main", revision=None).proposed
    assert source(branch="refs/pr/3", revision=None).proposed
    assert seen({}, "config.json", branch="refs/pr/3").source.revision is None


def test_file_lists_as_the_hub_answers_them() -> None:
    files = [
        {"rfilename": "model.safetensors", "size": 134, "lfs": {"size": 30_000_000}},
        {"rfilename": "config.json", "size": 700},
        {"rfilename": "README.md"},
        {"size": 1},
    ]
    [read] = parse_recording(line(info={"siblings": {"value": files, "source": 0}}), "x").observations
    assert read.info["siblings"] == seen_value(read, ["model.safetensors", "config.json", "README.md"])
    assert read.info["sizes"] == seen_value(read, {"model.safetensors": 30_000_000, "config.json": 700})
    assert isinstance(read.file("LICENSE"), Absent)
    assert not isinstance(read.file("config.json"), Absent)
    [again] = parse_recording(format_recording(recording(read)).encode(), "x").observations
    assert again.info == read.info


def seen_value(read: Observation, value: Any) -> Present[Any]:
    listed = read.info["siblings"]
    assert isinstance(listed, Present)
    return replace(listed, value=value)
