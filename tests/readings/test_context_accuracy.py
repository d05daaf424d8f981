"""The context reading is right on every real config at hand, and the documented table is that of the benchmark."""

from __future__ import annotations

from pathlib import Path

from benchmarks.context_accuracy import cases, confidences, one_key, ours, table, usual_keys, wrong, wrong_at_high

from jllm_sync.hub.observation import Present
from jllm_sync.hub.recording import embedded_recording

DOCS = Path(__file__).parents[2] / "docs" / "performance.md"


def test_ours_is_always_right_and_the_plain_ways_are_not() -> None:
    assert wrong(ours) == []
    assert len(wrong(one_key)) > 20
    assert len(wrong(usual_keys)) > 20


def test_nothing_is_wrong_at_high_confidence() -> None:
    assert wrong_at_high() == []


def test_there_are_many_configs_of_many_types() -> None:
    assert len(list(cases())) >= 200
    assert len({case.model_type for case in cases()}) >= 80


def test_every_config_of_the_embedded_recording_is_in() -> None:
    recorded = {
        observation.repo
        for observation in embedded_recording().observations
        if isinstance(config := observation.files.get("config.json"), Present)
        and (config.complete or any("max_" in key or key == "text_config" for key in config.value))
    }
    assert recorded <= {case.repo for case in cases()}


def test_the_documented_table() -> None:
    documented = DOCS.read_text(encoding="utf-8")
    assert table() in documented
    assert f"Ours by confidence: {confidences()}." in documented
