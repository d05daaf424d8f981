"""The live Hub as a source of observations: how it is asked, and opening it.

Nothing here imports huggingface_hub before the environment is what that library can take.
"""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jllm_sync.errors import UserError
from jllm_sync.hub.source import Attended, HubChoice, Progress, Source, stated_endpoint
from jllm_sync.messages import message
from jllm_sync.repo import CANONICAL_HOST
from jllm_sync.web_address import check_proxies, proxy_for

if TYPE_CHECKING:
    from jllm_sync.hub.budget import Patience
    from jllm_sync.hub.run import LiveHub
    from jllm_sync.hub.store import Store


@dataclass(frozen=True, slots=True)
class LiveOptions:
    """How the Hub is asked. Nothing here is read from the environment; that is the caller's part."""

    endpoint: str = CANONICAL_HOST
    token: str | None = field(default=None, repr=False)
    proxy: str = ""
    """The proxy by which the HTTP client asks it, fit to be shown; to be named where nothing answers."""
    max_requests: int | None = None
    """How many requests a run may send; None for no bound."""
    max_wait: float | None = None
    """How many seconds a run may wait for quota; None for no bound."""
    trust_gone: bool = False
    """Believe that repos are gone or renamed, however many and however oddly."""
    jobs: int = 8
    """How many requests are under way at once."""
    timeout: float = 10.0
    """Seconds to wait for the next part of an answer."""
    resume_within: float = 6 * 3600.0
    """Seconds since its start within which a run that was killed or stopped is taken up again."""
    lock_wait: float = 60.0
    """Seconds to wait for another run that uses the same state."""
    patience: Patience | None = None
    """How often a request is tried; None for as often as is usual."""


def live_hub(
    options: LiveOptions,
    store: Store | None = None,
    progress: Callable[[Progress], None] = lambda _: None,
    *,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
    stop: threading.Event | None = None,
    draw: random.Random | None = None,
) -> LiveHub:
    """The live Hub.

    Args:
        options: endpoint, token and bounds.
        store: the state; None observes without one. It stays the caller's to close.
        progress: called a few times a second, in the thread that observes.
        clock: seconds, from any origin, never going back.
        sleep: waits that many seconds; it is asked for a quarter of one at most.
        stop: set it, in a signal handler for example, to end the run within a second.
        draw: where the jitter of retries comes from.

    Raises:
        UserError: the endpoint is no URL, the token cannot be one, or huggingface_hub is set to be offline.
    """
    from huggingface_hub import constants

    from jllm_sync.hub.client import Home, secret_of
    from jllm_sync.hub.run import LiveHub

    if constants.is_offline_mode():
        raise UserError(message("hub-offline"))
    if options.jobs < 1:
        raise UserError(message("hub-jobs", found=options.jobs))
    home = Home(options.endpoint, secret_of(options.token), options.proxy)
    return LiveHub(options, home, store, progress, clock, sleep, stop or threading.Event(), draw or random.Random())


@contextmanager
def open_source(choice: HubChoice, attended: Callable[[], AbstractContextManager[Attended]]) -> Iterator[Source]:
    """The Hub at HF_ENDPOINT, with its state; see :func:`jllm_sync.hub.source.open_source`.

    Raises:
        UserError: the environment names no Hub or a proxy that is none, or the state cannot be used.
    """
    endpoint = stated_endpoint()
    check_proxies(os.environ, socks="socksio")
    os.environ["HF_ENDPOINT"] = endpoint  # huggingface_hub, not imported yet, would break on another spelling
    from huggingface_hub import get_token

    from jllm_sync.hub.store import Store

    options = LiveOptions(
        endpoint=endpoint,
        token=get_token(),
        max_requests=choice.max_requests,
        max_wait=choice.max_wait,
        jobs=choice.jobs,
        trust_gone=choice.trust_gone,
        proxy=proxy_for(endpoint),
    )
    with ExitStack() as stack:
        store = None if choice.no_state else stack.enter_context(Store.open(choice.state))
        by = stack.enter_context(attended())
        yield live_hub(options, store, by.progress, stop=by.stop)
