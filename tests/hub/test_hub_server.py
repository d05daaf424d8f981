"""The test server answers as the Hub documents it; huggingface_hub itself is the judge where it can be."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.error
import urllib.request
from email.message import Message
from pathlib import Path
from typing import Any

import pytest

from tests.hub.helpers import FakeTime, repo
from tests.hub_server import HubServer, blob_hash

TOKEN = "hf_good"


def get(server: HubServer, path: str, **headers: str) -> tuple[int, Message, Any]:
    """Status, headers and body (JSON where it is) of a path; redirects are not followed."""

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_: object) -> None:
            return None

    request = urllib.request.Request(server.url + path, headers={k.replace("_", "-"): v for k, v in headers.items()})
    try:
        answer = urllib.request.build_opener(Stay).open(request, timeout=5)
    except urllib.error.HTTPError as error:
        answer = error
    body = answer.read()
    try:
        return answer.status, answer.headers, json.loads(body)
    except ValueError:
        return answer.status, answer.headers, body


def test_listings_have_pages_and_the_fields_that_were_asked_for() -> None:
    with HubServer([repo(f"lab/m{n}") for n in range(5)]) as server:
        status, headers, page = get(server, "/api/models?author=lab&limit=3&expand=sha&expand=cardData")
        assert (status, len(page)) == (200, 3)
        assert set(page[0]) == {"_id", "id", "sha", "cardData"}
        following = headers["Link"].removeprefix(f"<{server.url}").removesuffix('>; rel="next"')
        _, headers, page = get(server, following)
        assert ([item["id"] for item in page], headers["Link"]) == (["lab/m3", "lab/m4"], None)
        assert get(server, "/api/models?author=nobody")[2] == []
        assert get(server, "/api/models?author=lab&expand=baseModels")[0] == 400
        assert get(server, "/api/models/lab/m0?expand=baseModels")[0] == 200


def test_repos_that_are_not_there() -> None:
    off = repo("lab/off")
    off.state = "disabled"
    with HubServer([off, repo("lab/old"), repo("lab/Capital")], tokens=frozenset({TOKEN})) as server:
        server.rename("lab/old", "new/name")
        status, headers, _ = get(server, "/api/models/lab/gone")
        assert (status, headers["X-Error-Message"]) == (401, "Invalid username or password.")
        assert get(server, "/api/models/lab/gone", Authorization=f"Bearer {TOKEN}")[0] == 404
        status, headers, _ = get(server, "/api/models/lab/gone", Authorization="Bearer hf_bad")
        assert (status, headers["X-Error-Message"]) == (401, "Invalid credentials in Authorization header")
        status, headers, _ = get(server, "/api/models/lab/off")
        assert (status, headers["X-Error-Message"]) == (403, "Access to this resource is disabled.")
        status, headers, _ = get(server, "/api/models/lab/old?expand=sha")
        assert (status, headers["Location"]) == (307, "/api/models/new/name?expand=sha")
        assert get(server, "/lab/old/resolve/main/config.json")[1]["Location"] == "/new/name/resolve/main/config.json"
        assert get(server, "/api/models/LAB/capital")[1]["Location"] == "/api/models/lab/Capital"


def test_files() -> None:
    closed = repo("lab/closed", gated="auto")
    with HubServer([repo("lab/a"), closed], tokens=frozenset({TOKEN, "hf_in"}), granted=frozenset({"hf_in"})) as server:
        sha = server.repo("lab/a").sha
        status, headers, config = get(server, f"/lab/a/resolve/{sha}/config.json")
        assert (status, config, headers["X-Repo-Commit"]) == (200, {"of": "lab/a"}, sha)
        assert headers["ETag"] == f'"{blob_hash(server.repo("lab/a").files["config.json"])}"'
        assert get(server, "/lab/a/resolve/main/config.json", If_None_Match=headers["ETag"])[0] == 304
        assert get(server, "/lab/a/resolve/main/none.json")[1]["X-Error-Code"] == "EntryNotFound"
        assert get(server, f"/lab/a/resolve/{'0' * 40}/config.json")[1]["X-Error-Code"] == "RevisionNotFound"
        config_of_closed = "/lab/closed/resolve/main/config.json"
        assert get(server, "/lab/closed/resolve/main/README.md")[0] == 200
        assert get(server, config_of_closed)[0] == 401
        status, headers, _ = get(server, config_of_closed, Authorization=f"Bearer {TOKEN}")
        assert (status, headers["X-Error-Code"]) == (403, "GatedRepo")
        assert get(server, config_of_closed, Authorization="Bearer hf_in")[0] == 200


def test_quotas_are_counted_in_fixed_windows() -> None:
    time = FakeTime()
    with HubServer([repo("lab/a")], quotas={"api": 2, "resolvers": 1}, clock=time.clock) as server:
        assert get(server, "/api/models/lab/a")[1]["RateLimit"] == '"api";r=1;t=200'
        assert get(server, "/api/models/lab/a")[0] == 200
        status, headers, _ = get(server, "/api/models/lab/a")
        assert (status, headers["RateLimit-Policy"]) == (429, '"fixed window";"api";q=2;w=300')
        assert get(server, "/lab/a/resolve/main/config.json")[0] == 200
        time.sleep(200)
        assert get(server, "/api/models/lab/a")[0] == 200
        assert server.too_many == 1


PLAIN = """
from huggingface_hub import HfApi, ModelCard, hf_hub_download
import sys, json
api = HfApi()
info = api.model_info("lab/old")
assert info.id == "lab/new" and info.sha, info
assert [m.id for m in api.list_models(author="lab", expand=["sha"])] == ["lab/a", "lab/new"]
assert json.load(open(hf_hub_download("lab/a", "config.json"))) == {"of": "lab/a"}
assert ModelCard.load("lab/a").data.license == "mit"
"""


def test_huggingface_hub_takes_it_for_the_hub(tmp_path: Path) -> None:
    with HubServer([repo("lab/a"), repo("lab/old")], max_page=1) as server:
        server.rename("lab/old", "lab/new")
        environment = {"HF_ENDPOINT": server.url, "HF_HOME": str(tmp_path), "HF_HUB_DISABLE_TELEMETRY": "1"}
        subprocess.run([sys.executable, "-c", PLAIN], check=True, env=environment)


@pytest.mark.parametrize("what", ["recorded", "6x2"])
def test_it_is_served_by_hand(what: str) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.hub_server", what, "--latency-ms", "1"],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    try:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        with urllib.request.urlopen(f"{url}/api/models?author=rinna", timeout=5) as answer:
            assert isinstance(json.load(answer), list)
    finally:
        process.terminate()
        process.wait()
