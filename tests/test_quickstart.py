"""docs/quickstart.md is run: each command in its order, in an empty folder, and what it prints is what stands there.

`python -m tests.test_quickstart` writes what is printed anew.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

FILE = Path(__file__).parents[1] / "docs" / "quickstart.md"
_BLOCK = re.compile(r"```(console|yaml)\n(.*?)```", re.DOTALL)


def as_run(text: str, folder: Path) -> str:
    """The page with what its commands print: of all blocks, files are written and commands run."""

    def block(match: re.Match[str]) -> str:
        if match[1] == "yaml":
            name = re.match(r"# (\S+)\n", match[2])
            assert name, "a file says its name in its first line"
            (folder / name[1]).write_text(match[2], encoding="utf-8")
            return match[0]
        command = match[2].splitlines()[0]
        return f"```console\n{command}\n{printed(command.removeprefix('$ '), folder)}```"

    return _BLOCK.sub(block, text)


def printed(command: str, folder: Path) -> str:
    program, *arguments = shlex.split(command)
    assert program == "jllm-sync"
    environment = os.environ | {"LANG": "en_US.UTF-8", "LC_ALL": "en_US.UTF-8", "XDG_STATE_HOME": str(folder / "state")}
    done = subprocess.run(
        [sys.executable, "-m", "jllm_sync", *arguments],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode in (0, 1), done.stdout
    return done.stdout


def test_the_quickstart_is_what_a_reader_sees(tmp_path: Path) -> None:
    text = FILE.read_text(encoding="utf-8")
    assert text.count("```console") >= 4
    assert as_run(text, tmp_path) == text, "run `make tables`"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        FILE.write_text(as_run(FILE.read_text(encoding="utf-8"), Path(scratch)), encoding="utf-8", newline="\n")
