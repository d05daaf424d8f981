"""What never ends is no catalog."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from jllm_sync.catalog.yaml.reader import read_bytes
from jllm_sync.errors import UserError


def test_a_pipe_or_a_device_is_refused_and_not_read(tmp_path: Path) -> None:
    pipe = tmp_path / "catalog.yaml"
    os.mkfifo(pipe)
    for path in (pipe, Path("/dev/zero")):
        with pytest.raises(UserError, match="which may never end"):
            read_bytes(path)


def test_what_a_shell_hands_over_is_read() -> None:
    reading, writing = os.pipe()
    os.write(writing, b"title: T\n")
    os.close(writing)
    assert read_bytes(Path(f"/dev/fd/{reading}")) == b"title: T\n"
    os.close(reading)
