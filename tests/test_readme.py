"""What the READMEs show was run: their screens are what the program prints today.

`python -m tests.test_readme` writes them anew.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from jllm_sync.cli import COMMANDS, app
from jllm_sync.rules import RULES

ROOT = Path(__file__).parents[1]
READMES = [("README.md", "en"), ("README.ja.md", "ja")]


def printed(language: str, *arguments: str) -> str:
    command = ["check", "catalog.yaml", "--hub", "recorded", "--lang", language, *arguments]
    return CliRunner().invoke(app, command).stdout


def screens(language: str) -> tuple[str, str]:
    """The two screens: the audit of one section, and the end of the whole."""
    tail = printed(language).splitlines()[-4:]
    return printed(language, "--section", "speech/asr").rstrip("\n"), "\n".join(tail)


@pytest.mark.parametrize(("name", "language"), READMES)
def test_the_screens_are_real(name: str, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    shown = re.findall(r"```text\n(.*?)\n```", (ROOT / name).read_text(encoding="utf-8"), re.DOTALL)
    assert tuple(shown) == screens(language), "run `make tables`"


@pytest.mark.parametrize("name", [name for name, _ in READMES])
def test_they_name_every_rule_and_command(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert re.findall(r"^\| \[([a-z-]+)\]\(docs/rules\.md#\1\)", text, re.MULTILINE) == [rule.id for rule in RULES]
    for command in COMMANDS:
        assert re.search(rf"`(jllm-sync )?{command}\b", text), command


@pytest.mark.parametrize("command", COMMANDS)
def test_help_says_of_each_command_what_it_does(command: str) -> None:
    result = CliRunner().invoke(app, [command, "--help"])
    assert result.exit_code == 0
    assert "Examples:" in result.stdout or "Commands:" in result.stdout


def test_links_lead_somewhere() -> None:
    for name, _ in READMES:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", (ROOT / name).read_text(encoding="utf-8")):
            assert (ROOT / target).exists(), f"{name}: {target}"


if __name__ == "__main__":
    for file, language_ in READMES:
        path = ROOT / file
        text = path.read_text(encoding="utf-8")
        for old, new in zip(re.findall(r"```text\n(.*?)\n```", text, re.DOTALL), screens(language_), strict=True):
            text = text.replace(f"```text\n{old}\n```", f"```text\n{new}\n```")
        path.write_text(text, encoding="utf-8", newline="\n")
