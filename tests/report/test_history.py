"""What the state remembers, in words."""

from __future__ import annotations

from dataclasses import replace

from jllm_sync.hub.history import HistoryEntry, Run
from jllm_sync.hub.observation import Observation
from jllm_sync.hub.source import Cost
from jllm_sync.report.show import history_data, history_lines, run_lines
from tests.build import REVISION, observed, text_of
from tests.report.test_escape import harmful

LATER = REVISION[::-1]


def entry(observation: Observation, day: int, runs: int = 1) -> HistoryEntry:
    return HistoryEntry(
        f"2026-11-{day:02}T18:17:00+00:00", f"2026-11-{day + runs - 1:02}T18:17:00+00:00", runs, observation
    )


def seen(license: str, revision: str) -> Observation:
    return replace(
        observed(card={"license": license}, config={"model_type": "llama", "max_position_embeddings": 4096}),
        revision=revision,
    )


SPANS = [
    entry(seen("mit", REVISION), 1, 3),
    entry(seen("apache-2.0", LATER), 4),
    entry(replace(seen("apache-2.0", LATER), sightings=2), 5, 2),
    entry(observed(state="gone"), 7),
]


def test_a_later_span_tells_what_changed_and_from_what() -> None:
    head, first, second, third, last = text_of(history_lines(SPANS, "en")).split("\n  2026-")
    assert head == "acme/model"
    assert first.startswith(
        "11-01T18:17:00+00:00 – 2026-11-03T18:17:00+00:00  (3 runs)\n    state: ok\n      model info: ok"
    )
    assert (
        "\n    license: mit  [high]\n      card (README.md): license = mit @ 0123456  https://huggingface.co/" in first
    )
    assert "\n    parents: none (the card names no base model)\n" in first
    assert "\n    parameters: unknown (the size of the weights was not seen)\n" in first
    assert second.splitlines() == [
        "11-04T18:17:00+00:00 – 2026-11-04T18:17:00+00:00  (1 run)",
        f"    revision: {REVISION} → {LATER}",
        "    license: mit  [high] → apache-2.0  [high]",
        f"      card (README.md): license = apache-2.0 @ 0123456  https://huggingface.co/acme/model/blob/{REVISION}/README.md",
    ]
    assert third.endswith("(2 runs)\n    nothing that is read here changed")
    assert "    state: ok → gone\n      model info: gone" in last
    assert "    context: 4,096  [high] → unknown (config.json was not seen)" in last


def test_in_japanese() -> None:
    text = text_of(history_lines(SPANS, "ja"))
    for expected in (
        "（実行 3 回）\n    状態: 公開中\n",
        "    ライセンス: mit  [高] → apache-2.0  [高]\n",
        "    読み取り値に変化なし\n",
        "    状態: 公開中 → 削除または非公開\n",
        "    コンテキスト長: 4,096  [高] → 不明（config.json は未確認）",
    ):
        assert expected in text


def test_as_data_it_says_what_changed_with_the_evidence() -> None:
    first, second, third, last = history_data(SPANS)
    assert (first["first_seen"], first["last_seen"], first["runs"]) == (SPANS[0].first_seen, SPANS[0].last_seen, 3)
    assert first["changed"] == ["state", "revision", *first["readings"]]
    assert (second["changed"], third["changed"]) == (["revision", "license"], [])
    assert second["readings"]["license"]["evidence"][0]["value"] == "apache-2.0"
    assert (last["state"], last["evidence"][0]["value"]) == ("gone", "gone")
    none, unknown = second["readings"]["parents"], second["readings"]["parameters"]
    assert (none["value"], none["seen"], unknown["value"], unknown["seen"]) == (None, True, None, False)


def test_runs_in_both_languages() -> None:
    run = Run(
        7,
        "https://huggingface.co",
        "2026-11-01T18:17:00+00:00",
        None,
        "incomplete",
        "\x1b[31m",
        9,
        8,
        Cost(3, 2, 1, 4.4),
    )
    text = text_of(run_lines([run], "en"))
    assert text.startswith("    7  2026-11-01T18:17:00+00:00  incomplete  8/9 repos  3 api, 2 files, 4 s  ")
    assert not harmful(text)
    assert "  不完全  8/9 リポジトリ  API 3 回、ファイル 2 件、4 秒  " in text_of(run_lines([run], "ja"))
    assert text_of(run_lines([], "ja")) == "まだ実行がありません"


def test_nothing_harmful_reaches_the_terminal() -> None:
    hostile = "\x1b[31m\u202e\nmit"
    for line in history_lines([entry(seen(hostile, hostile), 1), entry(seen("mit", REVISION), 2)], "en"):
        assert not harmful(line.plain)
