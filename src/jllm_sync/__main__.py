"""The program itself: ``jllm-sync``, and ``python -m jllm_sync``.

Ctrl-C ends it with exit code 130 from here on, while its modules are still being imported too; and once its work is
done, Ctrl-C changes nothing any more, least of all its exit code.
"""

from __future__ import annotations

import gc
import signal
from types import FrameType

COLLECT_AFTER = 100_000
"""Objects made and not freed before the garbage collector looks through the young ones. A command makes some hundred
thousand that live to its end; at Python's own threshold, looking through them takes a third of its time."""


def main() -> None:
    """Run the program."""
    gc.set_threshold(COLLECT_AFTER)
    try:
        # Not a KeyboardInterrupt: where one is raised in code made of text, as the methods of dataclasses are, Python
        # kills itself by the signal at its end, even though it was caught.
        if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            signal.signal(signal.SIGINT, _interrupted)
        from jllm_sync.cli import main as run

        run()
    finally:
        # The interpreter takes a while to end, and gives up its handlers first: the signal would then kill it.
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def _interrupted(number: int, frame: FrameType | None) -> None:
    raise SystemExit(130)


if __name__ == "__main__":
    main()
