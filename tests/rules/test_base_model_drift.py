"""base-model-drift: a chain of parents that leads where the catalog says, elsewhere, or nobody knows where."""

from __future__ import annotations

from typing import Any

import pytest

from jllm_sync.finding import Finding
from jllm_sync.hub.observation import Observation
from tests.build import catalog_of, findings, found, observed, run

RULE = "base-model-drift"
LLAMA = "foundation: {id: llama-2, size: 7b}"


def from_(base: Any, repo: str = "acme/model") -> Observation:
    return observed(repo, card={"base_model": base})


@pytest.mark.parametrize(
    ("claim", "base"),
    [
        pytest.param(LLAMA, "meta-llama/Llama-2-7b-hf", id="the foundation"),
        pytest.param("foundation: llama-2", "META-LLAMA/llama-2-13b-hf", id="other capitals, another size"),
        pytest.param(LLAMA, ["mistralai/Mistral-7B-v0.1", "meta-llama/Llama-2-7b-hf"], id="one of two"),
        pytest.param(LLAMA, "codellama/CodeLlama-7b-hf", id="a foundation made from it"),
        pytest.param("foundation: code-llama", "codellama/CodeLlama-7b-hf", id="a derived foundation"),
        pytest.param("parents: [{name: A, repo: acme/a}]", "codellama/CodeLlama-7b-hf", id="perhaps between two"),
        pytest.param("foundation: llama-3", "mistralai/Mistral-7B-v0.1", id="a foundation with no repos"),
        pytest.param("parents: [{name: Base}]", "mistralai/Mistral-7B-v0.1", id="a parent that is only a name"),
        pytest.param(f"{LLAMA}, parents: [{{name: B}}]", "mistralai/Mistral-7B-v0.1", id="and a foundation"),
        pytest.param(
            f"{LLAMA}, parents: [{{name: M, repo: mistralai/Mistral-7B-v0.1}}]",
            "mistralai/Mistral-7B-v0.1",
            id="parent",
        ),
        pytest.param(LLAMA, "somebody/unheard-of", id="an unknown link"),
        pytest.param(LLAMA, ["mistralai/Mistral-7B-v0.1", "somebody/unheard-of"], id="one of two unknown"),
        pytest.param(LLAMA, ["mistralai/Mistral-7B-v0.1", "./merged"], id="one of two a local path"),
        pytest.param(LLAMA, "/home/me/mistral", id="a local path"),
        pytest.param(LLAMA, "Mistral 7B", id="a name"),
        pytest.param(LLAMA, None, id="null"),
        pytest.param(LLAMA, [], id="an empty list"),
        pytest.param(LLAMA, {"a": 1}, id="a mapping"),
        pytest.param(LLAMA, "acme/model", id="itself"),
        pytest.param("foundation: null", "mistralai/Mistral-7B-v0.1", id="no claim"),
    ],
)
def test_agreement_or_silence(claim: str, base: Any) -> None:
    assert not findings(claim, from_(base), RULE)


@pytest.mark.parametrize(
    ("claim", "base"),
    [
        pytest.param(LLAMA, "mistralai/Mistral-7B-v0.1", id="another foundation"),
        pytest.param(LLAMA, ["mistralai/Mistral-7B-v0.1", "google/gemma-2-2b"], id="two others"),
        pytest.param("foundation: mistral-7b", "codellama/CodeLlama-7b-hf", id="a foundation made from another"),
        pytest.param("foundation: code-llama", "meta-llama/Llama-2-7b-hf", id="not what was made from it"),
        pytest.param("parents: [{name: A, repo: acme/a}]", "mistralai/Mistral-7B-v0.1", id="not the parent"),
    ],
)
def test_drift(claim: str, base: Any) -> None:
    [finding] = findings(claim, from_(base), RULE)
    assert (finding.severity, finding.confidence, finding.fix) == ("warning", "high", None)
    assert finding.field in ("foundation", "parents")


def family(*variants: str) -> str:
    return "".join(f"- {{id: e{place}, name: E, variants: [{{{one}}}]}}\n" for place, one in enumerate(variants))


def drift(entries: str, *observations: Observation) -> tuple[Finding, ...]:
    return tuple(finding for finding in found(entries, RULE, *observations) if finding.repo == "acme/model")


def test_a_model_trained_from_it_through_another_listed_one() -> None:
    entries = family(f"repo: acme/model, {LLAMA}", "repo: acme/parent")
    assert not drift(entries, from_("acme/parent"), from_("meta-llama/Llama-2-7b-hf", "acme/parent"))


def test_the_catalogs_own_word_on_the_parent() -> None:
    entries = family(f"repo: acme/model, {LLAMA}", "repo: acme/parent, foundation: llama-2")
    assert not drift(entries, from_("acme/parent"))


def test_the_catalogs_own_word_on_the_parents_foundation_leads_further() -> None:
    entries = family(f"repo: acme/model, {LLAMA}", "repo: acme/parent, foundation: code-llama")
    assert not drift(entries, from_("acme/parent"))


def test_a_foundation_that_states_its_own_base() -> None:
    """The base is reached; a base that nobody knows does not unmake the foundation."""
    gemma = "repo: google/gemma-2-2b"
    entries = family("repo: acme/model, foundation: mistral-7b", gemma)
    assert not drift(entries, from_("google/gemma-2-2b"), from_("mistralai/Mistral-7B-v0.1", "google/gemma-2-2b"))
    for base in ("google/gemma-0", "./gemma"):
        [finding] = drift(entries, from_("google/gemma-2-2b"), from_(base, "google/gemma-2-2b"))
        assert finding.confidence == "high"
    parents = family("repo: acme/model, parents: [{name: A, repo: acme/a}]", gemma)
    assert drift(parents, from_("google/gemma-2-2b"), observed("google/gemma-2-2b", card={"license": "gemma"}))
    assert not drift(parents, from_("google/gemma-2-2b"), from_("google/gemma-0", "google/gemma-2-2b"))


@pytest.mark.parametrize(
    ("claim", "drifts"),
    [
        ("parents: [{name: B, repo: tokyotech-llm/Swallow-7b}]", False),
        ("foundation: mistral-7b", True),
        ("foundation: mistral-7b, parents: [{name: B, repo: tokyotech-llm/Swallow-7b}]", True),
        ("foundation: llama-2", False),
    ],
)
def test_a_foundation_claim_says_nothing_of_the_links_between(claim: str, drifts: bool) -> None:
    """The catalog lists the parent with its foundation only; that it is made from Swallow-7b is not said."""
    entries = family(f"repo: acme/model, {claim}", "repo: tokyotech-llm/Swallow-7b-instruct, foundation: llama-2")
    silent = observed("tokyotech-llm/Swallow-7b-instruct", card={"license": "llama2"})
    assert bool(drift(entries, from_("tokyotech-llm/Swallow-7b-instruct"), silent)) is drifts


@pytest.mark.parametrize("parent", ["parents: [{name: G, repo: meta-llama/Llama-2-7b-hf}]", "label: x"])
def test_links_that_are_stated(parent: str) -> None:
    """By the catalog, or by the Hub: then a claimed parent that is not among them is drift."""
    entries = family("repo: acme/model, parents: [{name: A, repo: acme/a}]", f"repo: acme/parent, {parent}")
    there = [from_("meta-llama/Llama-2-7b-hf", "acme/parent")] if parent == "label: x" else []
    [finding] = drift(entries, from_("acme/parent"), *there)
    assert finding.confidence == "medium"


@pytest.mark.parametrize("swapped", [False, True])
def test_a_parent_with_two_parents_of_which_one_is_only_a_name(swapped: bool) -> None:
    both = ["{name: N}", "{name: G, repo: google/gemma-2-2b}"]
    parents = ", ".join(reversed(both) if swapped else both)
    entries = family(f"repo: acme/model, {LLAMA}", f"repo: acme/parent, parents: [{parents}]")
    assert not drift(entries, from_("acme/parent"))


def test_the_parents_that_the_catalog_gives_the_parent() -> None:
    grandparent = "parents: [{name: G, repo: meta-llama/Llama-2-7b-hf}]"
    assert not drift(family(f"repo: acme/model, {LLAMA}", f"repo: acme/parent, {grandparent}"), from_("acme/parent"))


def test_a_parent_that_the_catalog_gives_only_a_name() -> None:
    entries = family(f"repo: acme/model, {LLAMA}", "repo: acme/parent, parents: [{name: Llama of some kind}]")
    assert not drift(entries, from_("acme/parent"))


def test_a_chain_that_leads_elsewhere_is_less_certain() -> None:
    entries = family(f"repo: acme/model, {LLAMA}", "repo: acme/parent")
    [finding] = drift(entries, from_("acme/parent"), from_("mistralai/Mistral-7B-v0.1", "acme/parent"))
    assert finding.confidence == "medium"
    assert [one.value for one in finding.evidence] == ["acme/parent", "mistralai/Mistral-7B-v0.1"]


def test_a_card_that_leaves_its_base_out_is_no_root() -> None:
    """It is one only where the catalog too lists it without a base."""
    silent = observed("acme/parent", card={"license": "mit"})
    mention = (
        f"- {{id: e, name: E, references: [{{repo: acme/parent, role: origin}}], "
        f"variants: [{{repo: acme/model, {LLAMA}}}]}}\n"
    )
    assert not drift(mention, from_("acme/parent"), silent)
    assert not drift(family(f"repo: acme/model, {LLAMA}", "repo: acme/parent, parents: [{name: X}]"), silent)
    assert drift(family(f"repo: acme/model, {LLAMA}", "repo: acme/parent"), from_("acme/parent"), silent)


def test_part_of_the_parents_card_proves_nothing() -> None:
    part = observed("acme/parent", card={"license": "mit"}, complete=False)
    assert not drift(family(f"repo: acme/model, {LLAMA}", "repo: acme/parent"), from_("acme/parent"), part)


def test_a_claimed_parent_under_its_old_id() -> None:
    entries = family("repo: acme/model, parents: [{name: P, repo: acme/old}]", "repo: acme/old")
    moved = observed("acme/old", state="renamed", canonical="acme/new")
    assert not drift(entries, from_("acme/new"), moved, observed("acme/new", card={"license": "mit"}))


def test_a_claimed_entry() -> None:
    entries = family("repo: acme/model, parents: [{name: P, entry: e1}]", "repo: acme/parent")
    assert not drift(entries, from_("acme/parent"), observed("acme/parent", card={}))


def test_models_in_a_circle_lead_nowhere() -> None:
    entries = family(f"repo: acme/model, {LLAMA}", "repo: acme/b", "repo: acme/c")
    circle = (from_("acme/b"), from_("acme/c", "acme/b"), from_("acme/b", "acme/c"))
    assert not drift(entries, *circle)
    assert not drift(entries, from_("acme/b"), from_("acme/model", "acme/b"))


@pytest.mark.parametrize(
    ("base", "drifts"),
    [
        ("meta-llama/Llama-2-7b-hf", False),
        ("mistralai/Mistral-7B-v0.1", True),
        ("/data/models/mistral", False),
        ("../mistral-7b", False),
        ("models/mistral-7b", False),  # looks like an ID, and nobody knows it
        (None, False),
        (7, False),
    ],
)
def test_adapters(base: Any, drifts: bool) -> None:
    adapter = observed(files={"adapter_config.json": {"base_model_name_or_path": base}})
    assert bool(findings(LLAMA, adapter, RULE)) is drifts


def test_a_proposed_base_is_weak_evidence() -> None:
    proposed = observed(card={"base_model": "mistralai/Mistral-7B-v0.1"}, branch="refs/pr/1")
    assert [finding.confidence for finding in findings(LLAMA, proposed, RULE)] == ["low"]


class TestByType:
    """A foundation is contradicted by the model_type too, where the Hub states no parents."""

    @pytest.mark.parametrize(
        ("foundation", "config"),
        [
            ("llama-2", {"model_type": "qwen2"}),
            ("{id: llama-3, size: 8b}", {"model_type": "qwen3"}),
            ("mistral-7b", {"model_type": "qwen2"}),
            ("qwen2.5", {"model_type": "gemma2"}),
            ("gemma-3", {"model_type": "qwen3_moe"}),
            ("gpt-neox", {"model_type": "llama"}),
        ],
    )
    def test_a_type_of_other_bases(self, foundation: str, config: dict[str, str]) -> None:
        [finding] = findings(f"foundation: {foundation}", observed(config=config), RULE)
        assert (finding.field, finding.confidence) == ("foundation", "medium")
        assert finding.reading is not None
        assert finding.reading.value == config["model_type"]

    @pytest.mark.parametrize(
        ("foundation", "config"),
        [
            ("llama-2", {"model_type": "llama"}),
            ("llama-2", {"model_type": "mixtral"}),  # put together of several by mergekit
            ("qwen2", {"model_type": "qwen2_vl"}),  # made from it in between
            ("llama-2", {"model_type": "llava", "text_config": {"model_type": "llama"}}),
            ("llama-2", {"model_type": "own-type"}),
            ("llama-2", {"architectures": ["X"]}),
            ("unknown", {"model_type": "qwen2"}),
        ],
    )
    def test_a_type_that_proves_nothing(self, foundation: str, config: dict[str, object]) -> None:
        assert not findings(f"foundation: {foundation}", observed(config=config), RULE)

    def test_a_chain_that_reaches_it_weighs_more(self) -> None:
        card = {"base_model": "meta-llama/Llama-2-7b-hf"}
        assert not findings("foundation: llama-2", observed(card=card, config={"model_type": "qwen2"}), RULE)

    def test_only_what_could_be_contradicted_is_compared(self) -> None:
        def compared(config: dict[str, str]) -> int:
            return (
                run(catalog_of("foundation: llama-2"), observed(config=config)).coverage.claims["foundation"].compared
            )

        assert (compared({"model_type": "llama"}), compared({"model_type": "own-type"})) == (1, 0)
