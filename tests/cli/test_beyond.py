"""What is new of owners that the catalog does not list, in `check`, `discover`, recordings, and what it costs."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from rich.cells import cell_len
from typer.testing import CliRunner

from jllm_sync.cli import app
from jllm_sync.data import schema
from jllm_sync.errors import UserError
from jllm_sync.messages import said
from tests.cli.conftest import Program
from tests.hub.helpers import repo
from tests.hub_server import Faults, HubServer, Repo

CATALOG = """\
title: Models
settings: {{language: en, discovery: {{languages: [ja]{more}}}}}
sections:
  - id: text/scratch
    title: From scratch
    entries:
      - id: sakura
        variants: [{{repo: lab/sakura-7b}}]
  - id: text/instruction-only
    title: Post-training only
    entries:
      - id: yuzu
        variants: [{{repo: press/llama-yuzu-8b-instruct}}]
"""


def model(name: str, days: int = 1, **info: Any) -> Repo:
    created = (datetime.now(UTC) - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    known = {"pipeline_tag": "text-generation", "downloads": 900, "likes": 3, "cardData": {"language": "ja"}}
    weights = {"safetensors": {"parameters": {"BF16": 7_000_000_000}, "total": 7_000_000_000}}
    return repo(name, files={"model.safetensors": b""}, **{**known, **weights, "createdAt": created, **info})


def world() -> list[Repo]:
    return [
        model("lab/sakura-7b"),
        model("press/llama-yuzu-8b-instruct"),
        model("unseen/hinoki-7b", 3),
        model("fan/kaya-7b", 2),
        model("fan/tiny-7b", 2, downloads=5),
        model("fan/sakura-7b-tuned", 2, cardData={"language": "ja", "base_model": "lab/sakura-7b"}),
    ]


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    path = tmp_path / "catalog.yaml"
    path.write_text(CATALOG.format(more=""), "utf-8")
    return path


def asked(server: HubServer) -> list[str]:
    return asked_of(server.paths())


def test_check_and_discover_propose_them_and_the_next_run_knows_them(
    listed: Path, program: Program, tmp_path: Path
) -> None:
    state = ("--state", str(tmp_path / "state.db"))
    with HubServer(world()) as server:
        server.organizations = {"unseen"}
        first = program("check", *state, "--format", "json", HF_ENDPOINT=server.url)
        assert first.returncode == 0, first.stderr
        found = [(f["rule"], f["repo"], f["section"], f["entry"]) for f in json.loads(first.stdout)["findings"]]
        assert ("family-new", "unseen/hinoki-7b", "text/scratch", "sakura") in found
        assert not [one for one in found if "fan/" in one[1]], "a person needs twice as many"
        assert len(asked(server)) == 6, "one listing by language, three by words of names, two owners"
        server.forget()
        again = program("discover", *state, "--new", "--format", "json", HF_ENDPOINT=server.url)
        data = json.loads(again.stdout)
        Draft202012Validator(schema("discovery")).validate(data)
        assert (again.returncode, data["proposals"], data["groups"], len(asked(server))) == (0, [], [], 4)
        left = {one["repo"]: (one["reason"], one["setting"]) for one in data["left_out"]}
        assert left["fan/kaya-7b"] == ("bar", "beyond") and left["fan/sakura-7b-tuned"] == ("derivative", None)
        server.add(model("unseen/hinoki-13b"))
        third = json.loads(program("discover", *state, "--new", "--format", "json", HF_ENDPOINT=server.url).stdout)
        assert [one["repo"] for one in third["proposals"]] == ["unseen/hinoki-13b"]
        assert [group["name"] for group in third["groups"]] == ["hinoki"]
    offline = program("check", *state, "--hub", "state", "--format", "json", HF_ENDPOINT=server.url)
    assert "unseen/hinoki-7b" in offline.stdout


def test_without_a_state_nothing_is_known_of_a_last_run(listed: Path, program: Program) -> None:
    result = program("discover", "--new", "--no-state")
    assert result.returncode == 2 and "--new" in result.stderr


def test_a_card_that_names_no_language_is_found_by_its_name(listed: Path, program: Program) -> None:
    silent: dict[str, Any] = {"cardData": {"license": "mit"}}
    names = ["unseen/Momiji-7B-Japanese", "unseen/llama-sugi-8b-JP", "unseen/buna-ja-7b"]
    others = [model("unseen/7b-jamba", **silent), model("unseen/hinoki-japanese-1b-q4", likes=90, **silent)]
    both = model("unseen/kaede-japanese-7b")
    with HubServer([*world(), both, *others, *(model(name, **silent) for name in names)]) as server:
        server.organizations = {"unseen"}
        arguments = ("discover", "--no-state", "--format", "json")
        found = program(*arguments, HF_ENDPOINT=server.url)
        proposed = [one["repo"] for one in json.loads(found.stdout)["proposals"]]
        assert sorted(proposed) == sorted(["unseen/hinoki-7b", "unseen/kaede-japanese-7b", *names]), "each once"
        for words, cost in (("[]", 0), ("[momiji-7b]", 1)):
            listed.write_text(CATALOG.format(more=f", beyond: {{words: {words}}}"), "utf-8")
            server.forget()
            found = program(*arguments, HF_ENDPOINT=server.url)
            proposed = [one["repo"] for one in json.loads(found.stdout)["proposals"]]
            assert len([path for path in server.paths() if "search=" in path]) == cost
            assert ("unseen/Momiji-7B-Japanese" in proposed, names[1] in proposed) == (cost == 1, False)


@pytest.mark.parametrize("more", [", beyond: off", ", beyond: {requests: 0}"])
@pytest.mark.parametrize("command", ["check", "discover", "record"])
def test_turned_off_it_costs_not_one_request(listed: Path, program: Program, more: str, command: str) -> None:
    paths = {}
    for setting in ("", more):
        listed.write_text(CATALOG.format(more=setting), "utf-8")
        with HubServer(world()) as server:
            program(command, "--no-state", HF_ENDPOINT=server.url)
            paths[setting] = sorted(server.paths())
            extra = asked(server)
    assert extra == [] and paths[more] == sorted(set(paths[""]) - set(asked_of(paths[""])))


def asked_of(paths: list[str]) -> list[str]:
    return [path for path in paths if re.search("[?](filter|search)=|/overview", path)]


@pytest.mark.parametrize(
    "arguments",
    [("check", "--entry", "sakura"), ("check", "--skip-rule", "family-new"), ("discover", "--repo", "lab/*")],
)
def test_a_narrowed_run_does_not_ask(listed: Path, program: Program, arguments: tuple[str, ...]) -> None:
    with HubServer(world()) as server:
        program(*arguments, "--no-state", HF_ENDPOINT=server.url)
        assert server.paths() and asked(server) == []


@pytest.mark.parametrize(("command", "code"), [("check", 0), ("discover", 3)])
def test_a_listing_that_fails_costs_no_audit(listed: Path, program: Program, command: str, code: int) -> None:
    with HubServer(world(), faults=Faults(by_path={"filter=": "bad-json"})) as server:
        result = program(command, "--no-state", "--format", "json", HF_ENDPOINT=server.url)
    data = json.loads(result.stdout)
    assert result.returncode == code, result.stderr
    if command == "check":
        assert data["coverage"]["complete"] and "could not all be read" in json.dumps(data["notes"])


def test_a_recording_holds_the_listing_and_replays_it(listed: Path, program: Program, tmp_path: Path) -> None:
    file = tmp_path / "today.jsonl"
    with HubServer(world()) as server:
        server.organizations = {"unseen"}
        live = program("discover", "--no-state", "--format", "json", HF_ENDPOINT=server.url)
        assert program("record", "--no-state", "-o", str(file), HF_ENDPOINT=server.url).returncode == 0
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    for line in lines:
        Draft202012Validator(schema("recording")).validate(line)
    assert lines[0]["organizations"] == {"fan": False, "unseen": True}
    replayed = json.loads(program("discover", "--hub", str(file), "--format", "json").stdout)
    proposed = [one["repo"] for one in json.loads(live.stdout)["proposals"]]
    assert [one["repo"] for one in replayed["proposals"]] == proposed == ["unseen/hinoki-7b"]


def test_an_inferred_language_is_asked_for_and_none_is_not(listed: Path, program: Program) -> None:
    data = yaml.safe_load(CATALOG.format(more=""))
    for card, expected in (({"language": "fr"}, ["fr"]), ({"license": "mit"}, [])):
        del data["settings"]["discovery"]
        listed.write_text(yaml.safe_dump(data), "utf-8")
        repos = [model(name, cardData=card) for name in ("lab/sakura-7b", "press/llama-yuzu-8b-instruct")]
        with HubServer(repos) as server:
            program("check", "--no-state", HF_ENDPOINT=server.url)
            shown = [path.split("filter=")[1].split("&")[0] for path in server.paths() if "filter=" in path]
            assert shown == expected and bool(asked(server)) == bool(expected)
        data["settings"]["discovery"] = {}


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_ten_families_fit_on_a_screen(listed: Path, program: Program, lang: str) -> None:
    kinds = ("", "-instruct", "-chat", "-thinking")
    new = [model(f"unseen/family-{word}-13b{kind}") for word in "abcdefghi" for kind in kinds]
    with HubServer([*world(), *new]) as server:
        server.organizations = {"unseen"}
        result = program("discover", "--no-state", "--lang", lang, HF_ENDPOINT=server.url)
    lines = result.stdout.splitlines()
    assert sum(line.startswith("unseen/") for line in lines) == 10 and len(lines) <= 25
    assert all(cell_len(line) <= 80 for line in lines if line.startswith(" "))
    assert all("…" not in line for line in lines if line.startswith("unseen/")), "where it goes is never cut"


@pytest.mark.parametrize(
    ("day", "proposed"),
    [(10, ["unseen/hinoki-7b", "unseen/old-9b"]), (3, ["unseen/hinoki-7b"]), (2, []), (0, []), (-1, [])],
)
def test_since_a_day(listed: Path, program: Program, day: int, proposed: list[str]) -> None:
    since = (datetime.now(UTC) - timedelta(days=day)).date().isoformat()
    with HubServer([*world(), model("unseen/old-9b", 8)]) as server:
        server.organizations = {"unseen"}
        arguments = ("discover", "--no-state", "--since", since, "--format")
        found = json.loads(program(*arguments, "json", HF_ENDPOINT=server.url).stdout)
        assert [one["repo"] for one in found["proposals"]] == proposed
        assert [repo for group in found["groups"] for repo in group["repos"]] == proposed
        text = program(*arguments, "text", HF_ENDPOINT=server.url).stdout
    left = 2 - len(proposed)
    assert (f"--since {since} leaves out" in text) == bool(left)


def test_what_has_no_day_is_left_out_by_since_and_told(listed: Path, program: Program) -> None:
    with HubServer([*world(), model("lab/sakura-13b", createdAt=None)]) as server:
        result = program("discover", "--no-state", "--since", "2020-01-01", HF_ENDPOINT=server.url)
    assert "leaves out one proposal: of 1 it is not known when" in result.stdout, result.stdout


ODD_DAYS = """\

tomorrow
2026-13-01
2026-02-29
20260801
2026-8-1
2026-W31-1
2026-08-01T00:00:00
2026-08-01T00:00:00+09:00
 2026-08-01
2026/08/01
99999-01-01
令和8年8月1日
""".splitlines()


@pytest.mark.parametrize("odd", ODD_DAYS)
def test_what_is_no_day_is_refused_with_an_example(listed: Path, odd: str) -> None:
    result = CliRunner().invoke(app, ["discover", str(listed), "--no-state", "--since", odd])
    assert isinstance(result.exception, UserError)
    said_ = said(result.exception.args[0], "en")
    assert said_ == f"--since {odd}: expected a day such as 2026-08-31, without a time"


def test_a_day_to_come_is_refused(listed: Path, program: Program) -> None:
    later = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()
    result = program("discover", "--no-state", "--since", later)
    assert result.returncode == 2 and "expected a day that has been" in result.stderr


def test_new_after_a_run_that_failed_or_looked_for_surer_ones_only(
    listed: Path, program: Program, tmp_path: Path
) -> None:
    state = ("--state", str(tmp_path / "state.db"), "--format", "json")

    def new(server: HubServer, *more: str) -> tuple[int, list[str]]:
        result = program("discover", *state, "--new", *more, HF_ENDPOINT=server.url)
        return result.returncode, [one["repo"] for one in json.loads(result.stdout)["proposals"]]

    with HubServer(world()) as server:
        server.organizations = {"unseen"}
        assert new(server) == (0, ["unseen/hinoki-7b"])
        server.add(model("unseen/momiji-7b"))
        server.add(model("lab/sakura-13b"))
        server.faults = Faults(by_path={"press": "huge"})
        code, found = new(server)
        assert code == 3 and "lab/sakura-13b" in found
        assert new(server)[0] == 3, "a run that failed has shown nobody all"
        server.faults = Faults()
        assert program("check", *state, "--min-confidence", "high", HF_ENDPOINT=server.url).returncode in (0, 1)
        assert new(server) == (0, ["lab/sakura-13b", "unseen/momiji-7b"])
        assert new(server) == (0, [])
        server.add(model("unseen/kaede-7b"))
        server.faults = Faults(by_path={"filter=": "huge", "search=": "huge"})
        assert new(server) == (3, []), "only the listing failed: what it would have shown is new the next time"
        server.faults = Faults()
        assert new(server) == (0, ["unseen/kaede-7b"])
        text = program("discover", *state[:2], "--new", HF_ENDPOINT=server.url).stdout
        assert "4 proposals were known in the last run already." in text
