"""jllm-sync validate, as it is typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import SMALL, Program


def test_a_valid_catalog(program: Program, catalog: Path) -> None:
    result = program("validate")
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == "catalog.yaml: valid; 2 sections, 5 entries, 4 variants\n"
    assert program("validate", "-q", str(catalog)).stdout == ""


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("license: apache-2.0\n        context", "licence: apache-2.0\n        context", "16:9: unknown key 'licence'"),
        (
            "license: apache-2.0\n        context",
            "license: ours\n        context",
            "16:18: license: 'ours' is no id of `licenses`",
        ),
        ("cyberagent/calm2-7b", "cyber agent/calm2-7b", "18:27: repo: expected a Hub repo ID"),
        (
            "nobody/has-recorded-this",
            "CyberAgent/CALM2-7b",
            "27:27: repo: the model CyberAgent/CALM2-7b is a variant twice",
        ),
        ("        context: 512", "\tcontext: 512", "12:1: a tab in the indentation"),
        ("context: 512", "context: -512", "12:18: context: expected a number of tokens"),
        ("name: CALM2", "name: *a", "15:15: the alias *a is not accepted"),
    ],
)
def test_one_mistake(program: Program, catalog: Path, old: str, new: str, says: str) -> None:
    catalog.write_text(SMALL.replace(old, new, 1), encoding="utf-8")
    result = program("validate")
    assert result.returncode == 2
    assert result.stdout.startswith(f"catalog.yaml:{says}"), result.stdout
    assert result.stderr == "1 error in catalog.yaml\n"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "catalog.yaml:1:1: the file is empty"),
        (SMALL.encode("utf-16"), "catalog.yaml:1:1: not UTF-8"),
        (SMALL.replace("CALM2", "表").encode("cp932"), "catalog.yaml:15:15: not UTF-8"),
    ],
)
def test_no_text_of_a_catalog(program: Program, catalog: Path, data: bytes, says: str) -> None:
    catalog.write_bytes(data)
    result = program("validate")
    assert result.returncode == 2
    assert result.stdout.startswith(says)


def test_all_mistakes_at_once_and_none_of_their_tricks(program: Program, catalog: Path) -> None:
    text = SMALL.replace("CALM2", '"CALM\\x1b[2J"').replace("context: 512", "context: 0").replace("Whisper", "W\u202eh")
    catalog.write_text(text, encoding="utf-8")
    result = program("validate")
    assert [line.split(" ")[0] for line in result.stdout.splitlines()] == [
        "catalog.yaml:12:18:",
        "catalog.yaml:15:15:",
        "catalog.yaml:23:15:",
    ]
    assert "\x1b" not in result.stdout
    assert "\u202e" not in result.stdout
    assert result.stderr == "3 errors in catalog.yaml\n"


def test_no_catalog(program: Program) -> None:
    result = program("validate")
    assert result.returncode == 2
    assert "catalog.yaml: no such file" in result.stderr
