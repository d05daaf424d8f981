"""The pictures of the documents: ``python -m tests.site.pictures`` takes them of the site of the recorded catalog.

Needs chromium and playwright; see test_browser.py.
"""

from __future__ import annotations

import tempfile
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from jllm_sync.cli.site import write_site
from tests.site.sites import files_of_site, recorded_content

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "pictures"
TAKEN = {
    "overview.png": "en/index.html",
    "models.png": "en/models.html?q=swallow&use=commercial&sort=-size",
}
LONGEST = 200_000
"""Bytes that a picture may have."""


def main() -> None:
    """Write the pictures anew."""
    browser_tests = import_module("tests.site.test_browser")
    sync_playwright = import_module("playwright.sync_api").sync_playwright
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        # The history of the tests is made up: a picture shows none.
        write_site(files_of_site(replace(recorded_content(), changes=(), first_seen={})), Path(scratch) / "site")
        with browser_tests.served(Path(scratch) / "site") as address, sync_playwright() as tool:
            browser = tool.chromium.launch(executable_path=browser_tests.CHROMIUM, args=list(browser_tests.QUIET))
            for name, path in TAKEN.items():
                page = browser.new_page(viewport={"width": 1200, "height": 760})
                page.goto(address + path)
                page.screenshot(path=str(FOLDER / name))
                assert (FOLDER / name).stat().st_size < LONGEST, name
                page.close()
            browser.close()


if __name__ == "__main__":
    main()
