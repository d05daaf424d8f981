"""What the site costs: to make, beside the audit it shows; to load; and, where Chromium is, to render.

    python benchmarks/site.py [CATALOG]

The browser's part needs chromium and playwright, and axe-core for the findings (see tests/site/test_browser.py).
Rendering is measured with a processor slowed down four times, as a phone's is, and over the loopback: the network costs
nothing.
"""

from __future__ import annotations

import gzip
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
LIMIT_OF_TIME = 3.0
"""The site may take at most so many times the CPU of `check`."""
LIMIT_OF_BYTES = 6_000_000
LIMIT_OF_FIRST_PAGE = 150_000
RUNS = 3
SLOWED = 4


def main() -> None:
    """Print the figures; end with 1 where a limit is passed."""
    catalog = sys.argv[1] if len(sys.argv) > 1 else str(ROOT / "catalog.yaml")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "site"
        check = _cpu("check", catalog, "--hub", "recorded", "--fail-on", "never", "-o", f"{scratch}/report.txt")
        site = _cpu("site", catalog, "--hub", "recorded", "-q", "-o", str(folder))
        files = [path for path in folder.rglob("*") if path.is_file()]
        size = sum(path.stat().st_size for path in files)
        first = b"".join((folder / name).read_bytes() for name in ("index.html", "assets/site.css", "assets/icon.svg"))
        first_page = len(gzip.compress(first))
        print(f"CPU: site {site:.2f} s, check {check:.2f} s; {site / check:.2f} times (limit {LIMIT_OF_TIME})")
        print(f"bytes: {size:,} in {len(files)} files (limit {LIMIT_OF_BYTES:,})")
        print(f"first page, compressed: {first_page:,} bytes (limit {LIMIT_OF_FIRST_PAGE:,})")
        _in_browser(folder)
    sys.exit(site / check > LIMIT_OF_TIME or size > LIMIT_OF_BYTES or first_page > LIMIT_OF_FIRST_PAGE)


def _cpu(*command: str) -> float:
    """CPU seconds of a whole process, the median of some runs."""
    seconds = []
    for _ in range(RUNS):
        before = os.times()
        subprocess.run([sys.executable, "-m", "jllm_sync", *command], check=True)
        after = os.times()
        seconds.append(after.children_user + after.children_system - before.children_user - before.children_system)
    return statistics.median(seconds)


def _in_browser(folder: Path) -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    try:
        sync_playwright = import_module("playwright.sync_api").sync_playwright
    except ModuleNotFoundError:
        print("browser: not measured, playwright is not installed")
        return
    if chromium is None:
        print("browser: not measured, there is no chromium")
        return
    from tests.site.test_browser import AXE, QUIET, served

    with served(folder) as address, sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=chromium, args=list(QUIET))
        for path in ("index.html", "en/models.html", "en/pictures.html", "en/entry/leia-swallow-7b.html"):
            context = browser.new_context(bypass_csp=True)
            page = context.new_page()
            requests: list[str] = []
            page.on("request", lambda one, into=requests: into.append(one.url))
            context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
            started = time.perf_counter()
            page.goto(address + path)
            page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
            seconds = time.perf_counter() - started
            axe = "not run"
            if AXE.is_file():
                page.add_script_tag(path=str(AXE))
                found = page.evaluate("axe.run()")["violations"]
                axe = ", ".join(f"{one['id']} ({one['impact']})" for one in found) or "none"
            others = sum(not url.startswith(address) for url in requests)
            print(
                f"{path}: {len(requests)} requests, {others} to others, "
                f"rendered in {seconds * 1000:.0f} ms at a {SLOWED}th of the CPU; axe: {axe}"
            )
            context.close()
        browser.close()


if __name__ == "__main__":
    main()
