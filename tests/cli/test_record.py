"""What `record` writes, and what it leaves as it was."""

from __future__ import annotations

import json
import os
import random
import resource
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import Program
from tests.hub.helpers import repo
from tests.hub_server import HubServer

CATALOG = """\
title: A list
settings: {language: en}
sections: [{id: a, title: A, entries: [{id: e, name: E, variants: [{repo: lab/a}, {repo: other/b}]}]}]
"""
OLD = '{"schema":"jllm-sync/recording/1","recorded_at":"2026-08","endpoint":"https://huggingface.co"}\n'


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A catalog, and a recording of before."""
    (tmp_path / "catalog.yaml").write_text(CATALOG)
    (tmp_path / "hub.jsonl").write_text(OLD)
    return tmp_path / "hub.jsonl"


def nowhere() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}"


def test_offline_the_old_recording_stays(program: Program, old: Path) -> None:
    ran = program("record", "-o", old.name, "--no-state", HF_ENDPOINT=nowhere())
    assert (ran.returncode, ran.stdout, old.read_text()) == (3, "", OLD)
    assert f"{old.name}: not written, since no repo was observed" in ran.stderr
    assert "does not answer" in ran.stderr and "--force" in ran.stderr
    assert sorted(path.name for path in old.parent.iterdir()) == ["catalog.yaml", "hub.jsonl"]


def test_a_hub_that_denies_all_changes_no_recording(program: Program, old: Path) -> None:
    with HubServer() as empty:
        ran = program("record", "-o", old.name, "--no-state", HF_ENDPOINT=empty.url)
    assert (ran.returncode, old.read_text()) == (3, OLD)


def test_force_writes_what_there_is(program: Program, old: Path) -> None:
    ran = program("record", "-o", old.name, "--no-state", "--force", HF_ENDPOINT=nowhere())
    assert (ran.returncode, ran.stdout) == (3, f"{old.name}: 0 of 2 repos\n")
    assert "incomplete" in ran.stderr
    [head] = old.read_text().splitlines()
    assert json.loads(head)["schema"] == "jllm-sync/recording/1"
    assert old.read_text() != OLD


def test_a_part_is_written_and_called_one(program: Program, old: Path) -> None:
    with HubServer([repo("lab/a"), repo("other/b")]) as server:
        server.raw["other"] = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"
        ran = program("record", "-o", old.name, "--no-state", HF_ENDPOINT=server.url)
    assert (ran.returncode, ran.stdout) == (3, f"{old.name}: 1 of 2 repos\n")
    assert [json.loads(line)["repo"] for line in old.read_text().splitlines()[1:]] == ["lab/a"]


def test_what_a_recording_lacks_is_not_written_over_another(program: Program, old: Path) -> None:
    (old.parent / "empty.jsonl").write_text(OLD)
    ran = program("record", "--hub", "empty.jsonl", "-o", old.name)
    assert (ran.returncode, old.read_text()) == (3, OLD)
    assert "no repo was observed" in ran.stderr


def test_a_check_of_nothing_says_so(program: Program, old: Path) -> None:
    for hub in (["--hub", old.name], ["--no-state"]):
        for form in ("text", "markdown", "github"):
            ran = program("check", *hub, "--format", form, HF_ENDPOINT=nowhere())
            assert ran.returncode == 3
            assert "INCOMPLETE: nothing could be checked" in ran.stdout


def test_the_state_keeps_looks_for_as_long_as_the_catalog_says(program: Program, old: Path) -> None:
    """Each night another commit, nothing that is read differs: of older looks the first stands for all."""
    catalog, state = old.parent / "catalog.yaml", old.parent / "state.db"
    with HubServer([repo("lab/a"), repo("other/b")]) as server:

        def nights(count: int) -> int:
            for night in range(count):
                server.repo("lab/a").touch(night)
                assert program("check", "--state", "state.db", HF_ENDPOINT=server.url).returncode in (0, 1)
                with closing(sqlite3.connect(state)) as database, database:  # as if it had been ten days earlier
                    moved = "UPDATE runs SET started_at = strftime('%Y-%m-%dT%H:%M:%S+00:00', started_at, '-10 days')"
                    database.execute(moved)
            with closing(sqlite3.connect(state)) as database:
                return int(database.execute("SELECT count(*) FROM sightings WHERE repo = 'lab/a'").fetchone()[0])

        catalog.write_text(CATALOG.replace("{language: en}", "{language: en, history: {keep_days: 3650}}"))
        assert nights(4) == 4
        catalog.write_text(CATALOG.replace("{language: en}", "{language: en, history: {keep_days: 5}}"))
        assert nights(1) == 2  # the first of the old ones, and the newest


@pytest.mark.parametrize("days", ["0", "-1", "1.5", "'30'", "null", "1e9", "{}"])
def test_how_long_is_a_number_of_days(program: Program, old: Path, days: str) -> None:
    old.with_name("catalog.yaml").write_text(CATALOG.replace("language: en", f"history: {{keep_days: {days}}}"))
    ran = program("validate", "--lang", "en")
    assert ran.returncode == 2
    assert "keep_days" in ran.stdout + ran.stderr or "days" in ran.stdout + ran.stderr
    old.with_name("catalog.yaml").write_text(CATALOG.replace("language: en", "history: {keep_days: 30}"))
    assert program("validate").returncode == 0


@pytest.mark.parametrize("room", [0, 20_000, 120_000])
def test_a_state_on_a_full_disk_is_said_and_goes_on_once_there_is_room(old: Path, room: int) -> None:
    def full() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))  # a write beyond that fails, as on a disk that is full

    card = repo("lab/a", files={"README.md": random.Random(0).randbytes(200_000).hex().encode()})
    command = [sys.executable, "-B", "-m", "jllm_sync", "check", "--state", "state.db", "--fail-on", "never"]
    with HubServer([card, repo("other/b")]) as server:
        environment = {**os.environ, "HF_ENDPOINT": server.url}
        for limit, expected in ((full, 2), (None, 0)):
            ran = subprocess.run(
                command, cwd=old.parent, env=environment, preexec_fn=limit, capture_output=True, text=True, check=False
            )
            assert ran.returncode == expected, ran.stderr
            assert ("the state cannot be used" in ran.stderr) == (expected == 2)
            assert "Traceback" not in ran.stderr
