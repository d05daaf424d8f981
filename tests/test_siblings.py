"""One finding where a whole entry has drifted alike."""

from __future__ import annotations

import pytest

from jllm_sync.audit import Selection
from jllm_sync.finding import Finding
from jllm_sync.hub.observation import Observation
from tests.build import catalog, observed, run

ENTRY = """
    - id: family
      context: 4096
      variants: [{repo: acme/a}, {repo: acme/b}, {repo: acme/c}]
"""


def stores(name: str, tokens: int, branch: str | None = None) -> Observation:
    return observed(f"acme/{name}", config={"model_type": "llama", "max_position_embeddings": tokens}, branch=branch)


def findings(*of: Observation, entries: str = ENTRY, selection: Selection | None = None) -> tuple[Finding, ...]:
    return run(catalog(entries), *of, selection=selection).findings


def edits(finding: Finding) -> list[tuple[str, tuple[str, ...], str, object, object]]:
    assert finding.fix is not None
    return [(finding.fix.kind, e.path, e.op, e.old, e.new) for e in finding.fix.edits]


def test_all_alike_is_one_finding_that_edits_the_entry() -> None:
    [finding] = findings(stores("a", 8192), stores("b", 8192), stores("c", 8192))
    assert finding.repos == ("acme/a", "acme/b", "acme/c")
    assert edits(finding) == [("safe", ("family", "context"), "set", 4096, 8192)]
    assert "all 3 observed variants" in finding.message["en"]
    assert len(finding.evidence) == 3


def test_where_one_was_not_observed_the_edit_needs_an_eye() -> None:
    [finding] = findings(stores("a", 8192), stores("b", 8192))
    assert finding.repos == ("acme/a", "acme/b")
    assert edits(finding) == [("unsafe", ("family", "context"), "set", 4096, 8192)]


@pytest.mark.parametrize("order", [("a", "b", "c"), ("b", "c", "a")])
def test_the_edit_is_as_safe_as_the_least_certain_reading(order: tuple[str, str, str]) -> None:
    exact, exact_too, other = order
    scaled = observed(
        f"acme/{other}",
        config={
            "model_type": "llama",
            "max_position_embeddings": 2048,
            "rope_scaling": {"type": "linear", "factor": 4.0},
        },
    )
    [finding] = findings(stores(exact, 8192), stores(exact_too, 8192), scaled)
    assert (finding.confidence, edits(finding)) == (
        "medium",
        [("unsafe", ("family", "context"), "set", 4096, 8192)],
    )


def test_where_one_is_as_claimed_the_others_get_overrides() -> None:
    two = findings(stores("a", 8192), stores("b", 8192), stores("c", 4096))
    assert [edits(finding) for finding in two] == [
        [("safe", ("family", f"acme/{name}", "context"), "add", None, 8192)] for name in "ab"
    ]


def test_where_they_differ_each_keeps_its_own() -> None:
    three = findings(stores("a", 8192), stores("b", 8192), stores("c", 16384))
    assert [finding.repos for finding in three] == [(), (), ()]


def test_where_one_alone_was_observed_it_gets_an_override() -> None:
    [finding] = findings(stores("a", 8192))
    assert edits(finding) == [("safe", ("family", "acme/a", "context"), "add", None, 8192)]


def test_an_only_heir_edits_the_entry() -> None:
    entry = "- {id: family, context: 4096, variants: [{repo: acme/a}, {repo: acme/b, context: 2048}]}"
    [finding] = findings(stores("a", 8192), stores("b", 2048), entries=entry)
    assert edits(finding) == [("safe", ("family", "context"), "set", 4096, 8192)]


def test_a_variant_with_a_claim_of_its_own_is_no_heir() -> None:
    entry = """
        - id: family
          context: 4096
          variants: [{repo: acme/a}, {repo: acme/b}, {repo: acme/c, context: 2048}]
    """
    first, second = findings(stores("a", 8192), stores("b", 8192), stores("c", 1024), entries=entry)
    assert (first.repos, second.repo) == (("acme/a", "acme/b"), "acme/c")
    assert edits(first)[0][0] == "safe"


def test_an_unofficial_variant_is_no_heir() -> None:
    entry = (
        "- {id: family, context: 4096, variants: [{repo: acme/a}, {repo: acme/b}, {repo: acme/c, unofficial: true}]}"
    )
    [finding] = findings(stores("a", 8192), stores("b", 8192), stores("c", 2048), entries=entry)
    assert edits(finding) == [("safe", ("family", "context"), "set", 4096, 8192)]


def test_a_chain_is_as_certain_as_its_weakest_link() -> None:
    [finding] = findings(stores("a", 8192), stores("b", 8192), stores("c", 8192, branch="refs/pr/1"))
    assert finding.confidence == "low"


def test_an_uncertain_sibling_does_not_hide_the_certain_ones() -> None:
    two = findings(stores("a", 8192), stores("b", 8192), stores("c", 8192, "refs/pr/1"), selection=Selection())
    assert [finding.repo for finding in two] == ["acme/a", "acme/b"]


def test_two_entries_are_not_siblings() -> None:
    entries = """
        - {id: one, context: 4096, variants: [{repo: acme/a}]}
        - {id: two, context: 4096, variants: [{repo: acme/b}]}
    """
    assert len(findings(stores("a", 8192), stores("b", 8192), entries=entries)) == 2


def test_findings_about_the_repos_themselves_stay_apart() -> None:
    gone = [observed(f"acme/{name}", state="gone") for name in "abc"]
    assert len(findings(*gone)) == 3


def test_a_finding_without_a_fix_is_merged_without_one() -> None:
    entry = "- {id: family, license: mit, variants: [{repo: acme/a}, {repo: acme/b}]}"
    both = [observed(f"acme/{name}", card={"license": "strange"}) for name in "ab"]
    [finding] = findings(*both, entries=entry)
    assert (finding.fix, len(finding.repos)) == (None, 2)


def test_a_narrowed_run_does_not_speak_for_what_it_left_out() -> None:
    seen = [stores("a", 8192), stores("b", 8192), stores("c", 4096)]
    two = findings(*seen, selection=Selection(repos=("acme/a", "acme/b")))
    assert [edits(finding) for finding in two] == [
        [("safe", ("family", f"acme/{name}", "context"), "add", None, 8192)] for name in "ab"
    ]


@pytest.mark.parametrize("order", [("a", "b"), ("b", "a")])
def test_it_is_as_grave_as_the_gravest_of_them(order: tuple[str, str]) -> None:
    by_label, by_card = order
    entry = "- {id: family, license: apache-2.0, variants: [{repo: acme/a}, {repo: acme/b}]}"
    [finding] = findings(
        observed(f"acme/{by_label}", label={"license": "mit"}),
        observed(f"acme/{by_card}", card={"license": "mit"}),
        entries=entry,
        selection=Selection(rules=("license-drift",)),
    )
    assert (len(finding.repos), finding.severity) == (2, "error")
