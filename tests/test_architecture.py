"""The house rules: imports go one way, and no model or owner is known to the code."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import jllm_sync
from tests.build import recorded

ROOT = Path(__file__).parent.parent
SOURCES = sorted(Path(jllm_sync.__file__).parent.rglob("*.py"))


def test_imports_go_one_way() -> None:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]
    result = subprocess.run([*command, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "1 kept, 0 broken" in result.stdout


def code_of(path: Path) -> str:
    """A module without its docstrings and comments: they, and the examples of help, may name a model."""
    text = re.sub(r'"""[\s\S]*?"""', "", path.read_text(encoding="utf-8"))
    return re.sub(r"(^|\s)#.*", "", text)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(SOURCES[0].parent)))
def test_the_code_names_no_repo_and_no_owner(path: Path) -> None:
    owners = {repo.split("/")[0] for repo in recorded() if "/" in repo}
    assert len(owners) > 50
    words = set(re.findall(r"[a-z0-9][a-z0-9._-]*[a-z0-9]", code_of(path).lower()))
    assert not words & owners


PURE = [path for path in SOURCES if path.parent.name in ("readings", "rules")]


@pytest.mark.parametrize("path", PURE, ids=lambda path: path.stem)
def test_readings_and_rules_do_no_input_and_output(path: Path) -> None:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Import(names=modules):
                names |= {module.name.split(".")[0] for module in modules}
            case ast.ImportFrom(module=module):
                names.add(str(module).split(".")[0])
            case ast.Call(func=ast.Name(id=function)):
                names.add(function)
    assert not names & {
        "open",
        "print",
        "input",
        "os",
        "io",
        "pathlib",
        "socket",
        "subprocess",
        "urllib",
        "http",
        "time",
    }
