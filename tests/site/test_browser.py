"""The site as a reader has it, in headless Chromium: search, filters, order, languages, policy, accessibility.

Slow, and only where Chromium and Playwright are there:

    apt-get install chromium && pip install playwright
    (cd tests/site && npm install --no-package-lock --ignore-scripts)
    pytest -m slow tests/site
"""

from __future__ import annotations

import functools
import http.server
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.site.sites import hostile_site, recorded_site

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
playwright: Any = pytest.importorskip("playwright.sync_api", reason="needs playwright")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(CHROMIUM is None, reason="needs chromium")]
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""Options of a Chromium that asks nobody but the page's own server."""


class _Handler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as tool:
        started = tool.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield started
        started.close()


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """A web server of a folder on the loopback; its address."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


def _written(files: dict[str, str], folder: Path) -> Path:
    for path, text in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(_written(recorded_site(), tmp_path_factory.mktemp("site"))) as address:
        yield address


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(_written(hostile_site(), tmp_path_factory.mktemp("hostile"))) as address:
        yield address


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A page that fails the test where anything is said on its console, or asked of another host."""
    opened = browser.new_page(viewport={"width": 1280, "height": 900})
    said: list[str] = []
    opened.on("console", lambda one: said.append(one.text))
    opened.on("pageerror", lambda error: said.append(str(error)))
    opened.on("request", lambda one: said.append(one.url) if "//127.0.0.1:" not in one.url else None)
    yield opened
    opened.close()
    assert said == []


def _shown(page: Any) -> list[str]:
    """The repos that the table shows, in its order, once the script has looked at the address."""
    page.wait_for_selector("#filters", state="visible")
    found: list[str] = page.eval_on_selector_all(
        "#models tbody tr:not([hidden]) small", "cells => cells.map(cell => cell.textContent)"
    )
    return found


def test_search_narrows_and_stands_in_the_address(page: Any, site: str) -> None:
    page.goto(f"{site}en/models.html")
    everything = len(_shown(page))
    page.fill("[name=q]", "sarashina2 70b")
    page.wait_for_url("**q=sarashina2*")
    narrowed = _shown(page)
    assert 0 < len(narrowed) < everything
    assert all("sarashina2" in repo.lower() for repo in narrowed)
    assert page.inner_text("#count").startswith(f"{len(narrowed)} of ")
    page.reload()
    assert _shown(page) == narrowed
    page.click("a.language")
    assert _shown(page) == narrowed, "the other language shows the same"
    page.click("button[type=reset]")
    page.wait_for_function(f"document.querySelectorAll('#models tbody tr:not([hidden])').length === {everything}")


@pytest.mark.parametrize(
    ("query", "holds"),
    [
        ("state=gone", "row.dataset.t === 'gone'"),
        ("use=commercial", "['open', 'conditions'].includes(row.dataset.u)"),
        ("use=noncommercial", "row.dataset.u === 'noncommercial'"),
        ("finding=error", "row.dataset.f === 'error'"),
        ("section=generative/scratch", "row.dataset.s.startsWith('generative/scratch')"),
        ("min=1b&max=13b", "row.cells[2].dataset.v >= 1e9 && row.cells[2].dataset.v <= 13e9"),
        ("context=8k", "row.cells[3].dataset.v >= 8192"),
    ],
)
def test_filters_hold(page: Any, site: str, query: str, holds: str) -> None:
    page.goto(f"{site}en/models.html?{query}")
    rows = page.evaluate(
        f"[...document.querySelectorAll('#models tbody tr')].map(row => [!row.hidden, Boolean({holds})])"
    )
    assert any(shown for shown, _ in rows)
    assert [shown for shown, _ in rows] == [fits for _, fits in rows], "shown are those that fit, and only those"


def test_sorting_by_column(page: Any, site: str) -> None:
    page.goto(f"{site}en/models.html")
    as_in_the_list = _shown(page)

    def numbers() -> list[float]:
        values: list[str] = page.eval_on_selector_all(
            "#models tbody tr td:nth-child(3)", "cells => cells.map(cell => cell.dataset.v)"
        )
        return [float(value) for value in values if value]

    page.click("th[data-key=size] button")
    assert numbers() == sorted(numbers())
    assert page.get_attribute("th[data-key=size]", "aria-sort") == "ascending"
    page.click("th[data-key=size] button")
    assert numbers() == sorted(numbers(), reverse=True)
    assert "sort=-size" in page.url
    page.click("th[data-key=size] button")
    assert _shown(page) == as_in_the_list


def test_the_first_page_searches_the_table(page: Any, site: str) -> None:
    page.goto(site)
    page.fill("#q", "elyza")
    page.click(".find button")
    assert page.url.endswith("/ja/models.html?q=elyza")
    page.wait_for_selector("#models tbody tr[hidden]", state="attached")  # the script has read the address
    rows = page.eval_on_selector_all("#models tbody tr:not([hidden])", "rows => rows.map(row => row.textContent)")
    assert rows and all("elyza" in row.lower() for row in rows)


def test_without_javascript_all_is_there(browser: Any, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}ja/models.html")
    assert page.locator("#models tbody tr").count() > 400
    assert not page.is_visible("#filters"), "what cannot work is not shown"
    page.goto(f"{site}ja/changes.html")
    assert page.locator("time").count() > 0
    context.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_no_page_is_wider_than_the_screen(page: Any, site: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    for path in ("index.html", "en/models.html", "ja/entry/kotoba-whisper.html", "en/pictures.html", "en/rules.html"):
        page.goto(site + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_hostile_text_stays_text(page: Any, hostile: str) -> None:
    page.on("dialog", lambda dialog: pytest.fail(f"a script of a card ran: {dialog.message}"))
    for path in (path for path in hostile_site() if path.endswith(".html")):
        page.goto(hostile + path)
    assert page.locator("script:not([src])").count() == 0


@pytest.mark.skipif(not AXE.is_file(), reason="needs axe-core: npm install in tests/site")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(browser: Any, site: str, scheme: str) -> None:
    context = browser.new_context(color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    grave: list[tuple[str, str, str]] = []
    for path in (
        *("index.html", "en/models.html", "en/pictures.html", "ja/changes.html", "en/coverage.html", "ja/rules.html"),
        "en/entry/leia-swallow-7b.html",
    ):
        page.goto(site + path)
        page.add_script_tag(path=str(AXE))
        found = page.evaluate("axe.run()")
        grave += [
            (path, one["id"], one["nodes"][0]["html"][:200])
            for one in found["violations"]
            if one["impact"] in ("serious", "critical")
        ]
    context.close()
    assert grave == []
