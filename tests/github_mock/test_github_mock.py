"""Every request of a sync is one that GitHub's own description of its API allows.

Slow, and only where node is there and JLLM_SYNC_NODE_TOOLS names a folder with Prism and the description:

    (cd tests/github_mock && npm install --no-package-lock --ignore-scripts)
    JLLM_SYNC_NODE_TOOLS=FOLDER pytest tests/github_mock
"""

from __future__ import annotations

import http.client
import os
import shutil
from pathlib import Path

import pytest

from tests.github_mock.serve import Exchange, prism, proxy, run

TOOLS = os.environ.get("JLLM_SYNC_NODE_TOOLS")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not TOOLS or shutil.which("node") is None, reason="needs node and JLLM_SYNC_NODE_TOOLS"),
]


def test_github_description_accepts_a_sync_of_the_recorded_audit() -> None:
    exchange, done = run(Path(TOOLS or "."))
    assert exchange.refused == []
    assert all(one.result.complete and not one.notes for one in done)
    assert all(one.plan.actions for one in done)
    asked = {request.partition(" ")[0] + " " + request.partition("/list")[2] for request in exchange.requests}
    pulls = [request for request in exchange.requests if request.startswith("POST") and request.endswith("/pulls")]
    assert len(pulls) == 3, "one of what was ticked, and one of each family"
    assert "DELETE /git/refs/heads/jllm-sync/add-old" in asked
    assert {"POST /issues", "POST /git/trees", "POST /git/commits", "POST /git/refs", "POST /pulls"} <= asked


def test_what_github_would_refuse_is_noticed() -> None:
    exchange = Exchange()
    with prism(Path(TOOLS or ".")) as upstream, proxy(upstream, exchange) as port:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        headers = {"content-type": "application/json"}
        connection.request("POST", "/repos/octo/list/issues/1/comments", b'{"text": "no body"}', headers)
        connection.getresponse().read()
        connection.close()
    assert len(exchange.refused) == 1
