"""The commands against a served Hub, as they are typed: a real server, a real process."""

from __future__ import annotations

import json
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from jllm_sync.data import schema
from jllm_sync.hub.recording import embedded_recording
from tests.cli.conftest import Program
from tests.hub.helpers import repo
from tests.hub_server import HubServer, Repo, repos_of
from tests.small_pages import small_pages

NO_SENSE = {"author=cyberagent": "http://[no-place", "cyberagent/calm2-7b": "http://[no-place"}
"""Where requests are sent that shall fail at once: an answer that is no sense is not asked for again."""


@pytest.fixture
def hub() -> Iterator[HubServer]:
    with HubServer.of(embedded_recording()) as server:
        yield server


def findings(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))["findings"]


def test_a_recording_gives_the_findings_of_the_run_it_came_from(
    catalog: Path, program: Program, hub: HubServer, tmp_path: Path
) -> None:
    live = program("check", "--format", "json", "-o", "live.json", "--no-state", HF_ENDPOINT=hub.url)
    assert (live.returncode, live.stderr) == (1, "")
    recorded = program("record", "-o", "hub.jsonl", "--no-state", HF_ENDPOINT=hub.url)
    assert recorded.stdout == "hub.jsonl: 4 of 4 repos\n"
    program("check", "--hub", "hub.jsonl", "--format", "json", "-o", "replayed.json")
    assert findings(tmp_path / "live.json") == findings(tmp_path / "replayed.json") != []


def test_a_second_run_asks_for_no_file_and_is_remembered(
    catalog: Path, program: Program, hub: HubServer, tmp_path: Path
) -> None:
    state = ("--state", str(tmp_path / "state.db"))
    for _ in range(2):
        program("check", *state, HF_ENDPOINT=hub.url)
    newest, first = json.loads(program("runs", "--format", "json", *state).stdout)
    assert newest["cost"]["resolver_requests"] == 0 < first["cost"]["resolver_requests"]
    assert "complete" in program("runs", *state).stdout
    history = program("history", "izumi-lab/bert-small-japanese", *state).stdout
    assert "(2 runs)" in history
    assert "context: 128" in history


def test_without_a_hub_it_ends_incomplete_and_says_what_to_do(catalog: Path, program: Program) -> None:
    began, used = time.monotonic(), time.process_time()
    result = program("check", "--no-state", HF_ENDPOINT="http://127.0.0.1:9")
    assert time.monotonic() - began < 10 + 10 * (time.process_time() - used)  # a busy machine may stretch its work
    assert result.returncode == 3
    assert "http://127.0.0.1:9" in result.stdout
    assert "--hub recorded" in result.stdout
    assert "Nothing to report" not in result.stdout


def test_show_asks_for_the_listed_base_of_an_adapter(program: Program, tmp_path: Path) -> None:
    (tmp_path / "catalog.yaml").write_text(
        "title: A list\nsections: [{id: a, title: A, entries: [{id: base, name: Base, "
        "variants: [{repo: lab/base}, {repo: other/lora}]}]}]\n"
    )
    base = repo("lab/base", files={"config.json": b'{"model_type": "llama", "max_position_embeddings": 4096}'})
    lora = repo("other/lora", files={"adapter_config.json": b'{"base_model_name_or_path": "lab/base"}'})
    state = ("--state", str(tmp_path / "state.db"))
    with HubServer([base, lora]) as server:
        for _ in range(2):  # the second time from the state
            result = program("show", "other/lora", "--format", "json", *state, HF_ENDPOINT=server.url)
            context = json.loads(result.stdout)["readings"]["context"]
            assert (result.returncode, context["value"], context["confidence"]) == (0, 4096, "medium")


def test_any_repo_is_shown_without_a_catalog(program: Program, tmp_path: Path) -> None:
    code = {"AutoModel": "modeling_kaze.KazeModel", "AutoConfig": "other/lib--configuration_kaze.KazeConfig"}
    config = {"model_type": "kaze", "max_position_embeddings": 4096, "auto_map": code}
    files = {"config.json": json.dumps(config).encode(), "README.md": b"---\nlicense: mit\n---\n"}
    repos = [repo("lab/kaze-7b", files=files), repo("lab/closed", files=files, gated="manual")]
    with HubServer(repos) as server:
        told = program("show", "lab/kaze-7b", "--no-state", HF_ENDPOINT=server.url)
        asked = server.paths()
        gated = program("show", "lab/closed", "--no-state", HF_ENDPOINT=server.url)
    assert (told.returncode, told.stderr, list(tmp_path.iterdir())) == (0, "", [])
    assert "modeling_kaze.py" in told.stdout and "other/lib/configuration_kaze.py" in told.stdout
    assert "Hub: mit  [high]" in told.stdout
    assert len(asked) == 3  # what the Hub says of it, and two files
    assert gated.stdout.splitlines()[2] == "  gated: its files are served after the owner's approval"


def test_show_ends_incomplete_where_the_hub_left_the_repo_open(catalog: Path, program: Program, hub: HubServer) -> None:
    hub.redirects |= NO_SENSE
    result = program("show", "calm2", "--no-state", HF_ENDPOINT=hub.url)
    assert (result.returncode, result.stderr) == (3, "")
    assert "cyberagent/calm2-7b  the Hub" in result.stdout
    assert program("show", "bert-small", "--no-state", HF_ENDPOINT=hub.url).returncode == 0


@pytest.mark.parametrize(("command", "options"), [("check", ["-q", "-o", "report"]), ("discover", ["-q"])])
def test_a_hub_that_was_not_reached_is_no_clean_result(
    catalog: Path, program: Program, tmp_path: Path, command: str, options: list[str]
) -> None:
    result = program(command, "--no-state", *options, HF_ENDPOINT="http://127.0.0.1:9")
    said = (tmp_path / "report").read_text() if "-o" in options else result.stdout
    assert result.returncode == 3
    assert "INCOMPLETE" in said
    assert "127.0.0.1:9 does not answer: ConnectError" in said
    assert "Nothing to" not in said
    assert not said.startswith("\n")


@pytest.mark.parametrize("quiet", [[], ["-q"]])
def test_discovery_says_what_one_owner_did_not_answer(
    catalog: Path, program: Program, hub: HubServer, quiet: list[str]
) -> None:
    hub.redirects |= NO_SENSE
    result = program("discover", "--no-state", *quiet, HF_ENDPOINT=hub.url)
    assert result.returncode == 3
    assert (
        "INCOMPLETE: the Hub was not seen whole: not checked: 1 (the Hub's answer could not be read)" in result.stdout
    )
    assert "the listing of cyberagent could not be read" in result.stdout


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({"HF_ENDPOINT": "foo"}, "HF_ENDPOINT: expected the URL of a Hub"),
        ({"HF_ENDPOINT": "http://127.0.0.1:99999"}, "found 'http://127.0.0.1:99999'"),
        ({"HF_ENDPOINT": "http://[::1"}, "found 'http://[::1'"),
        ({"HF_ENDPOINT": "http://me:secret@127.0.0.1:9"}, "found 'http://***@127.0.0.1:9'"),
        ({"ALL_PROXY": "http://127.0.0.1:99999"}, "ALL_PROXY: expected the address of a proxy"),
        ({"https_proxy": "http://me:secret@["}, "https_proxy: expected the address of a proxy"),
    ],
)
def test_an_address_that_is_none_is_2_and_names_the_variable(
    catalog: Path, program: Program, environment: dict[str, str], says: str
) -> None:
    result = program("check", "--no-state", **environment)
    assert (result.returncode, result.stdout) == (2, "")
    assert says in result.stderr
    assert "secret" not in result.stderr


def test_a_bad_token_is_said_and_not_shown(catalog: Path, program: Program, hub: HubServer) -> None:
    result = program("check", "--no-state", HF_ENDPOINT=hub.url, HF_TOKEN="hf_secret_of_mine")
    assert result.returncode == 2
    assert "refuses the token" in result.stderr
    assert "hf_secret_of_mine" not in result.stdout + result.stderr


def test_history_tells_what_changed_between_two_runs(
    catalog: Path, program: Program, hub: HubServer, tmp_path: Path
) -> None:
    state = ("--state", str(tmp_path / "state.db"))
    for license_ in ("apache-2.0", "mit"):
        calm2 = hub.repo("cyberagent/calm2-7b")
        calm2.info["cardData"] = {"license": license_}
        calm2.touch(1)
        program("check", *state, HF_ENDPOINT=hub.url)
    told = program("history", "https://huggingface.co/cyberagent/calm2-7b", *state, "--lang", "ja")
    assert (told.returncode, told.stderr) == (0, "")
    assert "ライセンス: apache-2.0  [高] → mit  [高]\n      カード（README.md）: license = mit @ " in told.stdout
    assert "完了" in program("runs", *state, LC_ALL="ja_JP.UTF-8").stdout
    for format_ in ("text", "json"):
        never = program("history", "no/such", "--format", format_, *state)
        assert (never.returncode, never.stdout) == (2, "")
        assert "no/such: no run in this state has observed this model" in never.stderr


def test_nobody_has_run_yet(program: Program, tmp_path: Path) -> None:
    for command in (["runs"], ["history", "acme/a"]):
        result = program(*command, "--state", str(tmp_path / "none.db"))
        assert result.returncode == 2
        assert "there is no state yet" in result.stderr
        folder = program(*command, "--state", str(tmp_path))
        assert folder.returncode == 2
        assert "expected a state file, found something else" in folder.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_within_a_second_and_leaves_the_state_whole(
    catalog: Path, tmp_path: Path, number: signal.Signals
) -> None:
    state = tmp_path / "state.db"
    with HubServer.of(embedded_recording(), latency=30) as slow:
        process = subprocess.Popen(
            [sys.executable, "-m", "jllm_sync", "check", "--state", str(state)],
            cwd=tmp_path,
            env={"HF_ENDPOINT": slow.url, "PATH": "", "HOME": str(tmp_path)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        started = time.monotonic()
        deadline = started + 60
        while not _has_begun(state) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert _has_begun(state)
        process.send_signal(number)
        told = time.monotonic()
        _, errors = process.communicate(timeout=25)
        assert process.returncode == 130
        # A second, and on a busy machine as much longer as its start was; the answer takes thirty.
        assert time.monotonic() - told < max(1, told - started)
        assert errors.startswith(b"jllm-sync: interrupted: 0 of 4 repos had been observed; the state keeps")
        assert errors.count(b"\n") == 1
    assert state.read_bytes().startswith(b"SQLite format 3")


def _has_begun(state: Path) -> bool:
    """Whether a run stands in the state: it is asking, and waits for an answer that never comes."""
    if not state.is_file():
        return False
    with closing(sqlite3.connect(f"file:{state}?mode=ro", uri=True)) as database, suppress(sqlite3.Error):
        return bool(database.execute("SELECT count(*) FROM runs").fetchone()[0])
    return False


def test_discovery_finds_what_the_audit_finds_from_the_listings_alone(program: Program, tmp_path: Path) -> None:
    (tmp_path / "catalog.yaml").write_text(
        "title: A list\nsections: [{id: a, title: A, entries: [{id: momiji, name: Momiji, "
        "variants: [{label: 7b, repo: lab/momiji-7b}]}]}]\n"
    )

    def served(name: str, quantised: bool = False, **card: Any) -> Repo:
        config = {"model_type": "llama", **({"quantization_config": {"bits": 4}} if quantised else {})}
        files = {"README.md": b"", "config.json": json.dumps(config).encode(), "model.safetensors": b""}
        return repo(
            name, files=files, config=config, cardData={"language": "ja", **card}, pipeline_tag="text-generation"
        )

    repos = [
        served("lab/momiji-7b"),
        served("lab/momiji-13b"),
        served("lab/momiji-7b-instruct", base_model="lab/momiji-7b"),
        served("lab/momiji-7b-slim", quantised=True, base_model="lab/momiji-7b"),
        served("lab/kaede-3b"),
    ]
    asked, proposed = {}, {}
    for command, key in (("check", "findings"), ("discover", "proposals")):
        with HubServer(repos) as server:
            result = program(command, "--no-state", "--format", "json", HF_ENDPOINT=server.url)
            asked[command] = sorted(server.paths())
        found = [(one["rule"], one["repo"], one["confidence"]) for one in json.loads(result.stdout)[key]]
        proposed[command] = sorted(one for one in found if one[0] in ("variant-new", "family-new"))
    assert asked["discover"] == [path for path in asked["check"] if "/resolve/" not in path] != []
    assert proposed["discover"] == proposed["check"]
    assert [name for _, name, _ in proposed["check"]] == ["lab/kaede-3b", "lab/momiji-13b", "lab/momiji-7b-instruct"]


def test_what_others_made_is_named_within_its_own_budget(catalog: Path, program: Program, tmp_path: Path) -> None:
    made = repo(
        "fan/calm2-chat-ja", cardData={"base_model": "cyberagent/calm2-7b"}, tags=["ja"], downloads=1204, files={}
    )
    repos, renamed = repos_of(embedded_recording())
    state = ("--state", str(tmp_path / "state.db"))
    with HubServer([*repos, made], renamed) as server:
        plain = program("discover", *state, "--lang", "en", HF_ENDPOINT=server.url)
        assert "fan/calm2-chat-ja" not in plain.stdout
        assert not [path for path in server.paths() if "filter=base_model" in path]
        first = program("discover", *state, "--lang", "en", "--derivatives", "1", HF_ENDPOINT=server.url)
        assert "1 of 3 listed models covered" in first.stdout
        second = program("discover", *state, "--derivatives", "5", "--format", "json", HF_ENDPOINT=server.url)
        asked = [path for path in server.paths() if "filter=base_model" in path]
        assert len(asked) == len(set(asked)) == 3
    assert (first.returncode, second.returncode, second.stderr) == (0, 0, "")
    data = json.loads(second.stdout)
    Draft202012Validator(schema("discovery")).validate(data)
    (tree,) = data["trees"]["trees"]
    assert (tree["repo"], tree["entry"]) == ("cyberagent/calm2-7b", "calm2")
    assert [(model["repo"], model["languages"]) for model in tree["models"]] == [("fan/calm2-chat-ja", ["ja"])]


def test_a_recording_does_not_hold_what_others_made(catalog: Path, program: Program) -> None:
    result = program("discover", "--hub", "recorded", "--derivatives", "5")
    assert (result.returncode, result.stdout) == (2, "")
    assert "--derivatives asks the live Hub" in result.stderr


def test_a_year_in_pages_is_annotated_in_each_language(tmp_path: Path, program: Program) -> None:
    """The repo was created two years before the year of its row."""
    document = small_pages()
    for path, data in document.files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(data)
    beni = repo("acme/beni", createdAt="2023-05-01T09:00:00.000Z")
    narrowed = ("--rule", "year-drift", "--entry", "acme-beni", "--hub", "live", "--format", "github")
    with HubServer([beni]) as server:
        run = program("check", *document.files, *narrowed, HF_ENDPOINT=server.url, GITHUB_ACTIONS="true")
    assert run.returncode == 0, run.stderr
    notes = re.findall(r"^::notice file=([^,]+),line=(\d+),col=(\d+)", run.stdout, re.MULTILINE)
    assert [file for file, *_ in notes] == ["README.md", "en/README.md"], run.stdout
    for file, line, column in notes:
        assert document.files[file].decode().split("\n")[int(line) - 1][int(column) - 1 :].startswith("2025 |")
