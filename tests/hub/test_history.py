"""Offline: what the state holds, with its age."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from jllm_sync.cli.session import session
from jllm_sync.errors import UserError
from jllm_sync.hub.history import RememberedHub
from jllm_sync.hub.observation import Present, Unobserved
from jllm_sync.hub.source import HubChoice
from jllm_sync.hub.store import Store
from jllm_sync.repo import RepoRef
from tests.hub.helpers import FILES, look, repo, seen, words
from tests.hub_server import HubServer

ASKED = ["lab/a", "lab/old", "lab/gone"]


def test_it_answers_as_the_last_run_did_and_says_how_old_that_is(tmp_path: Path) -> None:
    with HubServer([repo("lab/a"), repo("lab/old")]) as server, Store.open(tmp_path / "state.db") as store:
        server.rename("lab/old", "lab/new")
        live = look(server, ASKED, store=store)
        asked = len(server.log)
        held = RememberedHub(store, server.url).observe([*map(RepoRef, ASKED), RepoRef("lab/never")], FILES)
        assert len(server.log) == asked
    today = datetime.now(UTC).strftime("%Y-%m-%d")
    for name in ASKED:
        now, then = seen(held, name), seen(live, name)
        assert (now.state, now.canonical, now.revision) == (then.state, then.canonical, then.revision)
        assert words(now.state_source.note) == f"seen on {today}, from the state"
    config = seen(held, "lab/a").file("config.json")
    assert isinstance(config, Present)
    assert (config.value, words(config.source.note)) == ({"of": "lab/a"}, f"seen on {today}, from the state")
    assert isinstance(held.results[RepoRef("lab/never")], Unobserved)
    assert today in words(held.notes[0])
    assert held.origin.recorded_at == today


def test_however_the_hub_is_spelt_its_state_is_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "state.db"
    with HubServer([repo("lab/a")]) as server, Store.open(path) as store:
        look(server, ["lab/a"], store=store)
        monkeypatch.setenv("HF_ENDPOINT", f" {server.url.replace('http', 'HTTP')}/ ")
    with session(HubChoice(hub="state", state=path)) as held:
        assert seen(held.observe([RepoRef("lab/a")], FILES), "lab/a").state == "ok"
    monkeypatch.setenv("HF_ENDPOINT", "https://me:secret@hub.example")
    with pytest.raises(UserError, match=r"found 'https://\*\*\*@hub.example'"), session(HubChoice("state", path)):
        pass


def test_hf_hub_offline_chooses_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "state.db"
    with HubServer([repo("lab/a")]) as server:
        with Store.open(path) as store:
            look(server, ["lab/a"], store=store)
        server.forget()
        monkeypatch.setenv("HF_HUB_OFFLINE", "1")
        monkeypatch.setenv("HF_ENDPOINT", server.url)
        with session(HubChoice(state=path)) as hub:
            assert seen(hub.observe([RepoRef("lab/a")], FILES), "lab/a").state == "ok"
        assert server.log == []
    with pytest.raises(UserError, match="no state yet"), session(HubChoice("state", tmp_path / "none.db")):
        pass
    with pytest.raises(UserError, match="--no-state"), session(HubChoice("state", path, no_state=True)):
        pass
