"""The text report, as a maintainer reads it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jllm_sync.audit import Report
from jllm_sync.hub.observation import Present, Source
from jllm_sync.report.text import text_lines
from tests.build import catalog, catalog_of, observed, run, text_of
from tests.report.test_escape import harmful

DRIFT = observed(config={"model_type": "llama", "max_position_embeddings": 8192})


def shown(report: Report, **options: bool) -> str:
    return text_of(text_lines(report, "en", **options))


def test_a_finding_at_a_glance() -> None:
    assert (
        shown(run(catalog_of("context: 4096"), DRIFT))
        == """\
catalog.yaml against a recording of the Hub, facts up to 2026-08-01 (not the Hub of today)

Family  models
  warning context-drift  acme/model  catalog.yaml:24:48
    catalog   4,096
    Hub       8,192
    evidence  config.json: max_position_embeddings = 8192 @ 0123456
              https://huggingface.co/acme/model/blob/0123456789abcdef0123456789abcdef01234567/config.json
    to do     write `context: 8192` at this variant

errors: 0, warnings: 1, info: 0; waived: 0
repos checked: 1 of 1
claims that the Hub said something about: context 1 of 1
-v lists what was not checked; --format json has all evidence; `jllm-sync explain RULE` says what a rule checks"""
    )


def test_in_japanese() -> None:
    text = text_of(text_lines(run(catalog_of("context: 4096"), DRIFT), "ja"))
    assert "警告 context-drift" in text
    assert "カタログ  4,096" in text
    assert "エラー 0 件、警告 1 件" in text


def test_quiet_when_nothing_is_wrong() -> None:
    nothing = run(catalog_of("context: 8192"), DRIFT)
    assert shown(nothing, quiet=True) == ""
    assert shown(nothing).endswith(
        "Nothing to report.\nrepos checked: 1 of 1\nclaims that the Hub said something about: context 1 of 1"
    )


def test_entries_group_their_findings() -> None:
    claims = catalog("""
        - {id: a, name: First, license: mit, context: 4096, variants: [{repo: acme/model}]}
        - {id: b, variants: [{repo: acme/gone}]}
    """)
    both = observed(config={"model_type": "llama", "max_position_embeddings": 8192}, card={"license": "apache-2.0"})
    text = shown(run(claims, both, observed("acme/gone", state="gone")))
    assert text.count("First  models") == text.count("acme/gone  models") == 1
    assert text.index("license-drift") < text.index("context-drift") < text.index("repo-gone")
    assert "errors: 2, warnings: 1" in text


def test_what_was_not_checked() -> None:
    claims = catalog("- {id: a, variants: [{repo: acme/model}]}\n- {id: api-only}")
    short, long = shown(run(claims)), shown(run(claims), verbose=True)
    assert "repos checked: 0 of 1; not checked: 1 (not in the recording); entries that name no repo: 1" in short
    assert "acme/model  not in the recording" not in short
    assert "acme/model  not in the recording" in long
    assert "  api-only" in long
    assert "INCOMPLETE" in long, "nothing at all was observed"


@pytest.mark.parametrize("claim", ["context: 8192", "context: 4096"])
@pytest.mark.parametrize("quiet", [False, True])
def test_an_incomplete_audit_says_so_and_why_even_when_quiet(claim: str, quiet: bool) -> None:
    report = run(catalog_of(claim), DRIFT)
    report = replace(report, coverage=replace(report.coverage, complete=False), notes=("the Hub went away",))
    text = shown(report, quiet=quiet)
    assert "repos checked: 1 of 1\n" in text
    assert "\nINCOMPLETE: what is not listed here is not known to be right\nthe Hub went away" in text
    assert "Nothing to report" not in text
    assert ("errors: 0" in text) is (claim == "context: 4096" and not quiet)
    assert not text.startswith("\n") or not quiet


def test_what_was_asked_for_is_not_hinted_at() -> None:
    report = run(catalog_of("context: 4096"), DRIFT)
    short, long = shown(report), shown(report, verbose=True)
    more = "--format json has all evidence; `jllm-sync explain RULE` says what a rule checks"
    assert short.endswith(f"\n-v lists what was not checked; {more}")
    assert long.endswith(f"\n{more}")


def test_a_waived_finding_shows_its_reason() -> None:
    claims = catalog_of("context: 4096, waivers: [{rule: context-drift, reason: as tested, seen: 8192}]")
    text = shown(run(claims, DRIFT))
    assert "waived    as tested" in text
    assert "to do" not in text
    assert "waived: 1" in text


@pytest.mark.parametrize(
    ("claim", "observation", "to_do"),
    [
        ("context: 4096", DRIFT, "write `context: 8192` at this variant"),
        ("license: mit", observed(card={"license": "gemma"}), "write `license: gemma` at this variant (after a look"),
        ("label: x", observed(state="renamed", canonical="new/model"), "write `repo: new/model`"),
        ("label: x", observed(state="gone"), "open the link without logging in"),
    ],
)
def test_what_to_do(claim: str, observation: object, to_do: str) -> None:
    assert f"to do     {to_do}" in shown(run(catalog_of(claim), observation))  # type: ignore[arg-type]


def test_what_to_do_for_a_whole_entry() -> None:
    claims = catalog("- {id: a, context: 4096, variants: [{repo: acme/a}, {repo: acme/b}]}")
    text = shown(
        run(
            claims,
            *(observed(f"acme/{n}", config={"model_type": "llama", "max_position_embeddings": 8192}) for n in "ab"),
        )
    )
    assert "2 repos: acme/a, acme/b" in text
    assert "write `context: 8192` at the entry" in text


HOSTILE = "\x1b[2Jmit\r\nerror repo-gone \u202e\u2066\u200b\x9b31m\x07\ud800"


class TestHostileCards:
    @pytest.mark.parametrize(
        "card",
        [
            {"license": HOSTILE},
            {"license": "other", "license_name": HOSTILE},
            {"license": [HOSTILE, f"{HOSTILE} 2"]},
            {"license_name": HOSTILE},
        ],
    )
    @pytest.mark.parametrize("language", ["en", "ja"])
    @pytest.mark.parametrize("claim", ["license: mit", "license: unknown"])
    def test_leave_no_trace_on_a_terminal(self, card: object, language: str, claim: str) -> None:
        report = run(catalog_of(claim), observed(card=card))
        assert report.findings
        for line in text_lines(report, language, verbose=True):  # type: ignore[arg-type]
            assert not harmful(line.plain)
            assert not line.plain.startswith("error repo-gone")

    def test_nor_does_a_hostile_recording(self) -> None:
        source = Source("file", HOSTILE, HOSTILE, f"https://huggingface.co/{HOSTILE}", note=HOSTILE)
        card = Present({"license": "gemma"}, source)
        moved = replace(observed(card=None), card=card, state="renamed", canonical=HOSTILE, state_source=source)
        report = run(catalog_of("license: mit"), moved)
        assert {finding.rule for finding in report.findings} == {"license-drift", "repo-renamed"}
        for line in text_lines(report, "en", verbose=True):
            assert not harmful(line.plain)

    def test_a_long_value_is_cut(self) -> None:
        report = run(catalog_of("license: mit"), observed(card={"license": "x" * 1_000_000}))
        assert len(shown(report)) < 3000


def test_evidence_of_a_person_names_its_report() -> None:
    gone = observed(state="gone")
    reported = replace(gone.state_source, kind="report", note="answered 401 on 2025-12-13")
    text = shown(run(catalog_of("label: x"), replace(gone, state_source=reported)))
    assert "evidence  as reported by a person (answered 401 on 2025-12-13)" in text


def test_a_line_break_in_a_text_of_the_catalog_breaks_no_line() -> None:
    claims = catalog('- {id: a, name: "Two\\nlines", license: mit, variants: [{repo: acme/model}]}')
    table = {**claims.licenses, "mit": replace(claims.licenses["mit"], name="M\nIT")}
    report = run(replace(claims, licenses=table), observed(card={"license": "gemma"}))
    assert "Two\\u000alines  models" in shown(report)
    assert "catalog   M\\u000aIT" in shown(report)


def test_the_name_of_a_repo_is_no_word_of_the_hub() -> None:
    text = shown(run(catalog_of("parameters: 70b", "acme/model-7b"), observed("acme/model-7b")))
    assert "finding   The catalog says 70b parameters, the name acme/model-7b says 7b." in text
    assert "\n    Hub " not in text
