"""What an audit covers, what it reports, and what it leaves out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest

from jllm_sync.audit import Compared, Report, Selection, audit, files_of, repos_of
from jllm_sync.finding import Confidence, FailOn
from jllm_sync.hub.observation import Observation, Unobserved
from jllm_sync.hub.recording import RecordedHub, Recording
from jllm_sync.hub.source import Cost, Observed, Origin
from jllm_sync.repo import RepoRef
from tests.build import TODAY, catalog, catalog_of, observed, recorded, run

LIST = """
    - id: one
      license: mit
      context: 4096
      references: [{repo: acme/data, kind: dataset, role: training}]
      variants: [{repo: acme/a}, {repo: other/b}]
    - id: two
      license: unknown
      variants: [{repo: acme/c}]
    - id: api-only
"""
A = observed("acme/a", config={"model_type": "llama", "max_position_embeddings": 8192}, card={"license": "apache-2.0"})
B = observed("other/b", state="gone")
C = observed("acme/c", card={"license": "mit"})


def rules(report: Report) -> list[tuple[str, str]]:
    return [(finding.repo, finding.rule) for finding in report.findings]


def test_findings_come_in_the_catalogs_order() -> None:
    report = run(catalog(LIST), C, B, A)
    assert [finding.rule for finding in report.findings] == [
        "license-drift",  # the claims stand above the variants
        "context-drift",
        "repo-gone",
        "license-found",
    ]
    assert report.findings == run(catalog(LIST), A, B, C).findings
    assert report.summary == {"error": 2, "warning": 2, "info": 0, "waived": 0}


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (Selection(entries=("two",)), [("acme/c", "license-found")]),
        (Selection(repos=("OTHER/*",)), [("other/b", "repo-gone")]),
        (Selection(rules=("context-drift",)), [("acme/a", "context-drift")]),
        (Selection(rules=("context-drift", "repo-gone")), [("acme/a", "context-drift"), ("other/b", "repo-gone")]),
        (Selection(sections=("models",), entries=("two",)), [("acme/c", "license-found")]),
        (Selection(sections=("model",)), []),  # a part of a word is no section
        (Selection(min_confidence="high", rules=("repo-gone",)), []),
    ],
)
def test_selection(selection: Selection, expected: list[tuple[str, str]]) -> None:
    assert rules(run(catalog(LIST), A, B, C, selection=selection)) == expected


def test_a_section_takes_those_below_it() -> None:
    claims = catalog("- {id: e, variants: [{repo: acme/a}]}")
    below = replace(claims.entries[0], section="models/small")
    assert Selection(sections=("models",)).takes_entry(below)
    assert not Selection(sections=("models/small",)).takes_entry(claims.entries[0])


def test_only_chosen_repos_are_asked_for() -> None:
    assert repos_of(catalog(LIST), Selection(repos=("acme/*",))) == (
        RepoRef("acme/a"),
        RepoRef("acme/data", "dataset"),
        RepoRef("acme/c"),
    )


def test_only_files_that_the_rules_need_are_asked_for() -> None:
    assert files_of(Selection(rules=("repo-gone",))) == frozenset()
    assert "config.json" in files_of(Selection(rules=("context-drift",)))


class TestCoverage:
    def test_not_in_the_recording_is_neither_gone_nor_fine(self) -> None:
        report = run(catalog(LIST), A, C)
        assert report.coverage.unobserved == (
            Unobserved("other/b", "model", "not-in-recording"),
            Unobserved("acme/data", "dataset", "not-in-recording"),
        )
        assert (report.coverage.repos, report.coverage.observed) == (4, 2)
        assert report.coverage.complete
        assert "repo-gone" not in [finding.rule for finding in report.findings]
        assert report.exit_code("never") == 0

    def test_entries_without_a_repo_are_named(self) -> None:
        assert run(catalog(LIST), A).coverage.unaudited_entries == ("api-only",)

    def test_claims_are_counted_beside_those_that_the_hub_spoke_of(self) -> None:
        # unknown is no claim to compare, what is gone has nothing to compare with, and B's context was never seen
        assert run(catalog(LIST), A, B, C).coverage.claims == {"license": Compared(2, 1), "context": Compared(2, 1)}
        assert run(catalog(LIST), observed("acme/a")).coverage.claims == {
            "license": Compared(2, 0),
            "context": Compared(2, 0),
        }
        narrow = Selection(rules=("context-drift", "repo-gone"), repos=("acme/*",))
        assert run(catalog(LIST), A, selection=narrow).coverage.claims == {"context": Compared(1, 1)}
        assert run(catalog_of("license: mit, unofficial: true"), observed()).coverage.claims == {}

    @pytest.mark.parametrize(
        ("reason", "complete"),
        [
            ("not-in-recording", False),  # of the only one
            ("gated", True),
            ("unreachable", False),
            ("out-of-budget", False),
            ("malformed", False),
        ],
    )
    def test_what_makes_an_audit_incomplete(self, reason: str, complete: bool) -> None:
        results = {RepoRef("acme/model"): Unobserved("acme/model", "model", reason)}  # type: ignore[arg-type]
        report = live(results)
        assert report.coverage.complete is complete
        assert report.exit_code("error") == (0 if complete else 3)

    def test_an_interrupted_source(self) -> None:
        report = live({RepoRef("acme/model"): observed()}, interrupted="quota")
        assert not report.coverage.complete

    def test_a_repo_without_a_result_was_not_observed(self) -> None:
        report = live({})
        assert (report.coverage.observed, report.coverage.complete) == (0, False)


def live(results: Mapping[RepoRef, Observation | Unobserved], interrupted: str | None = None) -> Report:
    found = Observed(results, Origin("live", "https://huggingface.co"), Cost(), interrupted)
    return audit(catalog_of("license: mit"), found, Selection(), TODAY)


class TestUnofficialAndReferences:
    drifting = observed(
        config={"model_type": "llama", "max_position_embeddings": 8192},
        card={"license": "apache-2.0"},
        state="renamed",
        canonical="new/model",
    )

    def test_somebody_elses_conversion_is_checked_for_its_state_only(self) -> None:
        claims = catalog_of("license: mit, context: 4096, unofficial: true")
        assert rules(run(claims, self.drifting)) == [("acme/model", "repo-renamed")]

    def test_and_so_are_references(self) -> None:
        claims = catalog("""
            - id: e
              license: mit
              context: 4096
              references: [{repo: acme/model, role: origin}, {repo: acme/other, role: mentioned}]
        """)
        gone = observed("acme/other", state="gone")
        assert rules(run(claims, self.drifting, gone)) == [("acme/model", "repo-renamed"), ("acme/other", "repo-gone")]

    def test_a_reference_named_twice_is_one_finding(self) -> None:
        claims = catalog("""
            - {id: e, references: [{repo: acme/model, role: origin}]}
            - {id: f, references: [{repo: acme/model, role: origin}]}
        """)
        assert len(run(claims, observed(state="gone")).findings) == 1


@pytest.mark.parametrize(
    ("severity", "fail_on", "code"),
    [
        ("error", "error", 1),
        ("error", "warning", 1),
        ("error", "info", 1),
        ("error", "never", 0),
        ("warning", "error", 0),
        ("warning", "warning", 1),
        ("warning", "info", 1),
        ("warning", "never", 0),
        ("info", "error", 0),
        ("info", "warning", 0),
        ("info", "info", 1),
        ("info", "never", 0),
    ],
)
def test_exit_codes(severity: str, fail_on: FailOn, code: int) -> None:
    by_severity = {
        "error": ("license: mit", observed(card={"license": "apache-2.0"})),
        "warning": ("license: unknown", observed(card={"license": "mit"})),
        "info": ("license: mit", observed(card={"license": "other"})),
    }
    claim, observation = by_severity[severity]
    report = run(catalog_of(claim), observation)
    assert [finding.severity for finding in report.findings] == [severity]
    assert report.exit_code(fail_on) == code
    incomplete = replace(report, coverage=replace(report.coverage, complete=False))
    assert incomplete.exit_code(fail_on) == 3


@pytest.mark.parametrize(("minimum", "count"), [("low", 1), ("medium", 0), ("high", 0)], ids=["low", "medium", "high"])
def test_min_confidence(minimum: Confidence, count: int) -> None:
    proposed = observed(config={"model_type": "llama", "max_position_embeddings": 8192}, branch="refs/pr/1")
    report = run(catalog_of("context: 4096"), proposed, selection=Selection(min_confidence=minimum))
    assert len(report.findings) == count


class TestNames:
    def finding(self, stored: int, claim: int = 4096) -> tuple[str, str]:
        [found] = run(
            catalog_of(f"context: {claim}"), observed(config={"model_type": "llama", "max_position_embeddings": stored})
        ).findings
        return found.fingerprint, found.digest

    def test_a_fingerprint_stays_while_the_values_change(self) -> None:
        assert self.finding(8192)[0] == self.finding(16384)[0] == self.finding(8192, claim=2048)[0]

    def test_a_digest_changes_with_claim_and_reading(self) -> None:
        assert len({self.finding(8192)[1], self.finding(16384)[1], self.finding(8192, claim=2048)[1]}) == 3
        assert self.finding(8192)[1] == self.finding(8192)[1]

    def test_every_finding_has_its_own_fingerprint(self) -> None:
        prints = [finding.fingerprint for finding in run(catalog(LIST), A, B, C).findings]
        assert len(set(prints)) == len(prints) == 4

    def test_a_model_and_a_data_set_of_one_name_are_two(self) -> None:
        claims = catalog("- {id: e, variants: [{repo: acme/model}, {repo: acme/model, kind: dataset}]}")
        gone = observed(state="gone"), observed(state="gone", kind="dataset")
        assert len(run(claims, *gone).findings) == 2


class TestWaivers:
    def waived(self, waiver: str, reads: int = 8192, today: date = TODAY) -> bool:
        claims = catalog_of(f"context: 4096, waivers: [{{reason: tested, {waiver}}}]")
        report = run(claims, observed(config={"model_type": "llama", "max_position_embeddings": reads}), today=today)
        [finding] = [finding for finding in report.findings if finding.rule != "waiver-stale"]
        assert report.summary["waived"] == (finding.waiver is not None)
        assert report.exit_code("info") == (0 if finding.waiver else 1)
        return finding.waiver is not None

    def test_matches_the_reading_that_was_accepted(self) -> None:
        assert self.waived("rule: context-drift, seen: 8192")

    def test_lapses_when_the_hub_says_something_else(self) -> None:
        assert not self.waived("rule: context-drift, seen: 8192", reads=16384)

    def test_is_for_one_rule(self) -> None:
        assert not self.waived("rule: license-drift, seen: 8192")

    @pytest.mark.parametrize(("days", "waived"), [(-1, True), (0, True), (1, False)])
    def test_ends_with_its_last_day(self, days: int, waived: bool) -> None:
        until = date(2026, 12, 31)
        waiver = f"rule: context-drift, seen: 8192, until: {until}"
        assert self.waived(waiver, today=until + timedelta(days=days)) is waived

    def test_of_a_license_lists_what_was_stated(self) -> None:
        claims = catalog_of("license: mit, waivers: [{rule: license-drift, reason: r, seen: [apache-2.0]}]")
        assert run(claims, observed(card={"license": "apache-2.0"})).open == ()

    def test_of_a_gone_repo(self) -> None:
        claims = catalog_of("waivers: [{rule: repo-gone, reason: back soon, seen: gone}]")
        assert run(claims, observed(state="gone")).open == ()

    def test_of_an_entry_is_for_all_its_variants(self) -> None:
        claims = catalog("""
            - id: e
              context: 4096
              waivers: [{rule: context-drift, reason: r, seen: 8192}]
              variants: [{repo: acme/a}, {repo: acme/b}]
        """)
        both = [
            observed(f"acme/{name}", config={"model_type": "llama", "max_position_embeddings": 8192}) for name in "ab"
        ]
        assert run(claims, *both).open == ()

    def test_of_one_variant_does_not_speak_for_its_siblings(self) -> None:
        claims = catalog("""
            - id: e
              context: 4096
              variants:
                - {repo: acme/a, waivers: [{rule: context-drift, reason: r, seen: 8192}]}
                - {repo: acme/b}
        """)
        both = [
            observed(f"acme/{name}", config={"model_type": "llama", "max_position_embeddings": 8192}) for name in "ab"
        ]
        report = run(claims, *both)
        assert [finding.repo for finding in report.open] == ["acme/b"]
        assert report.summary["waived"] == 1


def test_the_embedded_recording_finds_what_is_known_of_it() -> None:
    """The findings that a list with these claims must have, and those it must not."""
    claims = catalog("""
        - {id: gone, variants: [{repo: rinna/nue-asr}, {repo: rinna/japanese-hubert-base}]}
        - {id: renamed, variants: [{repo: Cinnamon/electra-small-japanese-discriminator}]}
        - {id: whisper, license: apache-2.0, variants: [{repo: kotoba-tech/kotoba-whisper-v2.0-faster}]}
        - {id: bert, context: 512, variants: [{repo: izumi-lab/bert-small-japanese}]}
        - {id: roberta, context: 512, variants: [{repo: ku-accms/roberta-base-japanese-ssuw}]}
        - {id: swallow, license: [llama3.1, gemma], context: 131072,
           variants: [{repo: tokyotech-llm/Llama-3.1-Swallow-70B-Instruct-v0.3}]}
        - {id: plamo, license: apache-2.0, context: 4096, variants: [{repo: pfnet/plamo-13b}]}
        - {id: calm, license: apache-2.0, context: 4096, variants: [{repo: cyberagent/calm2-7b}]}
    """)
    hub = RecordedHub(Recording("2026-08", "https://huggingface.co", "", tuple(recorded().values())))
    report = audit(claims, hub.observe(repos_of(claims, Selection())), Selection(), TODAY)
    assert [found for found in rules(report) if found[1] not in ("variant-new", "family-new")] == [
        ("rinna/nue-asr", "repo-gone"),
        ("rinna/japanese-hubert-base", "repo-gone"),
        ("Cinnamon/electra-small-japanese-discriminator", "repo-renamed"),
        ("kotoba-tech/kotoba-whisper-v2.0-faster", "license-drift"),
        ("izumi-lab/bert-small-japanese", "context-drift"),
        ("pfnet/plamo-13b", "custom-code"),
    ]


class TestSettingsOfRules:
    """The catalog may turn a rule off or say how severe it is; the command line wins."""

    def report(self, rules_: str, selection: Selection | None = None) -> Report:
        return run(catalog(LIST, f"{{rules: {rules_}}}"), A, B, C, selection=selection)

    def test_off(self) -> None:
        for off in ("off", "'off'", "false"):
            assert rules(self.report(f"{{license-drift: {off}, repo-gone: {off}}}")) == [
                ("acme/a", "context-drift"),
                ("acme/c", "license-found"),
            ]

    def test_another_severity(self) -> None:
        report = self.report("{license-drift: info, context-drift: error}")
        assert [(finding.rule, finding.severity) for finding in report.findings[:2]] == [
            ("license-drift", "info"),
            ("context-drift", "error"),
        ]
        assert report.exit_code("error") == 1

    def test_the_command_line_wins(self) -> None:
        named = Selection(rules=("license-drift",))
        assert rules(self.report("{license-drift: off}", named)) == [("acme/a", "license-drift")]
        skipped = Selection(skipped_rules=("license-drift", "license-found"))
        assert rules(self.report("{}", skipped)) == [("acme/a", "context-drift"), ("other/b", "repo-gone")]

    def test_what_is_off_needs_no_files_and_compares_nothing(self) -> None:
        claims = catalog(LIST, "{rules: {custom-code: off, context-drift: off}}")
        assert "sentence_bert_config.json" not in files_of(Selection(), claims)
        assert "sentence_bert_config.json" in files_of(Selection())
        assert set(self.report("{context-drift: off}").coverage.claims) == {"license"}

    def test_a_waiver_of_a_rule_that_is_off_is_not_judged(self) -> None:
        entry = "- {id: e, variants: [{repo: acme/a, waivers: [{rule: repo-gone, reason: r, seen: gone}]}]}"
        stale = [("acme/a", "waiver-stale")]
        assert rules(run(catalog(entry), observed("acme/a"))) == stale
        assert rules(run(catalog(entry, "{rules: {repo-gone: off}}"), observed("acme/a"))) == []
