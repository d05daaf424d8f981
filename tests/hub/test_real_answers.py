"""Answers as the real Hub gives them, over TLS: tests/data/hub/answers.jsonl, each with its source."""

from __future__ import annotations

import hashlib
import json
import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from jllm_sync.errors import UserError
from jllm_sync.hub.observation import Absent, Observation, Present, Unknown, Unobserved
from jllm_sync.messages import message
from jllm_sync.repo import RepoRef
from tests.hub.helpers import FakeTime, look, repo, seen, words
from tests.hub_server import HubServer

ANSWERS: Mapping[str, dict[str, Any]] = {
    one["id"]: one
    for line in (Path(__file__).parents[1] / "data" / "hub" / "answers.jsonl").read_text("utf-8").splitlines()
    for one in [json.loads(line)]
}
GPT2 = "openai-community/gpt2"


def raw(id_: str, headers: Mapping[str, str] | None = None, body: bytes | None = None, **more: object) -> bytes:
    """An answer, byte for byte; ``more`` is added to its body."""
    one = ANSWERS[id_]
    if body is None:
        text = one["body"] if isinstance(one["body"], str) else json.dumps(one["body"] | more if more else one["body"])
        body = text.encode()
    stated = {**one["headers"], "Content-Length": str(len(body)), **(headers or {})}
    lines = [f"HTTP/1.1 {one['status']} x", *(f"{name}: {value}" for name, value in stated.items())]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def json_answer(value: object) -> bytes:
    """An answer of the API's, byte for byte."""
    body = json.dumps(value).encode()
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body


def test_each_answer_is_served_in_a_test_of_these() -> None:
    tests = Path(__file__).read_text("utf-8")
    assert [id_ for id_ in ANSWERS if f'"{id_}"' not in tests] == []


def gpt2(**info: Any) -> Any:
    made = repo(GPT2, **info)
    made.sha = ANSWERS["info-default"]["body"]["sha"]
    return made


def test_what_model_info_says_by_default(tls: ssl.SSLContext) -> None:
    with HubServer([gpt2(), repo("openai-community/b")], tls=tls) as server:
        server.repo(GPT2).unlisted = True
        server.raw[f"/api/models/{GPT2}"] = raw("info-default")
        observation = seen(look(server, [GPT2, "openai-community/b"], ["model.safetensors"]), GPT2)
    assert isinstance(weights := observation.info["safetensors"], Present)
    assert weights.value["total"] == 137022720


def test_a_file_behind_a_relative_redirect_to_the_cache(tls: ssl.SSLContext) -> None:
    body = b'{"n_ctx": 1024}'
    etag = hashlib.sha1(b"blob %d\0" % len(body) + body, usedforsecurity=False).hexdigest()
    with HubServer([gpt2()], tls=tls) as server:
        server.raw["/resolve/.*/config.json$"] = raw("resolve-307-relative-cache")
        plain = f'HTTP/1.1 200 OK\r\nETag: "{etag}"\r\nContent-Length: {len(body)}\r\n\r\n'.encode() + body
        server.raw["/api/resolve-cache/"] = plain
        found = seen(look(server, [GPT2], ["config.json"]), GPT2).file("config.json")
    assert isinstance(found, Present)
    assert found.value == {"n_ctx": 1024}


def test_a_large_file_on_another_host_whose_etag_is_another_hash(tls: ssl.SSLContext) -> None:
    body = b'{"n_ctx": 1024}'
    good = frozenset({"hf_good"})
    with HubServer([gpt2()], tls=tls, tokens=good) as server, HubServer(tls=tls) as cdn:
        place = {"location": f"{cdn.url}/xet-bridge-us/621/63be?Signature=s"}
        server.raw["/resolve/.*/config.json"] = raw("resolve-302-xet-cdn", place)
        odd = f'HTTP/1.1 200 OK\r\nETag: "{"ab" * 20}"\r\nContent-Length: {len(body)}\r\n\r\n'.encode() + body
        cdn.raw["/xet-bridge-us/"] = odd
        found = seen(look(server, [GPT2], ["config.json"], token="hf_good"), GPT2).file("config.json")
    assert isinstance(found, Present)
    assert {entry.token for entry in cdn.log} == {None}
    assert len(cdn.log) == 1


@pytest.mark.parametrize(("id_", "token"), [("resolve-401-gated", None), ("resolve-403-gated-token", "hf_good")])
def test_a_gated_file(id_: str, token: str | None, tls: ssl.SSLContext) -> None:
    with HubServer([gpt2()], tls=tls, tokens=frozenset({"hf_good"})) as server:
        server.raw["/resolve/.*/config.json"] = raw(id_)
        observation = seen(look(server, [GPT2], ["config.json"], token=token), GPT2)
    assert (observation.state, observation.file("config.json")) == ("ok", Unknown(message("hub-file.gated")))


@pytest.mark.parametrize(("id_", "expected"), [("resolve-404-entry", Absent), ("resolve-404-revision", Unknown)])
def test_a_file_that_is_not_there(id_: str, expected: type, tls: ssl.SSLContext) -> None:
    with HubServer([gpt2()], tls=tls) as server:
        server.raw["/resolve/.*/config.json"] = raw(id_)
        assert isinstance(seen(look(server, [GPT2], ["config.json"]), GPT2).file("config.json"), expected)


def test_a_file_of_a_repo_that_vanished_leaves_the_repo_open_and_discredits_denials(tls: ssl.SSLContext) -> None:
    with HubServer([gpt2(), repo("lab/a")], tls=tls) as server:
        server.raw[f"/{GPT2}/resolve/"] = raw("resolve-401-vanished")
        observed = look(server, [GPT2, "lab/a", "lab/gone"], ["config.json"])
    assert isinstance(observed.results[RepoRef(GPT2)], Unobserved)
    assert isinstance(observed.results[RepoRef("lab/gone")], Unobserved)
    assert "denied another one" in words(observed.interrupted)


@pytest.mark.parametrize("id_", ["info-disabled-200", "info-disabled-without-siblings", "403-disabled"])
def test_a_disabled_repo(id_: str, tls: ssl.SSLContext) -> None:
    name = "ykilcher/gpt-4chan"
    with HubServer([repo("ykilcher/other")], tls=tls) as server:
        server.raw[f"/api/models/{name}"] = raw(id_)
        observed = look(server, [name, "ykilcher/other"])
        assert not any(name in path for path in server.paths("resolvers"))
    assert seen(observed, name).state == "disabled"


@pytest.mark.parametrize(
    ("id_", "token"),
    [("info-401-missing-anonymous", None), ("x-hf-warning", None), ("info-404-missing-token", "hf_good")],
)
@pytest.mark.parametrize("secure", [True, False])
def test_a_repo_that_is_missing(
    id_: str, token: str | None, secure: bool, tls: ssl.SSLContext, capfd: pytest.CaptureFixture[str]
) -> None:
    """On an http mirror as well, and without a word of the library's in the middle of our progress."""
    with HubServer([gpt2()], tls=tls if secure else None, tokens=frozenset({"hf_good"})) as server:
        server.raw["/api/models/openai-community/no-such"] = raw(id_)
        observed = look(server, [GPT2, "openai-community/no-such"], token=token)
    assert seen(observed, "openai-community/no-such").state == "gone"
    assert observed.interrupted is None
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    ("old", "id_", "requests"),
    [("meta-llama/Meta-Llama-3.1-8B", "307-rename-in-listing", 2), ("gpt2", "307-legacy", 2)],
)
def test_a_renamed_repo_that_a_listing_shows(old: str, id_: str, requests: int, tls: ssl.SSLContext) -> None:
    new = str(ANSWERS[id_]["headers"]["location"]).removeprefix("/api/models/")
    beside = f"{new.partition('/')[0]}/beside"
    with HubServer([repo(new), repo(beside)], tls=tls) as server:
        server.raw[f"/api/models/{old}\\?"] = raw(id_)
        observed = look(server, [old, beside])
        assert server.count("api") == requests
    assert (seen(observed, old).state, seen(observed, old).canonical) == ("renamed", new)


@pytest.mark.parametrize(
    ("old", "id_", "state"),
    [("meta-llama/Meta-Llama-3.1-8B", "307-rename", "renamed"), ("openai-community/GPT2", "307-case", "ok")],
)
def test_a_redirect_to_a_name_that_no_listing_shows(old: str, id_: str, state: str, tls: ssl.SSLContext) -> None:
    """Other capitals are no renaming."""
    new = str(ANSWERS[id_]["headers"]["location"]).removeprefix("/api/models/")
    with HubServer([repo(new), repo(f"{new.partition('/')[0]}/beside")], tls=tls) as server:
        server.repo(new).unlisted = True
        server.raw[f"/api/models/{old}\\?"] = raw(id_)
        observed = look(server, [old])
        assert server.count("api") == 3  # the listing, the redirect, and the new name
    assert (seen(observed, old).state, seen(observed, old).canonical) == (state, new)


@pytest.mark.parametrize("token", [None, "hf_good"])
def test_a_repo_whose_owner_lets_in_by_hand(token: str | None, tls: ssl.SSLContext) -> None:
    name = "meta-llama/Llama-3.1-8B"
    served = repo(name)
    served.sha, served.unlisted = ANSWERS["info-gated-manual"]["body"]["sha"], True
    files = [{"rfilename": "README.md"}, {"rfilename": "config.json"}]
    with HubServer([served, repo("meta-llama/b")], tls=tls, tokens=frozenset({"hf_good"})) as server:
        server.raw[f"/api/models/{name}"] = raw("info-gated-manual", siblings=files)  # as `expand` adds them
        server.raw["/resolve/.*/config.json"] = raw("resolve-403-gated-token" if token else "resolve-401-gated")
        observation = seen(look(server, [name], token=token), name)
        asked = [path for path in server.paths("resolvers") if "config.json" in path]
    assert observation.state == "ok"
    assert isinstance(gated := observation.info["gated"], Present)
    assert gated.value == "manual"
    assert isinstance(observation.file("README.md"), Present)  # that one is public
    assert observation.file("config.json") == Unknown(message("hub-file.gated"))
    assert len(asked) == (1 if token else 0)  # who has no token need not ask


def test_a_listing_goes_on_where_its_link_says(tls: ssl.SSLContext) -> None:
    names = [GPT2, "openai-community/b", "openai-community/c"]
    first = json.dumps([{**gpt2().api(None), **ANSWERS["info-default"]["body"]}]).encode()
    with HubServer([gpt2(), *map(repo, names[1:])], tls=tls) as server:
        server.repo(GPT2).unlisted = True
        link = str(ANSWERS["listing-link-next"]["headers"]["link"]).replace("https://huggingface.co", server.url)
        server.raw["author=(?!.*cursor)"] = raw("listing-link-next", {"link": link}, first)
        server.raw["cursor="] = json_answer([server.repo(name).api(None) for name in names[1:]])
        observed = look(server, names, [])
        assert server.count("api") == 2
    assert {seen(observed, name).state for name in names} == {"ok"}
    assert observed.listings["openai-community", "model"].complete


def test_an_item_with_gguf_facts_keeps_them(tls: ssl.SSLContext) -> None:
    name, sha = "LiquidAI/LFM2.5-2.6B-GGUF", "4" * 40
    item = {**ANSWERS["listing-gguf-item"]["body"][0], "sha": sha}
    with HubServer([], tls=tls) as server:
        server.raw["author="] = raw("listing-gguf-item", body=json.dumps([item]).encode())
        observation = seen(look(server, [name], []), name)
        assert server.count("api") == 1
    assert isinstance(gguf := observation.info["gguf"], Present)
    assert (gguf.value["total"], gguf.value["context_length"]) == (2697198592, 128000)
    assert isinstance(observation.file("config.json"), Absent)


def test_what_data_set_info_says(tls: ssl.SSLContext) -> None:
    name = "sgoel9/paul_graham_essays"
    with HubServer([repo(name, "dataset"), repo("sgoel9/b", "dataset")], tls=tls) as server:
        server.repo(name, "dataset").unlisted = True
        server.raw[f"/api/datasets/{name}"] = raw("dataset-info")
        observation = seen(look(server, [RepoRef(name, "dataset")], []), name, "dataset")
    assert isinstance(observation.card, Present)
    assert (observation.card.value["license"], observation.revision) == ("mit", ANSWERS["dataset-info"]["body"]["sha"])
    assert isinstance(observation.info["siblings"], Present)
    assert isinstance(observation.file("dataset_infos.json"), Absent)


@pytest.mark.parametrize("id_", ["whoami-401-bad-token", "whoami-401-expired"])
def test_a_token_that_is_refused_at_the_start(id_: str, tls: ssl.SSLContext) -> None:
    with HubServer([gpt2()], tls=tls, tokens=frozenset({"hf_good"})) as server:
        server.raw["/api/whoami-v2"] = raw(id_)
        with pytest.raises(UserError, match="refuses the token in HF_TOKEN"):
            look(server, [GPT2], token="hf_good")


def test_a_token_that_expires_in_mid_run_ends_it_with_those_words(tls: ssl.SSLContext) -> None:
    with HubServer([gpt2(), repo("lab/a")], tls=tls, tokens=frozenset({"hf_good"})) as server:
        server.raw["author=lab"] = raw("401-expired-in-mid-run")
        observed = look(server, [GPT2, "lab/a", "lab/gone"], token="hf_good")
    assert 'User Access Token "x" is expired' in words(observed.interrupted)
    assert not any(isinstance(r, Observation) and r.state == "gone" for r in observed.results.values())


@pytest.mark.parametrize("status", ["429", "500", "503"])
def test_whoami_that_cannot_say_is_not_the_end(status: str, tls: ssl.SSLContext) -> None:
    time = FakeTime()
    with HubServer([gpt2()], tls=tls, tokens=frozenset({"hf_good"})) as server:
        busy = raw("429-whoami-strict").replace(b"HTTP/1.1 429", b"HTTP/1.1 " + status.encode())
        server.raw["/api/whoami-v2"] = busy
        observed = look(server, [GPT2, "openai-community/gone"], token="hf_good", time=time)
        asked = [entry.token for entry in server.log if "/gone" in entry.path]
    assert seen(observed, "openai-community/gone").state == "gone"
    assert asked == ["hf_good", None]
    assert time.slept < 5


@pytest.mark.parametrize(("id_", "at_least", "at_most"), [("429-window-spent", 55, 58), ("429-other-limit", 60, 63)])
def test_a_429_is_waited_for_as_long_as_it_says(id_: str, at_least: int, at_most: int, tls: ssl.SSLContext) -> None:
    time = FakeTime()
    with HubServer([gpt2()], tls=tls) as server:
        server.raw["author="] = [raw(id_)]
        assert seen(look(server, [GPT2], time=time), GPT2).state == "ok"
        assert server.count("api") == 2
    assert at_least <= time.slept <= at_most


def test_a_504_is_tried_again(tls: ssl.SSLContext) -> None:
    with HubServer([gpt2()], tls=tls) as server:
        server.raw["author="] = [raw("504-then-ok")]
        assert look(server, [GPT2]).notes == ()


def test_listings_that_stay_at_504_are_replaced_by_single_requests(tls: ssl.SSLContext) -> None:
    names = [f"lab{n}/a" for n in range(30)]
    with HubServer([repo(name, files={}) for name in names], tls=tls, quotas=None) as server:
        server.raw["author="] = raw("504-listing-always")
        observed = look(server, names)
        listings = server.stats()["listings"]
    assert observed.interrupted is None
    assert {seen(observed, name).state for name in names} == {"ok"}
    assert listings <= 16 * 7  # those under way when the eighth failed; the rest is not tried
    assert any("one by one" in words(note) for note in observed.notes)


def test_an_item_without_commit_is_asked_for_by_itself(tls: ssl.SSLContext) -> None:
    with HubServer([gpt2()], tls=tls) as server:
        server.raw["author="] = raw("listing-item-short")
        observed = look(server, [GPT2])
    assert seen(observed, GPT2).state == "ok"
    assert observed.interrupted is None


def test_listings_of_data_sets_carry_no_files_and_are_enough(tls: ssl.SSLContext) -> None:
    name = "sgoel9/paul_graham_essays"
    with HubServer([repo(name, "dataset")], tls=tls) as server:
        server.repo(name, "dataset").sha = ANSWERS["dataset-listing-without-siblings"]["body"][0]["sha"]
        server.raw["author="] = raw("dataset-listing-without-siblings")
        observed = look(server, [RepoRef(name, "dataset")], ["README.md", "config.json", "LICENSE*"])
        assert server.count("api") == 1
        assert server.count("resolvers") == 1  # only the README.md that nearly all have
    observation = seen(observed, name, "dataset")
    assert isinstance(observation.file("README.md"), Present)
    assert isinstance(observation.file("config.json"), Unknown)
    assert "siblings" not in observation.info


def test_a_card_with_a_null_is_kept(tls: ssl.SSLContext) -> None:
    with HubServer([], tls=tls) as server:
        server.raw["author="] = raw("listing-card-null")
        card = seen(look(server, ["google/gemma-3-27b-it"], []), "google/gemma-3-27b-it").card
    assert isinstance(card, Present)
    assert card.value["license"] == "gemma"


def test_an_endpoint_that_knows_no_expand_is_asked_without(tls: ssl.SSLContext) -> None:
    with HubServer([gpt2()], tls=tls) as server:
        server.repo(GPT2).unlisted = True
        server.raw[rf"/api/models/{GPT2}\?expand"] = raw("info-400-expand")
        assert seen(look(server, [GPT2]), GPT2).state == "ok"


@pytest.mark.parametrize("marked", [True, False])
def test_from_https_a_file_leads_to_no_http(marked: bool, tls: ssl.SSLContext) -> None:
    """Marked as the Hub's, that is the repo's own fault; otherwise the repo is open."""
    with HubServer([gpt2(), repo("lab/b")], tls=tls) as server, HubServer([gpt2()]) as plain:
        sha = server.repo(GPT2).sha if marked else "0" * 40
        place = f"{plain.url}/{GPT2}/resolve/{sha}/config.json"
        moved = f"HTTP/1.1 302 Found\r\nLocation: {place}\r\nX-Repo-Commit: {sha}\r\nContent-Length: 0\r\n\r\n"
        server.raw[f"/{GPT2}/resolve/.*/config.json"] = moved.encode()
        result = look(server, [GPT2, "lab/b"], ["config.json"]).results[RepoRef(GPT2)]
        assert plain.log == []
    if marked:
        assert isinstance(result, Observation)
        assert result.file("config.json") == Unknown(message("hub-file.unreadable"))
    else:
        assert isinstance(result, Unobserved)
