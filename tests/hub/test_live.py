"""What the live source makes of a served Hub."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from typing import Any

import pytest

from jllm_sync.hub.observation import Absent, Present, Unknown, Unobserved
from jllm_sync.hub.recording import embedded_recording
from jllm_sync.messages import message
from jllm_sync.repo import RepoRef
from tests.hub.helpers import look, repo, seen, words
from tests.hub_server import HubServer, Repo


def test_a_hub_below_a_path_is_asked_there_only() -> None:
    with HubServer([repo("lab/a"), repo("lab/b"), repo("lab/c"), repo("big/x")], max_page=2, below="/mirror") as server:
        server.rename("lab/b", "lab/new-b")
        observed = look(server, ["lab/a", "lab/b", "lab/c", "lab/gone", "big/x"])
        assert not any(one.status == 404 and "lab/gone" not in one.path for one in server.log)
    states = {ref.repo: seen(observed, ref.repo).state for ref in observed.results}
    assert states == {"lab/a": "ok", "lab/b": "renamed", "lab/c": "ok", "lab/gone": "gone", "big/x": "ok"}


def test_one_listing_serves_all_repos_of_an_owner() -> None:
    with HubServer([repo("lab/a"), repo("lab/b"), repo("lab/not-in-the-catalog")]) as server:
        observed = look(server, ["lab/a", "lab/b"])
    assert server.paths("api")[0].startswith("/api/models?author=lab&")
    assert (server.count("api"), server.count("resolvers")) == (1, 4)
    assert (observed.cost.api_requests, observed.cost.resolver_requests) == (1, 4)
    listing = observed.listings["lab", "model"]
    assert listing.complete
    assert {facts.canonical for facts in listing.facts.values()} == {"lab/a", "lab/b", "lab/not-in-the-catalog"}


def test_every_fact_names_its_revision_and_the_canonical_host() -> None:
    with HubServer([repo("lab/a", pipeline_tag="text-generation")]) as server:
        observation = seen(look(server, ["lab/a"]), "lab/a")
    sha = server.repo("lab/a").sha
    assert (observation.state, observation.canonical, observation.revision) == ("ok", "lab/a", sha)
    assert isinstance(observation.card, Present)
    assert observation.card.value == {"license": "mit"}
    assert (observation.card.source.kind, observation.card.source.path) == ("file", "README.md")
    assert observation.card.source.url == f"https://huggingface.co/lab/a/blob/{sha}/README.md"
    assert observation.info["pipeline_tag"] == Present("text-generation", observation.state_source)
    assert observation.info["siblings"] == Present(["README.md", "config.json"], observation.state_source)
    assert observation.info["gguf"] == Absent(observation.state_source)
    config = observation.file("config.json")
    assert isinstance(config, Present)
    assert config.value == {"of": "lab/a"}
    assert config.source.revision == sha
    assert "downloads" not in observation.info  # it changes daily, and is in the listing for discovery


@pytest.mark.parametrize(
    ("files", "asked", "expected"),
    [
        ({"README.md": b"# x"}, "config.json", "Absent"),
        ({"config.json": b"{not json"}, "config.json", "Unknown"),
        ({"config.json": b'{"a": [1, {"b": null}]}'}, "config.json", {"a": [1, {"b": None}]}),
        ({"LICENSE": b"\n\n   Apache License  \nVersion 2"}, "LICENSE", "Apache License\nVersion 2"),
        ({"LICENSE": b"x" * 3000}, "LICENSE", "x" * 500),
        ({"README.md": "\ufeff---\nlicense: mit\n---\n日本語".encode()}, "README.md", "---\nlicense: mit\n---\n日本語"),
        ({"config.json": b" " * 5_000_001}, "config.json", "Unknown"),
    ],
)
def test_files(files: dict[str, bytes], asked: str, expected: object) -> None:
    with HubServer([repo("lab/a", files=files)]) as server:
        found = seen(look(server, ["lab/a"], [asked]), "lab/a").files[asked]
    assert (found.value if isinstance(found, Present) else type(found).__name__) == expected


def test_a_pattern_asks_for_the_files_of_the_top_level_that_match() -> None:
    files = {"LICENSE.txt": b"MIT License\n", "LICENSE-data": b"CC BY\n", "deep/LICENSE": b"no\n", "config.json": b"{}"}
    with HubServer([repo("lab/a", files=files)]) as server:
        found = seen(look(server, ["lab/a"], ["LICENSE*"]), "lab/a").files
    values = {name: field.value for name, field in found.items() if isinstance(field, Present)}
    assert values == {"LICENSE.txt": "MIT License", "LICENSE-data": "CC BY"}
    assert server.count("resolvers") == 2


def test_states() -> None:
    off = repo("lab/off")
    off.state, off.unlisted = "disabled", True
    repos = [
        off,
        repo("lab/Fine"),
        repo("lab/old-name"),
        repo("lab/off-by-flag", disabled=True),
        repo("lab/gated", gated="manual"),
    ]
    asked = ["lab/fine", "lab/old-name", "lab/off", "lab/off-by-flag", "lab/gated", "lab/gone"]
    with HubServer(repos) as server:
        server.rename("lab/old-name", "lab/new-name")
        observed = look(server, asked)
    assert {name: seen(observed, name).state for name in asked} == {
        "lab/fine": "ok",
        "lab/old-name": "renamed",
        "lab/off": "disabled",
        "lab/off-by-flag": "disabled",
        "lab/gated": "ok",
        "lab/gone": "gone",
    }
    assert seen(observed, "lab/fine").canonical == "lab/Fine"
    moved = seen(observed, "lab/old-name")
    assert moved.canonical == "lab/new-name"
    assert isinstance(moved.file("config.json"), Present)
    gated = seen(observed, "lab/gated")
    assert gated.files["config.json"] == Unknown(message("hub-file.gated"))
    assert isinstance(gated.files["README.md"], Present)
    assert "/lab/gated/resolve/" in " ".join(server.paths())
    assert not any("gated/resolve" in path and "config" in path for path in server.paths())
    assert not any("off-by-flag/resolve" in path for path in server.paths())
    assert server.count("api") == 1 + 3  # the listing, and what it left open: disabled, renamed, gone


def test_a_renamed_owner_leads_to_the_new_one() -> None:
    with HubServer([repo("old/a", cardData=None)]) as server:
        server.rename("old/a", "new/A")
        observation = seen(look(server, ["old/a"]), "old/a")
    assert (observation.state, observation.canonical) == ("renamed", "new/A")
    assert isinstance(observation.card, Absent)
    assert isinstance(observation.info["createdAt"], Absent)
    assert server.count("api") == 3  # the old owner's listing, the old name, the new one


def test_a_repo_that_moved_to_a_listed_owner_costs_one_request() -> None:
    with HubServer([repo("old/a"), repo("new/b")]) as server:
        server.rename("old/a", "new/a")
        observed = look(server, ["old/a", "new/b"])
    assert seen(observed, "old/a").canonical == "new/a"
    assert server.count("api") == 3


def test_a_repo_is_gone_only_if_its_owners_complete_listing_lacks_it_too() -> None:
    with HubServer([repo("lab/a"), repo("lab/b")]) as server:
        server.faults.by_path[r"/api/models\?author"] = ["bad-json"] * 7  # the first look fails, the second does not
        observed = look(server, ["lab/a", "lab/gone"])
        assert seen(observed, "lab/gone").state == "gone"
        assert "could not be read" in words(observed.notes[0])
        server.faults.by_path[r"/api/models\?author"] = "bad-json"
        unproven = look(server, ["lab/gone"]).results[RepoRef("lab/gone")]
    assert isinstance(unproven, Unobserved)
    assert unproven.reason == "unreachable"


def test_a_listing_that_shows_what_its_own_answer_denies_proves_nothing() -> None:
    with HubServer([repo("lab/a")]) as server:
        server.repo("lab/a").sha = "not a commit"  # so the listing's item cannot be used, and the repo is asked itself
        server.redirects["/api/models/lab/a"] = f"{server.url}/api/models/lab/nowhere"
        result = look(server, ["lab/a"]).results[RepoRef("lab/a")]
    assert isinstance(result, Unobserved)
    assert "listing shows it" in words(result.detail)


def test_pages_are_followed_while_they_are_no_dearer_than_asking() -> None:
    many = [repo(f"lab/m{n}") for n in range(10)]
    with HubServer(many, max_page=2) as server:
        assert look(server, [r.id for r in many]).listings["lab", "model"].complete
        assert server.count("api") == 5
        server.forget()
        observed = look(server, ["lab/m0", "lab/m9"])  # two pages, then the one that was not on them
    assert seen(observed, "lab/m9").state == "ok"
    assert server.count("api") == 3
    assert not observed.listings["lab", "model"].complete


def test_a_listing_that_shows_repos_of_others_is_not_believed() -> None:
    class Heedless(Repo):
        owner = "lab"

    with HubServer([repo("lab/a"), Heedless(**vars(repo("other/b")))]) as server:
        observed = look(server, ["lab/a", "lab/gone"])
    assert seen(observed, "lab/a").state == "ok"
    assert isinstance(observed.results[RepoRef("lab/gone")], Unobserved)


def test_data_sets_and_spaces() -> None:
    repos = [repo("lab/a", "dataset"), repo("lab/a", "space"), repo("squad", "dataset")]
    refs = [RepoRef("lab/a", "dataset"), RepoRef("lab/a", "space"), RepoRef("squad", "dataset")]
    with HubServer(repos) as server:
        observed = look(server, [*refs, RepoRef("lab/a"), RepoRef("gone", "dataset")], ["README.md"])
    assert [seen(observed, ref.repo, ref.kind).state for ref in refs] == ["ok", "ok", "ok"]
    assert seen(observed, "lab/a").state == "gone"
    assert seen(observed, "gone", "dataset").state == "gone"
    readme = seen(observed, "lab/a", "dataset").files["README.md"]
    assert isinstance(readme, Present)
    assert readme.source.url.startswith("https://huggingface.co/datasets/lab/a/blob/")
    assert any(path.startswith("/spaces/lab/a/resolve/") for path in server.paths("resolvers"))


def test_a_mirror_without_listings_is_asked_repo_by_repo_and_the_report_says_so() -> None:
    with HubServer([repo("lab/a"), repo("lab/b"), repo("other/c")], listings=False) as server:
        observed = look(server, ["lab/a", "lab/b", "other/c", "lab/gone"], jobs=1)
    assert [seen(observed, name).state for name in ("lab/a", "lab/b", "other/c")] == ["ok", "ok", "ok"]
    assert "one by one" in words(observed.notes[0])
    gone = observed.results[RepoRef("lab/gone")]
    assert isinstance(gone, Unobserved)
    assert "no listing to confirm it" in words(gone.detail)


class OddRepo(Repo):
    """A repo whose item in the API is odd."""

    odd: dict[str, Any]

    def api(self, expand: Sequence[str] | None) -> dict[str, Any]:
        return {**super().api(expand), **self.odd}


@pytest.mark.parametrize("odd", [{"sha": None}, {"sha": "main"}, {"siblings": "config.json"}])
def test_one_odd_item_costs_itself(odd: dict[str, Any]) -> None:
    broken = OddRepo(**vars(repo("lab/odd")))
    broken.odd = odd
    with HubServer([repo("lab/a"), broken]) as server:
        observed = look(server, ["lab/a", "lab/odd"])
    assert seen(observed, "lab/a").state == "ok"
    result = observed.results[RepoRef("lab/odd")]
    assert isinstance(result, Unobserved)
    assert result.reason == "malformed"


def test_odd_fields_are_kept_as_they_are_and_cost_nothing_else() -> None:
    deep: object = "x"
    for _ in range(40):
        deep = [deep]
    odd = repo("lab/a", safetensors={"no": "total"}, createdAt="yesterday", cardData=["x"], config=deep)
    with HubServer([odd]) as server:
        observation = seen(look(server, ["lab/a"]), "lab/a")
    assert observation.info["safetensors"] == Present({"no": "total"}, observation.state_source)
    assert observation.info["createdAt"] == Present("yesterday", observation.state_source)
    assert isinstance(observation.card, Unknown)
    assert "config" not in observation.info


def test_half_a_surrogate_pair_breaks_nothing() -> None:
    """JSON can escape it, UTF-8 cannot hold it."""
    files = {"config.json": rb'{"a": "\ud83d", "b": "\ud83d\ude00"}', "LICENSE-\ud800": b"x"}
    with HubServer([repo("lab/a", cardData={"license": "\ud800"}, files=files)]) as server:
        observation = seen(look(server, ["lab/a"], ["config.json", "LICENSE*"]), "lab/a")
    assert isinstance(observation.card, Present)
    assert observation.card.value == {"license": "\ufffd"}
    assert observation.file("config.json").value == {"a": "\ufffd", "b": "😀"}  # type: ignore[union-attr]
    str(observation).encode()


@pytest.mark.parametrize("name", ["../../etc/passwd", "a/b/c", "lab/..", "lab/a b", "lab/a?x=1", "-", ""])
def test_names_that_the_hub_cannot_have_are_not_asked_for(name: str) -> None:
    with HubServer() as server:
        result = look(server, [name]).results[RepoRef(name)]
    assert isinstance(result, Unobserved)
    assert result.reason == "malformed"
    assert server.log == []


def test_the_served_recording_is_observed_as_it_was_recorded() -> None:
    recording = embedded_recording()
    refs = [RepoRef(o.repo, o.kind) for o in recording.observations]
    with HubServer.of(recording) as server:
        observed = look(server, refs, ["config.json", "sentence_bert_config.json", "LICENSE"])
    assert server.too_many == 0
    assert observed.interrupted is None
    for recorded in recording.observations:
        live = seen(observed, recorded.repo, recorded.kind)
        assert (live.state, live.canonical) == (recorded.state, recorded.canonical)
        if recorded.state != "ok":
            continue
        for name, field in recorded.files.items():
            if isinstance(field, Present) and name in ("config.json", "LICENSE"):
                assert live.files[name] == Present(field.value, live.files[name].source)  # type: ignore[union-attr]
        if isinstance(recorded.card, Present):
            assert isinstance(live.card, Present)
            assert live.card.value == recorded.card.value


def test_the_recorded_hub_needs_no_huggingface_hub() -> None:
    code = "import sys, jllm_sync.hub.recording; sys.exit('huggingface_hub' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
