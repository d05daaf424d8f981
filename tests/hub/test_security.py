"""The token goes to the Hub, and nowhere else."""

from __future__ import annotations

import logging
import sqlite3
import traceback
from pathlib import Path

import pytest

from jllm_sync.errors import UserError
from jllm_sync.hub.client import Home, Secret, origin
from jllm_sync.hub.live import LiveOptions
from jllm_sync.hub.observation import Present, Unobserved
from jllm_sync.hub.recording import format_recording, recording_of
from jllm_sync.hub.store import Store
from jllm_sync.repo import RepoRef
from tests.hub.helpers import look, repo, seen, words
from tests.hub_server import HubServer

TOKEN = "hf_verysecrettoken"
GOOD = frozenset({TOKEN})


def tokens(server: HubServer) -> set[str | None]:
    return {entry.token for entry in server.log}


def test_the_token_goes_to_the_hub() -> None:
    served = [repo("lab/a", gated="manual")]
    with HubServer(served, tokens=GOOD, granted=GOOD) as server:
        observation = seen(look(server, ["lab/a"], token=TOKEN), "lab/a")
    assert tokens(server) == {TOKEN}
    assert server.paths()[0] == "/api/whoami-v2"
    assert isinstance(observation.file("config.json"), Present)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_file_that_is_redirected_elsewhere_is_fetched_without_the_token(host: str) -> None:
    """Another port of the same host is another origin, too."""
    with HubServer([repo("lab/a")], tokens=GOOD) as server, HubServer([repo("lab/a")], tokens=GOOD) as other:
        elsewhere = other.url.replace("127.0.0.1", host)
        sha = server.repo("lab/a").sha
        server.redirects["/lab/a/resolve/.*/config.json"] = f"{elsewhere}/lab/a/resolve/{sha}/config.json"
        observation = seen(look(server, ["lab/a"], token=TOKEN), "lab/a")
    assert isinstance(observation.file("config.json"), Present)
    assert other.count("resolvers") == 1
    assert tokens(other) == {None}


@pytest.mark.parametrize("what", [r"/api/models\?author", "/api/models/lab/gone"])
def test_an_answer_of_the_api_is_not_looked_for_elsewhere(what: str) -> None:
    with HubServer([repo("lab/a")], tokens=GOOD) as server, HubServer([repo("lab/gone")], tokens=GOOD) as other:
        server.redirects[what] = f"{other.url}/api/models/lab/gone"
        observed = look(server, ["lab/a", "lab/gone"], token=TOKEN)
    assert seen(observed, "lab/a").state == "ok"
    assert isinstance(observed.results[RepoRef("lab/gone")], Unobserved)
    assert other.log == []


def test_the_next_page_is_not_looked_for_elsewhere() -> None:
    names = [f"lab/m{n}" for n in range(4)]
    with HubServer([repo(n) for n in names], tokens=GOOD) as server, HubServer(tokens=GOOD) as other:
        server.next_links["author=lab"] = f"{other.url}/api/models?author=lab&cursor=MQ=="
        observed = look(server, names, token=TOKEN)
    assert seen(observed, names[0]).state == "ok"
    assert other.log == []
    assert "another host" in words(observed.notes[0])
    assert not observed.listings["lab", "model"].complete


def test_a_gone_repo_is_not_proven_by_a_listing_that_goes_on_elsewhere() -> None:
    with HubServer([repo("lab/a")]) as server, HubServer() as other:
        server.next_links["author=lab"] = f"{other.url}/api/models?author=lab&cursor=MQ=="
        result = look(server, ["lab/a", "lab/gone"]).results[RepoRef("lab/gone")]
    assert isinstance(result, Unobserved)
    assert other.log == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://huggingface.co", "https://huggingface.co/api", True),
        ("https://huggingface.co", "https://HuggingFace.co:443/x", True),
        ("https://huggingface.co", "http://huggingface.co/x", False),
        ("https://huggingface.co", "https://huggingface.co:8443/x", False),
        ("https://huggingface.co", "https://huggingface.co.evil.example/x", False),
        ("https://huggingface.co", "https://cdn.huggingface.co/x", False),
        ("https://huggingface.co", "https://huggingface.co@evil.example/x", False),
        ("https://huggingface.co", "https://user@huggingface.co/x", False),
        ("https://huggingface.co", "//huggingface.co/x", False),
        ("https://huggingface.co", "file:///etc/passwd", False),
        ("https://huggingface.co", "https://[::1", False),
    ],
)
def test_origins(one: str, other: str, same: bool) -> None:
    assert (origin(one) == origin(other)) is same


def test_from_https_nothing_leads_to_http() -> None:
    """The rule itself: a loopback server with a certificate would test the certificate."""
    home = Home("https://hub.example", Secret(TOKEN))
    assert not home.holds("http://hub.example/x")
    assert not home.may_lead_to("http://cdn.example/x")
    assert home.may_lead_to("https://cdn.example/x")


def test_a_bad_token_is_found_once_and_said() -> None:
    bad = "hf_bad"
    with HubServer([repo("lab/a")], tokens=GOOD) as server:
        with pytest.raises(UserError, match="HF_TOKEN") as error:
            look(server, ["lab/a"], token=bad)
        assert len(server.log) == 1
    shown = traceback.TracebackException.from_exception(error.value, capture_locals=True)
    ours = [line for frame in shown.stack if "jllm_sync" in frame.filename for line in (frame.locals or {}).values()]
    assert ours
    assert bad not in "".join([str(error.value), *ours])


def test_a_token_that_cannot_be_proven_does_not_prove_a_repo_gone() -> None:
    with HubServer([repo("lab/a")], tokens=GOOD, whoami=False) as server:
        observed = look(server, ["lab/a", "lab/gone"], token=TOKEN)
        asked = [entry.token for entry in server.log if "/lab/gone" in entry.path]
    assert seen(observed, "lab/gone").state == "gone"
    assert asked == [TOKEN, None]


@pytest.mark.parametrize("token", ["hf_a\nb", "hf_ä", "hf a"])
def test_a_token_with_odd_characters_is_refused_without_showing_it(token: str) -> None:
    with pytest.raises(UserError, match="HF_TOKEN") as error:
        look("https://hub.example", ["lab/a"], token=token)
    assert token not in str(error.value)


def test_the_token_is_in_no_log_error_state_or_recording(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    path = tmp_path / "state.db"
    with HubServer([repo("lab/a"), repo("lab/b")], tokens=GOOD) as server, Store.open(path) as store:
        server.faults.by_path = {"/lab/b/resolve/": "500"}
        observed = look(server, ["lab/a", "lab/b", "lab/gone"], store=store, token=TOKEN)
    assert TOKEN not in caplog.text
    assert TOKEN not in repr(observed)
    assert TOKEN not in format_recording(recording_of(observed, "2026-01-01"))
    assert TOKEN not in "\n".join(sqlite3.connect(path).iterdump())
    assert TOKEN not in repr(LiveOptions(token=TOKEN))
    assert TOKEN not in repr(Secret(TOKEN))


def test_texts_of_the_hub_are_made_fit_to_be_shown() -> None:
    bad = repo("lab/bad")
    with HubServer([repo("lab/a"), bad], tokens=GOOD) as server:
        bad.unlisted = True
        server.redirects["/api/models/lab/bad"] = f"http://evil.example/\x1b]0;{TOKEN}"
        observed = look(server, ["lab/a", "lab/bad"], token=TOKEN)
    result = observed.results[RepoRef("lab/bad")]
    assert isinstance(result, Unobserved)
    assert "\x1b" not in words(result.detail)
    assert TOKEN not in words(result.detail)
