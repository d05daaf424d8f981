"""jllm-sync init, as it is typed: a first catalog, which the audit then finds nothing wrong with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from jllm_sync.catalog.yaml.reader import read_catalog
from jllm_sync.drafting.draft import repos_in
from jllm_sync.hub.recording import embedded_recording
from tests.cli.conftest import Program
from tests.hub_server import HubServer


@pytest.mark.parametrize(
    ("text", "repos"),
    [
        ("acme/one\n\n- acme/two\n# acme/comment\nacme/three  # the third\nacme/one\n", ["one", "two", "three"]),
        ("https://huggingface.co/acme/one/blob/main/config.json, hf.co/x and https://hf.co/acme/two", ["one", "two"]),
        ('m = AutoModel.from_pretrained(\n    "acme/one", revision="x")\np = open("acme/file")\n', ["one"]),
        ("no repos, and/or no links: https://example.com/acme/one", []),
    ],
)
def test_what_a_file_names(text: str, repos: list[str]) -> None:
    assert [ref.repo for ref in repos_in(text)] == [f"acme/{name}" for name in repos]


def test_a_catalog_of_two_hundred_repos_that_the_audit_agrees_with(program: Program, tmp_path: Path) -> None:
    ok = [one.repo for one in embedded_recording().observations if one.state == "ok" and one.kind == "model"][:200]
    assert len({repo.partition("/")[0] for repo in ok}) >= 30
    (tmp_path / "models.txt").write_text("".join(f"https://huggingface.co/{repo}\n" for repo in ok))
    with HubServer.of(embedded_recording()) as hub:
        state = ("--state", str(tmp_path / "state.db"))
        made = program("init", "--from", "models.txt", *state, HF_ENDPOINT=hub.url)
        assert (made.returncode, made.stderr) == (0, "")
        asked = len([path for path in hub.paths() if path.startswith("/api/")])
        checked = program("check", "--format", "json", *state, HF_ENDPOINT=hub.url)
    report = json.loads(checked.stdout)
    assert len(read_catalog(tmp_path / "catalog.yaml").models()) == len(ok) == report["coverage"]["observed"]
    assert asked <= 2 * len({repo.partition("/")[0] for repo in ok})  # an owner's listing, not a question a repo
    assert checked.returncode == 0
    # No claim is contradicted, and none is made that the Hub is silent on. What a repo is in itself is told.
    itself = {
        "license-conflict",
        "license-restricted",
        "custom-code",
        "pickle-only",
        "repo-gated",
        "superseded",
    }
    assert {finding["rule"] for finding in report["findings"]} <= itself


def test_what_cannot_be_observed_is_said_and_the_rest_is_written(program: Program, tmp_path: Path) -> None:
    made = program("init", "cyberagent/calm2-7b", "nobody/nothing", "rinna/nue-asr", "--hub", "recorded")
    assert made.returncode == 3
    assert "nobody/nothing: not drafted: not in the recording" in made.stderr
    assert "rinna/nue-asr: not drafted: the Hub does not serve it" in made.stderr
    assert made.stdout == "catalog.yaml: 1 section, 1 entry, 1 repo; `jllm-sync check` audits them\n"
    assert program("validate").returncode == 0
    again = program("init", "cyberagent/calm2-7b", "--hub", "recorded")
    assert again.returncode == 2 and "exists already and is not overwritten" in again.stderr


def test_the_next_command_is_one_that_can_be_pasted(program: Program) -> None:
    made = program("init", "cyberagent/calm2-7b", "--hub", "recorded", "-o", "my models.yaml")
    assert "`jllm-sync check 'my models.yaml'` audits them" in made.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "expected repos"),
        (["calm2"], "calm2"),
        (["--from", "empty.txt"], "empty.txt: expected IDs"),
        (["--from", "none.txt"], "none.txt: no such file. Expected one with IDs"),
    ],
)
def test_what_is_no_beginning(program: Program, tmp_path: Path, arguments: list[str], says: str) -> None:
    (tmp_path / "empty.txt").write_text("nothing\n")
    result = program("init", *arguments, "--hub", "recorded")
    assert (result.returncode, result.stdout) == (2, "")
    assert says in result.stderr
    assert not (tmp_path / "catalog.yaml").exists()


def test_in_japanese(program: Program, tmp_path: Path) -> None:
    assert program("init", "cyberagent/calm2-7b", "--hub", "recorded", "--lang", "ja").returncode == 0
    text = (tmp_path / "catalog.yaml").read_text()
    assert "language: ja" in text and "title: モデル一覧" in text


def test_no_catalog_leads_there(program: Program) -> None:
    assert "jllm-sync init OWNER/NAME…      begins a catalog" in program("check").stderr


def test_all_models_of_an_owner_and_the_repos_of_a_collection(program: Program, tmp_path: Path) -> None:
    with HubServer.of(embedded_recording()) as hub:
        hub.collections["acme/best-of-64f9a55bb3115b4f513ec026"] = [
            {"id": "cyberagent/calm2-7b", "type": "model"},
            {"id": "2307.09288", "type": "paper"},
            {"id": "izumi-lab/llm-japanese-dataset", "type": "dataset"},
        ]
        owned = {repo.id for repo in hub.owned("rinna", "model")}
        page = "https://huggingface.co/collections/acme/best-of-64f9a55bb3115b4f513ec026"
        made = program("init", "--owner", "rinna", "--collection", page, "--no-state", HF_ENDPOINT=hub.url)
        assert "/api/collections/acme/best-of-64f9a55bb3115b4f513ec026" in hub.paths("api")
        for option, name in (("--owner", "nobody"), ("--collection", "acme/none")):
            none = program("init", option, name, "-o", "other.yaml", "--no-state", HF_ENDPOINT=hub.url)
            assert none.returncode == 2 and name in none.stderr
    assert made.returncode in (0, 3), made.stderr
    listed = {one.repo for entry in read_catalog(tmp_path / "catalog.yaml").entries for one in entry.variants}
    assert len(owned) > 20 and owned | {"cyberagent/calm2-7b"} <= listed


def test_an_owner_in_a_recording_and_no_collection(program: Program) -> None:
    assert program("init", "--owner", "cyberagent", "--hub", "recorded").returncode == 0
    asked = program("init", "--collection", "acme/best", "--hub", "recorded", "-o", "other.yaml")
    assert asked.returncode == 2 and "ask the live Hub" in asked.stderr
