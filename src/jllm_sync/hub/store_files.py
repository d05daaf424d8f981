"""The files of repos, as the state keeps them."""

from __future__ import annotations

import time
import zlib
from collections.abc import Mapping
from typing import cast

from jllm_sync.hub.files import Held, Status
from jllm_sync.hub.items import Facts, digest
from jllm_sync.hub.store import Store

REFUSED_DAYS = 7
"""After so many days a file that was gated, or served in an odd way, is asked for again: that may have changed while
the repo did not."""


def save(store: Store, endpoint: str, facts: Facts, read: Mapping[str, Held]) -> None:
    """Keep files that were read of a repo at its revision; equal contents are kept once."""
    with store.writing() as database:
        for name, file in read.items():
            blob = None
            if file.status == "present":
                blob = digest(file.content)
                database.execute("INSERT OR IGNORE INTO blobs VALUES (?, ?)", (blob, zlib.compress(file.content)))
            database.execute(
                "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (*_place(endpoint, facts), name, file.status, blob, time.time()),
            )


def held(store: Store, endpoint: str, facts: Facts) -> dict[str, Held]:
    """The files that are held of a repo at its revision."""
    rows = store.rows(
        "SELECT name, status, content, seen_at FROM files LEFT JOIN blobs ON digest = blob "
        "WHERE endpoint = ? AND kind = ? AND repo = ? AND revision = ?",
        _place(endpoint, facts),
    )
    old = time.time() - REFUSED_DAYS * 86_400
    return {
        name: Held(cast("Status", status), zlib.decompress(content) if content is not None else b"")
        for name, status, content, seen_at in rows
        if status not in ("gated", "unreadable") or seen_at > old
    }


def _place(endpoint: str, facts: Facts) -> tuple[str, str, str, str]:
    return endpoint, facts.kind, facts.canonical.lower(), facts.revision
