"""A recording in place of the Hub: how repos are looked up."""

from __future__ import annotations

import pytest

from jllm_sync.hub.observation import Observation, Present, Unobserved
from jllm_sync.hub.recording import RecordedHub, Recording, embedded_recording
from jllm_sync.repo import RepoRef
from tests.build import observed


def look_up(repo: str, *of: Observation) -> Observation | Unobserved:
    ref = RepoRef(repo)
    return RecordedHub(Recording("2026-08", "https://huggingface.co", "", of)).observe([ref]).results[ref]


def found(repo: str, *of: Observation) -> Observation:
    result = look_up(repo, *of)
    assert isinstance(result, Observation)
    return result


def test_capitals_do_not_matter_and_are_told() -> None:
    result = found("ACME/Model", observed("acme/model"))
    assert (result.repo, result.canonical, result.state) == ("ACME/Model", "acme/model", "ok")


def test_what_is_not_in_it_is_unobserved_and_not_gone() -> None:
    result = look_up("acme/other", observed())
    assert result == Unobserved("acme/other", "model", "not-in-recording")


def test_a_data_set_is_no_model() -> None:
    assert isinstance(look_up("acme/model", observed(kind="dataset")), Unobserved)


class TestRenamed:
    old = observed("old/model", state="renamed", canonical="new/model")
    new = observed("new/model", config={"max_position_embeddings": 4096})

    def test_says_what_stands_under_the_new_id(self) -> None:
        result = found("Old/Model", self.old, self.new)
        assert (result.repo, result.canonical, result.state) == ("Old/Model", "new/model", "renamed")
        assert isinstance(result.file("config.json"), Present)
        assert result.state_source == self.old.state_source

    def test_twice(self) -> None:
        older = observed("older/model", state="renamed", canonical="OLD/model")
        assert found("older/model", older, self.old, self.new).canonical == "new/model"

    def test_to_what_is_not_recorded(self) -> None:
        result = found("old/model", self.old)
        assert (result.state, result.canonical) == ("renamed", "new/model")

    def test_and_then_gone(self) -> None:
        result = found("old/model", self.old, observed("new/model", state="gone"))
        assert result.state == "gone"

    def test_in_a_circle(self) -> None:
        back = observed("new/model", state="renamed", canonical="old/model")
        assert found("old/model", self.old, back).state == "renamed"


@pytest.mark.parametrize("repo", ["cl-tohoku/bert-base-japanese", "Cinnamon/electra-small-japanese-discriminator"])
def test_recorded_renamings(repo: str) -> None:
    ref = RepoRef(repo)
    result = RecordedHub(embedded_recording()).observe([ref]).results[ref]
    assert isinstance(result, Observation)
    assert result.state == "renamed"
    assert result.canonical != repo


def test_the_origin_is_the_recordings() -> None:
    recording = Recording("2026-08-01", "https://hub.example", "", ())
    origin = RecordedHub(recording).observe([]).origin
    assert (origin.kind, origin.endpoint, origin.recorded_at) == ("recorded", "https://hub.example", "2026-08-01")


def test_a_file_list_that_is_whole_proves_that_a_file_is_absent() -> None:
    whole = observed(info={"siblings": ["README.md"]})
    part = observed(info={"siblings": ["README.md"]}, complete=False)
    assert type(whole.file("config.json")).__name__ == "Absent"
    assert type(part.file("config.json")).__name__ == "Unknown"
    assert type(whole.file("README.md")).__name__ == "Unknown"
