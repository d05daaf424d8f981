"""What all commands have in common."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from jllm_sync import __version__
from jllm_sync.messages import said
from jllm_sync.rules import RULES
from jllm_sync.rules.rule import Rule
from tests.cli.conftest import Program


def test_version(process: Program) -> None:
    assert process("--version").stdout == process("-V").stdout == f"jllm-sync {__version__}\n"


@pytest.mark.parametrize("command", ["check", "validate", "show"])
def test_every_command_has_help_with_examples(program: Program, command: str) -> None:
    assert command in program("--help").stdout
    result = program(command, "-h")
    assert result.returncode == 0
    assert f"jllm-sync {command}" in result.stdout


@pytest.mark.parametrize(
    "command",
    ["check", "validate", "discover", "add", "apply", "record", "runs", "issues plan", "issues sync", "import"],
)
def test_help_says_what_the_exit_codes_mean(program: Program, command: str) -> None:
    text = " ".join(program(*command.split(), "--help").stdout.split())
    assert "Exit codes: 0" in text
    assert "Findings only." not in text


def test_help_is_quick_because_it_imports_nothing_heavy() -> None:
    heavy = "yaml jsonschema rich markdown_it jllm_sync.audit jllm_sync.hub.recording"
    script = f"import sys, jllm_sync.cli; print(*(set({heavy.split()!r}) & set(sys.modules)))"
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert result.stdout.split() == []


def test_no_command_is_wrong_and_shows_the_help(process: Program) -> None:
    result = process()
    assert result.returncode == 2
    assert "Usage" in result.stdout + result.stderr


def test_a_bug_is_no_traceback_and_no_success(process: Program, catalog: Path, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("import jllm_sync.audit as a\na.audit = lambda *_: 1 / 0\n")
    result = process("check", "--hub", "recorded", PYTHONPATH=str(tmp_path))
    assert (result.returncode, result.stdout) == (3, "")
    assert "internal error: ZeroDivisionError" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_reader_who_has_seen_enough_is_no_error(program: Program, catalog: Path) -> None:
    command = f"{sys.executable} -m jllm_sync check --hub recorded --format json | head -c 1"
    result = subprocess.run(["bash", "-c", command], cwd=catalog.parent, capture_output=True, text=True, check=False)
    assert (result.stdout, result.stderr) == ("{", "")


@pytest.mark.parametrize(("locale", "language"), [("ja_JP.UTF-8", "ja"), ("en_US.UTF-8", "en"), ("C", "en")])
def test_the_locale_decides_where_nobody_else_does(program: Program, catalog: Path, locale: str, language: str) -> None:
    catalog.write_text(catalog.read_text().replace("settings: {language: en}\n", ""))
    text = program("check", "--hub", "recorded", LC_ALL=locale).stdout
    assert bool(re.search("[ぁ-ん]", text)) is (language == "ja")


WHILE_IMPORTING = """\
import os, signal, sys

class Finder:
    def find_spec(self, name, path, target=None):
        if name == "jllm_sync.report.show":
            exec("os.kill(os.getpid(), signal.SIGINT)")

sys.meta_path.insert(0, Finder())
"""
WHEN_ALL_IS_DONE = """\
import os, signal

class Last:
    def __del__(self, kill=os.kill, itself=os.getpid(), number=signal.SIGINT):
        kill(itself, number)

last = Last()
"""


@pytest.mark.parametrize(("moment", "code"), [(WHILE_IMPORTING, 130), (WHEN_ALL_IS_DONE, 0)])
def test_ctrl_c_never_kills_it(process: Program, catalog: Path, tmp_path: Path, moment: str, code: int) -> None:
    (tmp_path / "sitecustomize.py").write_text(moment)
    result = process("show", "calm2", "--hub", "recorded", PYTHONPATH=f"{tmp_path}:{os.environ.get('PYTHONPATH', '')}")
    assert (result.returncode, result.stderr) == (code, "jllm-sync: interrupted\n" if code else "")
    assert ("cyberagent/calm2-7b" in result.stdout) == (code == 0)


@pytest.mark.parametrize(
    ("arguments", "environment", "says"),
    [
        (["check", "--lang", "ja", "nosuch.yaml"], {}, "nosuch.yaml: ファイルがありません"),
        (["check", "nosuch.yaml"], {"LC_ALL": "ja_JP.UTF-8"}, "nosuch.yaml: ファイルがありません"),
        (["check", "--lang", "en", "nosuch.yaml"], {"LC_ALL": "ja_JP.UTF-8"}, "nosuch.yaml: no such file"),
        (
            ["check", "--entry", "nosuch", "--hub", "recorded"],
            {},
            "catalog.yaml にこの項目はありません",
        ),
        (["check", "--entry", "nosuch", "--lang", "en", "--hub", "recorded"], {}, "has no such entry"),
        (["check", "--also", "x"], {"LC_ALL": "ja_JP.UTF-8"}, "「形式=ファイル」で指定してください"),
    ],
)
def test_an_error_speaks_the_readers_language(
    program: Program, catalog: Path, arguments: list[str], environment: dict[str, str], says: str
) -> None:
    catalog.write_text(catalog.read_text().replace("language: en", "language: ja"))
    result = program(*arguments, **environment)
    assert (result.returncode, result.stdout) == (2, "")
    assert says in result.stderr
    assert program("check", "nosuch.yaml").stderr.startswith("jllm-sync: nosuch.yaml: no such file")  # nothing is left


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["chek"], "chek: there is no such command. Did you mean check"),
        (["check", "--frmat", "json"], "--format"),
        (["check", "--min-confidence", "hgh"], "--min-confidence: 'hgh' is not one of"),
        (["check", "--section", "text/smal", "--hub", "recorded"], "no such section. Did you mean text/small?"),
        (["apply", "-"], "must be a file"),
    ],
)
def test_what_is_misspelt_is_answered_with_what_is_near(
    program: Program, catalog: Path, arguments: list[str], says: str
) -> None:
    result = program(*arguments)
    assert (result.returncode, result.stdout) == (2, "")
    assert says in result.stderr
    assert "Value error" not in result.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["check", "--format", "xml"], "--format: 'xml' は指定できません。"),
        (["check", "--lang", "fr"], "--lang: 'fr' は指定できません。en、ja のいずれかを"),
        (["check", "--jobs", "65"], "--jobs: '65' は大きすぎます。64 以下を"),
        (["check", "--jobs", "many"], "--jobs: 'many' は数値として読めないか"),
        (["check", "--max-wait", "-1"], "--max-wait: '-1' は小さすぎます。0 以上を"),
        (["check", "--jobs"], "--jobs には値が必要です。"),
        (["check", "--quiet=3"], "--quiet に値は付けられません。"),
        (["check", "--frmat", "json"], "--frmat というオプションはありません。もしかして: --format"),
        (["show"], "REPO|ENTRY が指定されていません。"),
        (["show", "a/b", "c/d"], "引数が多すぎます。"),
        (["issues", "plna"], "plna: そのようなコマンドはありません。もしかして: plan"),
    ],
)
def test_what_is_wrong_with_a_command_line_is_said_in_the_readers_language(
    program: Program, arguments: list[str], says: str
) -> None:
    result = program(*arguments, LC_ALL="ja_JP.UTF-8")
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith(f"jllm-sync: {says}")


@pytest.mark.parametrize(
    ("shell", "typed"),
    [
        ("bash", {"COMP_WORDS": "jllm-sync chec", "COMP_CWORD": "1"}),
        ("zsh", {"_TYPER_COMPLETE_ARGS": "jllm-sync chec"}),
        ("fish", {"_TYPER_COMPLETE_ARGS": "jllm-sync chec", "_TYPER_COMPLETE_FISH_ACTION": "get-args"}),
    ],
)
def test_completion(program: Program, shell: str, typed: dict[str, str]) -> None:
    script = program("--show-completion", shell).stdout
    assert f"_JLLM_SYNC_COMPLETE=complete_{shell}" in script
    offered = program(_JLLM_SYNC_COMPLETE=f"complete_{shell}", **typed).stdout
    assert "check" in offered and "apply" not in offered


def test_completion_for_no_shell_that_is_known(program: Program) -> None:
    result = program("--show-completion", "tcsh")
    assert result.returncode == 2
    assert "'tcsh' is not one of bash, zsh, fish" in result.stderr and "Value error" not in result.stderr


def test_a_catalog_down_a_pipe(process: Program, catalog: Path) -> None:
    command = f"cat catalog.yaml | {sys.executable} -m jllm_sync validate - --lang en"
    result = subprocess.run(["bash", "-c", command], cwd=catalog.parent, capture_output=True, text=True, check=False)
    assert (result.stdout, result.stderr) == ("-: valid; 2 sections, 5 entries, 4 variants\n", "")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_is_explained(program: Program, rule: Rule) -> None:
    for language in ("en", "ja"):
        told = program("explain", rule.id, "--lang", language).stdout
        assert said(rule.sentence, language) in told and said(rule.remedy, language) in told
        assert "**Checks.**" in told and f"rule: {rule.id}" in told and "\n## " not in told
    assert rule.id in program("explain").stdout


def test_what_explains_no_rule(program: Program) -> None:
    result = program("explain", "licence-drift")
    assert (result.returncode, result.stdout) == (2, "")
    assert "there is no such rule. Did you mean license-drift" in result.stderr
