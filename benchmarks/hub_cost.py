"""What the audit of catalog.yaml costs on the Hub: requests, seconds, memory; the table of docs/performance.md.

Everything is measured in one run against tests/hub_server.py, in a process of its own, with 40 ms latency and the
quotas of an anonymous caller::

    python benchmarks/hub_cost.py

The server speaks from the embedded recording; all repos of catalog.yaml are asked about, with the files that the rules
need. Repos whose file list the recording knows only in part get the README.md and config.json that nearly every repo
has, so that no side is spared work. Repos that the recording lacks are gone.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import random
import resource
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from jllm_sync.audit import Selection, audit, files_of, repos_of  # noqa: E402
from jllm_sync.catalog.model import Catalog  # noqa: E402
from jllm_sync.catalog.yaml.reader import read_catalog  # noqa: E402
from jllm_sync.hub.recording import embedded_recording  # noqa: E402
from jllm_sync.repo import RepoRef  # noqa: E402

LATENCY_MS = 40
JOBS = 8
KILLS = 20
ADDED = "tokyotech-llm/Llama-3.1-Swallow-8B-v0.5"
NAMED = 50
"""Of how many listed repos the derivatives are asked for."""


@dataclass
class Served:
    """A server in a process of its own."""

    url: str

    def control(self, what: str) -> dict[str, Any]:
        """Steer the server, and learn what it has counted."""
        with urllib.request.urlopen(f"{self.url}/_control/{what}", timeout=60) as answer:
            stats: dict[str, Any] = json.load(answer)
            return stats


@contextmanager
def served(what: str, *options: str) -> Iterator[Served]:
    """The Hub, served from a recording, from ``recorded``, or made up as REPOSxOWNERS."""
    command = [sys.executable, "-m", "tests.hub_server", what, *options]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield Served(process.stdout.readline().strip())
    finally:
        process.terminate()
        process.wait()


# Each measurement is a process of its own: `python benchmarks/hub_cost.py --run JSON` prints one JSON object.


def observe(task: dict[str, Any]) -> dict[str, Any]:
    """One run of the live source."""
    from jllm_sync.hub.live import LiveOptions, live_hub
    from jllm_sync.hub.observation import Observation
    from jllm_sync.hub.store import Store

    refs = refs_of(task["what"])
    random.seed(0)
    with Store.open(Path(task["state"])) as store:
        hub = live_hub(LiveOptions(endpoint=task["url"], jobs=JOBS), store)
        begun = time.perf_counter()
        observed = hub.observe(refs, task["files"])
        seconds = time.perf_counter() - begun
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024  # before the bookkeeping below
    listed = {name for listing in observed.listings.values() for name in listing.facts}
    names = {result.canonical for result in observed.results.values() if isinstance(result, Observation)}
    left_open = {ref.repo.lower() for ref in refs} | {name.lower() for name in names}
    existing = {
        (result.canonical, name)
        for result in observed.results.values()
        if isinstance(result, Observation) and result.revision
        for name in set(result.info["siblings"].value) & set(task["files"])  # type: ignore[union-attr]
    }
    digest = hashlib.sha256()
    if task["what"] == "recorded":
        catalog = listed_catalog()
        for finding in audit(catalog, observed, Selection(), date(2026, 1, 1)).findings:
            digest.update(f"{finding.fingerprint} {finding.digest} {finding.confidence}\n".encode())
    for ref, result in observed.results.items():
        digest.update(f"{ref} {result}\n".encode())
    return {
        "seconds": seconds,
        "pages": sum(listing.pages for listing in observed.listings.values()),
        "left_open": len(left_open - listed),
        "files": len(existing),
        "observed": sum(isinstance(result, Observation) for result in observed.results.values()),
        "repos": len(refs),
        "interrupted": observed.interrupted,
        "digest": digest.hexdigest(),
        "memory_mb": memory,
    }


def plain_loop(task: dict[str, Any]) -> dict[str, Any]:
    """What a script does without thinking: model_info, config.json and card of each repo."""
    from huggingface_hub import HfApi, ModelCard, hf_hub_download
    from huggingface_hub.errors import HfHubHTTPError

    refs = [ref for ref in refs_of(task["what"]) if ref.kind == "model"]
    api = HfApi(endpoint=task["url"])

    def one(repo: str) -> None:
        try:
            api.model_info(repo)
            hf_hub_download(repo, "config.json", endpoint=task["url"])
            ModelCard.load(repo)
        except (HfHubHTTPError, OSError, ValueError):
            pass  # gone, or without that file

    begun = time.perf_counter()
    if task["threads"] == 1:
        for ref in refs:
            one(ref.repo)
    else:
        with ThreadPoolExecutor(task["threads"]) as executor:
            list(executor.map(lambda ref: one(ref.repo), refs))
    return {"seconds": time.perf_counter() - begun}


def refs_of(what: str) -> list[Any]:
    """The repos to ask about."""
    if what.replace("x", "").isdigit():
        repos, owners = map(int, what.split("x"))
        return [RepoRef(f"owner{n % owners:05}/model-{n:06}") for n in range(repos)]
    return list(repos_of(listed_catalog(), Selection()))


def listed_catalog() -> Catalog:
    """The catalog of this repo."""
    return read_catalog(ROOT / "catalog.yaml")


def start(kind: str, hub: Served, cache: str, **task: Any) -> subprocess.Popen[str]:
    """Begin a measurement in a process of its own."""
    told = json.dumps({"kind": kind, "url": hub.url, "files": sorted(files_of(Selection())), **task})
    environment = {**os.environ, "HF_ENDPOINT": hub.url, "HF_HOME": cache, "HF_HUB_DISABLE_TELEMETRY": "1"}
    environment["HF_HUB_DISABLE_PROGRESS_BARS"] = "1"
    environment.pop("HF_TOKEN", None)
    command = [sys.executable, __file__, "--run", told]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment)


def measure(kind: str, hub: Served, **task: Any) -> dict[str, Any]:
    """One measurement, with what the server counted."""
    hub.control("forget")
    with tempfile.TemporaryDirectory() as cache:
        output, _ = start(kind, hub, cache, **task).communicate()
    return {**json.loads(output), **{f"server_{k}": v for k, v in hub.control("stats").items()}}


def main() -> None:
    what = "recorded"
    latency = ("--latency-ms", str(LATENCY_MS))
    rows: list[tuple[str, str, str, str]] = []

    def report(name: str, target: str, measured: str, held: bool | None) -> None:
        rows.append((name, target, measured, {None: "", True: "yes", False: "**no**"}[held]))
        print(f"| {name} | {target} | {measured} | {rows[-1][3]} |", flush=True)

    print("| | target | measured | reached |\n| --- | --- | --- | --- |", flush=True)
    folder = Path(tempfile.mkdtemp())
    with served(what, "--fill", *latency) as hub:
        state = str(folder / "state.db")
        first = measure("observe", hub, what=what, state=state)
        bound = first["pages"] + first["left_open"]
        requests = first["server_api"] + first["server_resolvers"]
        report(
            f"first run, {first['repos']} repos",
            f"api ≤ {first['pages']} pages + {first['left_open']} left open; files ≤ {first['files']}; no 429",
            f"api {first['server_api']}, files {first['server_resolvers']}, 429: {first['server_too_many']}",
            first["server_api"] <= bound
            and first["server_resolvers"] <= first["files"]
            and not first["server_too_many"],
        )
        wall = 1.5 * requests * LATENCY_MS / 1000 / JOBS
        report("wall time of the first run", f"≤ {wall:.1f} s", f"{first['seconds']:.1f} s", first["seconds"] <= wall)
        again = measure("observe", hub, what=what, state=state)
        report(
            "second run, nothing changed",
            f"api ≤ {again['pages'] + again['left_open']}, files 0",
            f"api {again['server_api']}, files {again['server_resolvers']}, {again['seconds']:.1f} s",
            again["server_api"] <= again["pages"] + again["left_open"] and again["server_resolvers"] == 0,
        )
        files_of_changed = touch_and_count(hub, what)
        changed = measure("observe", hub, what=what, state=state)
        report(
            "second run, 10 repos changed",
            f"their {files_of_changed} files",
            f"api {changed['server_api']}, files {changed['server_resolvers']}",
            changed["server_resolvers"] == files_of_changed,
        )
    with served(what, "--fill", "--no-quota") as hub:
        asked = {
            command: requests_of(hub, *command.split())
            for command in ("check", "discover", f"discover --derivatives {NAMED}")
        }
        audited, discovered, named = asked.values()
        files = [path for path in audited if "/resolve/" in path]
        report(
            "`discover`, without a state",
            "those of `check` without its files",
            f"{len(discovered)} requests; `check` {len(audited)}, of them {len(files)} files",
            sorted(discovered + files) == audited,
        )
        more = [path for path in named if "filter=base_model:" in path]
        report(
            f"`discover --derivatives {NAMED}`, without a state",
            f"{NAMED} requests more",
            f"{len(more)} requests more",
            sorted(discovered + more) == named and len(set(more)) == NAMED,
        )
        off = folder / "off.yaml"
        off.write_text(without_beyond((ROOT / "catalog.yaml").read_text("utf-8")), "utf-8")
        plainly = requests_of(hub, "check", catalog=off)
        listing = [path for path in audited if "sort=createdAt" in path]
        owners = [path for path in audited if path.endswith("/overview")]
        report(
            "what is new of other owners, in `check` and `discover`",
            "≤ 20 requests; none with `beyond: off`",
            f"{len(listing)} pages, {len(owners)} owners; turned off {len(audited) - len(plainly)} fewer",
            len(listing) + len(owners) <= 20 and sorted([*plainly, *listing, *owners]) == audited,
        )
        drafting = requests_of(hub, "add", ADDED)
        report(
            f"`add {ADDED}`, or a family that is ticked, without a state",
            "reported",
            f"{len(drafting)} requests, {sum('/resolve/' in path for path in drafting)} of them files",
            None,
        )
    with served(what, "--fill", *latency, "--no-quota") as hub:
        for threads, name in ((16, "with 16 threads"), (1, "sequential")):
            plain = measure("plain", hub, what=what, threads=threads)
            total = plain["server_api"] + plain["server_resolvers"] + plain["server_pages"]
            report(
                f"plain loop, {name} (without quotas)",
                "reported",
                f"{total} requests, {plain['seconds']:.1f} s: {total / requests:.1f} × the requests of the first run, "
                f"{total / (again['server_api'] + again['server_resolvers']):.0f} × those of the second; "
                f"{plain['seconds'] / first['seconds']:.1f} × and {plain['seconds'] / again['seconds']:.1f} × the time",
                None,
            )
    with served(what, "--fill", *latency) as hub:
        plain = measure("plain", hub, what=what, threads=16)
        report("plain loop, 16 threads, anonymous quotas", "reported", f"429: {plain['server_too_many']}", None)
    synthetic = {}
    for size in ("5000x500", "10000x1000", "20000x2000"):
        with served(size, "--no-quota") as hub:
            state = str(folder / f"{size}.db")
            synthetic[size] = measure("observe", hub, what=size, state=state)
    small, large = synthetic["5000x500"], synthetic["20000x2000"]
    growth = [(run["server_api"] + run["server_resolvers"]) / run["repos"] for run in synthetic.values()]
    linear = large["seconds"] <= 1.3 * 4 * small["seconds"] and max(growth) <= 1.01 * min(growth)
    report(
        "20,000 repos of 2,000 owners (no latency, no quotas)",
        "linear; < 300 MB",
        "; ".join(
            f"{run['repos']:,}: {run['server_api'] + run['server_resolvers']:,} requests, {run['seconds']:.0f} s, "
            f"{run['memory_mb']:.0f} MB"
            for run in synthetic.values()
        ),
        linear and large["memory_mb"] < 300,
    )
    waits = math.ceil(large["server_api"] / 495) - 1
    report("the same at anonymous quotas", "reported", f"{waits} waits of 5 minutes (api), computed", None)
    with served(what, "--fill", "--no-quota", "--latency-ms", "5") as hub:
        clean = measure("observe", hub, what=what, state=str(folder / "clean.db"))
        hub.control("faults?probability=0.2&seed=7")
        faulty = measure("observe", hub, what=what, state=str(folder / "faulty.db"))
        tries = faulty["server_api"] + faulty["server_resolvers"] + faulty["server_pages"]
        plainly = clean["server_api"] + clean["server_resolvers"]
        report(
            "faults in 20 % of answers",
            "same findings; ≤ 60 % more requests",
            f"{'the same' if clean['digest'] == faulty['digest'] else 'others'}; {tries / plainly - 1:.0%} more",
            clean["digest"] == faulty["digest"] and tries <= 1.6 * plainly,
        )
    same, again_held, extra = kills(what, folder, clean["digest"])
    report(
        f"kill -9 at {KILLS} random moments, then resume",
        "same findings; nothing held is fetched again",
        f"{same} of {KILLS} the same; {again_held} fetched again; at most {extra} requests were lost under way",
        same == KILLS and again_held == 0,
    )


def requests_of(hub: Served, *command: str, catalog: Path = ROOT / "catalog.yaml") -> list[str]:
    """The requests of the program itself, as it is typed, without a state; sorted."""
    hub.control("forget")
    with tempfile.TemporaryDirectory() as cache:
        environment = {**os.environ, "HF_ENDPOINT": hub.url, "HF_HOME": cache}
        environment.pop("HF_TOKEN", None)
        named = ["--catalog", str(catalog)] if command[0] == "add" else [str(catalog), "--quiet"]
        arguments = [*command, *named, "--no-state"]
        subprocess.run([sys.executable, "-m", "jllm_sync", *arguments], stdout=subprocess.DEVNULL, env=environment)
    return sorted(hub.control("paths")["paths"])


def without_beyond(catalog: str) -> str:
    """The catalog with the search among other owners turned off."""
    import yaml

    data = yaml.safe_load(catalog)
    data["settings"].setdefault("discovery", {})["beyond"] = "off"
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False)


def touch_and_count(hub: Served, what: str) -> int:
    """Change 10 repos, and count the files that a run needs of them."""
    from tests.hub_server import repos_of as served_repos

    hub.control("touch?count=10")
    repos, _ = served_repos(embedded_recording(), fill=True)
    chosen = [r for r in repos if r.state == "ok" and "config.json" in r.files][:10]
    asked = {ref.repo.lower() for ref in refs_of(what)}
    return sum(len(set(r.files) & files_of(Selection())) for r in chosen if r.id.lower() in asked)


def kills(what: str, folder: Path, digest: str) -> tuple[int, int, int]:
    """Kill a run at random moments and resume it.

    Returns:
        How often the resumed run saw the same, how many answers that the state held were asked for again, and the
        most requests of a killed run whose answers were lost.
    """
    draw, same, again, extra = random.Random(0), 0, 0, 0
    with served(what, "--fill", "--no-quota", "--latency-ms", "5") as hub, tempfile.TemporaryDirectory() as cache:
        whole = measure("observe", hub, what=what, state=str(folder / "whole.db"))
        asked = whole["server_api"] + whole["server_resolvers"]
        for number in range(KILLS):
            hub.control("forget")
            state = str(folder / f"killed{number}.db")
            process = start("observe", hub, cache, what=what, state=state)
            at = draw.randrange(1, asked)
            while process.poll() is None and (s := hub.control("stats"))["api"] + s["resolvers"] < at:
                time.sleep(0.005)
            process.send_signal(signal.SIGKILL)
            process.wait()
            before = hub.control("stats")
            held = held_in(Path(state))
            hub.control("forget")
            output, _ = start("observe", hub, cache, what=what, state=state).communicate()
            stats, paths = hub.control("stats"), hub.control("paths")["paths"]
            same += json.loads(output)["digest"] == digest
            again += sum(part in path for path in map(str.lower, paths) for part in held)
            extra = max(extra, sum(s["api"] + s["resolvers"] for s in (before, stats)) - asked)
    return same, again, extra


def held_in(path: Path) -> set[str]:
    """The requests whose answers a state holds, as parts of their paths."""
    with sqlite3.connect(path) as database:
        rows = database.execute("SELECT kind, owner FROM listings").fetchall()
        owners = {f"/api/{kind}s?author={owner}&" for kind, owner in rows}
        files = database.execute("SELECT revision, name FROM files").fetchall()
    return owners | {f"/resolve/{revision}/{file}".lower() for revision, file in files}


if __name__ == "__main__":
    if sys.argv[1:2] == ["--run"]:
        told = json.loads(sys.argv[2])
        print(json.dumps({"observe": observe, "plain": plain_loop}[told["kind"]](told)))
    else:
        main()
