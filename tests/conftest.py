"""What holds for every test: generated examples may take their time, and no environment is inherited or left behind."""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Iterator

import pytest
from hypothesis import settings

from jllm_sync.__main__ import COLLECT_AFTER

# A slow machine is no failure, and a change is judged by the same examples each time; `--hypothesis-profile=search`
# looks for others.
settings.register_profile("search", deadline=None)
settings.register_profile("unhurried", deadline=None, derandomize=True)
settings.load_profile("unhurried")


def pytest_configure() -> None:
    """Begin without what the person who runs the tests has set for the program, and with Ctrl-C as Python has it.

    A job in the background of a shell script inherits an ignored SIGINT, and so would every process started here.
    """
    gc.set_threshold(COLLECT_AFTER)  # the program's own, for commands that run in this process
    for name in ("HF_TOKEN", "HF_ENDPOINT", "HF_HUB_OFFLINE", "NO_COLOR"):
        os.environ.pop(name, None)
    for name in [name for name in os.environ if name.startswith("GITHUB_")]:
        del os.environ[name]
    os.environ["LC_ALL"] = "C.UTF-8"
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def _environment_as_before() -> Iterator[None]:
    """The program tells huggingface_hub by the environment which Hub is meant; the next test is not to hear of it."""
    before = dict(os.environ)
    yield
    if os.environ != before:
        os.environ.clear()
        os.environ.update(before)
