"""Every reason that a reading can give for its silence is known in Japanese."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from jllm_sync.report.reasons import JAPANESE, reason_in
from tests.test_architecture import SOURCES


def reasons(node: ast.expr) -> Iterator[str]:
    """The texts that an expression can come to; {} stands for what is put into one."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in parts)
        case ast.IfExp(body=one, orelse=other):
            yield from reasons(one)
            yield from reasons(other)
        case _:
            raise AssertionError(f"{ast.unparse(node)}: a reason that no test can know; write it as a text")


GIVEN = {
    reason
    for path in SOURCES
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "NoReading"
    for reason in reasons(node.args[0])
}


def test_there_are_reasons() -> None:
    assert len(GIVEN) > 15


@pytest.mark.parametrize("reason", sorted(GIVEN))
def test_each_is_known_in_japanese(reason: str) -> None:
    assert reason in JAPANESE
    told = reason.replace("{}", "whisper")
    assert reason_in(told, "en") == told
    japanese = reason_in(told, "ja")
    assert re.search("[ぁ-んァ-ヶ一-龠]", japanese)
    assert ("whisper" in japanese) == ("{}" in reason)
    assert "{}" not in japanese


def test_one_that_is_not_known_stays_as_it_is() -> None:
    assert reason_in("something else", "ja") == "something else"
