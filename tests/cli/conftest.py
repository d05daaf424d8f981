"""A small catalog in a folder of its own, and the program run on it."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from jllm_sync.cli import main

Program = Callable[..., "subprocess.CompletedProcess[str]"]
"""Runs the program: arguments as they are typed, variables of the environment by name."""

SMALL = """\
title: A small list
settings: {language: en}
licenses:
  apache-2.0: {name: Apache 2.0, accepts: [{license: apache-2.0}]}
  mit: {name: MIT, accepts: [{license: mit}]}
sections:
  - id: text/small
    title: Small
    entries:
      - id: bert-small
        name: BERT small
        context: 512
        variants: [{repo: izumi-lab/bert-small-japanese}]
      - id: calm2
        name: CALM2
        license: apache-2.0
        context: 4096
        variants: [{repo: cyberagent/calm2-7b}]
  - id: speech
    title: {ja: 音声, en: Speech}
    entries:
      - id: whisper
        name: Kotoba-Whisper
        license: apache-2.0
        variants: [{repo: kotoba-tech/kotoba-whisper-v2.0-faster}]
      - id: missing
        variants: [{repo: nobody/has-recorded-this}]
      - id: api-only
"""


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    path = tmp_path / "catalog.yaml"
    path.write_text(SMALL, encoding="utf-8")
    return path


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    """The program, run in the folder of the catalog, within this process: starting Python anew takes a second."""

    def run(*arguments: str, **extra: str) -> subprocess.CompletedProcess[str]:
        streams = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2)]
        before = dict(os.environ)
        with monkeypatch.context() as patch:
            patch.chdir(tmp_path)
            patch.setattr(sys, "argv", ["jllm-sync", *arguments])
            patch.setattr(sys, "stdout", streams[0])
            patch.setattr(sys, "stderr", streams[1])
            os.environ.update(extra)
            try:
                main()
            except SystemExit as ended:
                code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
            finally:
                os.environ.clear()
                os.environ.update(before)
        out, err = (bytes(stream.buffer.getvalue()).decode() for stream in streams)
        return subprocess.CompletedProcess(["jllm-sync", *arguments], code, out, err)

    return run


@pytest.fixture
def process(tmp_path: Path) -> Program:
    """The same in a process of its own, for what is told by a process only: imports, signals, streams, exit codes."""

    def run(*arguments: str, **extra: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "jllm_sync", *arguments],
            cwd=tmp_path,
            env=os.environ | extra,
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )

    return run
