from __future__ import annotations

import json
import math
from datetime import date
from typing import Any

import pytest
from hypothesis import given

from jllm_sync.finding import Evidence, Stated, json_value
from tests.strategies import nested, values


@pytest.mark.parametrize(
    ("value", "held"),
    [
        (("a", 1, True, None), ["a", 1, True, None]),
        ({1: {"b": math.nan}, "c": -math.inf}, {"1": {"b": "nan"}, "c": "-inf"}),
        (date(2026, 8, 1), "2026-08-01"),
        ([[["deep"]]], [["…"]]),
    ],
)
def test_what_json_lacks_becomes_text(value: Any, held: Any) -> None:
    assert json_value(value, 2) == held


@given(values)
def test_json_gives_back_what_a_finding_holds(value: Any) -> None:
    held = Stated(value, "").value
    assert json.loads(json.dumps(held, allow_nan=False)) == held
    assert Evidence("file", "config.json", "key", value, None, "https://huggingface.co").value == held


def test_a_value_is_cut_where_no_card_or_config_is_so_deep() -> None:
    assert Stated(nested(40), "").value == nested(40)
    assert json.dumps(Stated(nested(10_000), "").value).count("[") == 50
