"""A small catalog in a folder of its own, and the program run on it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Program = Callable[..., "subprocess.CompletedProcess[str]"]

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
def program(tmp_path: Path) -> Program:
    """The program itself, run in the folder of the catalog."""
    environment = {name: value for name, value in os.environ.items() if name != "NO_COLOR"} | {"LC_ALL": "C.UTF-8"}

    def run(*arguments: str, **extra: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "jllm_sync", *arguments],
            cwd=tmp_path,
            env=environment | extra,
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )

    return run
