"""How long reading pages takes beside markdown-it's own time on them, which parses and keeps no claim.

    python benchmarks/read_pages.py README.md en/README.md fr/README.md

Without arguments it reads the pages of tests/data/pages. Reading may take six times as long; the program ends with 1
where it takes longer. Times are of the CPU, the best of five; before each round everything is forgotten that was kept
of what a page says (as `functools.cache` keeps it), and only the package's own tables stay loaded.
"""

from __future__ import annotations

import gc
import inspect
import sys
import time
from collections.abc import Callable
from pathlib import Path

from markdown_it import MarkdownIt

from jllm_sync.catalog.pages.document import PageFile, PagesDocument

MOST = 6
PAGES = Path(__file__).parent.parent / "tests" / "data" / "pages"


def best(what: Callable[[], object]) -> float:
    """The least CPU time in seconds that something takes."""
    times = []
    for _ in range(5):
        forget()
        begun = time.process_time()
        what()
        times.append(time.process_time() - begun)
    return min(times)


def forget() -> None:
    """Empty every cache of the package that is kept by arguments: those without any hold its own tables."""
    for cached in gc.get_objects():
        ours = hasattr(type(cached), "cache_clear") and cached.__module__.startswith("jllm_sync")
        if ours and inspect.signature(cached).parameters:
            cached.cache_clear()


def main(paths: list[str]) -> int:
    """Measure, print, and say by the exit code whether it is within the limit."""
    names = paths or [str(PAGES / name) for name in ("README.md", "en/README.md", "fr/README.md")]
    files = [PageFile(name, Path(name).read_bytes()) for name in names]
    texts = [file.data.decode("utf-8-sig") for file in files]
    parser = MarkdownIt("commonmark").enable("table")
    catalog = PagesDocument(files).catalog
    parsing = best(lambda: [parser.parse(text) for text in texts])
    reading = best(lambda: PagesDocument(files).catalog)
    rows = len(catalog.entries)
    print(f"{rows} rows in {len(files)} pages: markdown-it {parsing:.3f} s, read as a catalog {reading:.3f} s")
    print(f"{reading / parsing:.1f} times as long; at most {MOST}")
    return 0 if reading <= MOST * parsing else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
