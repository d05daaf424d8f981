"""One way to ask the Hub: every request of the live source goes through :meth:`HubClient.ask`."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from typing import TypeVar
from urllib.parse import urlsplit

from jllm_sync.hub.budget import Bucket, Budget
from jllm_sync.hub.credentials import Home
from jllm_sync.hub.exchange import Answer, Exchange
from jllm_sync.hub.failure import Elsewhere, Malformed, TooLarge, Transient, Unreachable
from jllm_sync.hub.library import HfHubHTTPError
from jllm_sync.hub.retry import Breaker, Patience

T = TypeVar("T")

REDIRECTS = (301, 302, 303, 307, 308)
MAX_REDIRECTS = 3


class HubClient:
    """Asks the Hub, in any thread, as often as it takes.

    Args:
        home: the Hub; the token goes there, and nowhere else.
        jobs: how many connections are kept.
        timeout: seconds to wait for a connection or for the next part of an answer; six times as many for all of it.
        draw: where the jitter comes from.
    """

    def __init__(
        self,
        home: Home,
        budget: Budget,
        breaker: Breaker,
        *,
        jobs: int,
        stop: threading.Event,
        timeout: float = 10.0,
        patience: Patience | None = None,
        draw: random.Random | None = None,
    ) -> None:
        self.home, self._budget, self._breaker = home, budget, breaker
        self._patience, self._draw = patience or Patience(), draw or random.Random()
        self._exchange = Exchange(home, budget, jobs=jobs, stop=stop, timeout=timeout)
        self.etags_are_hashes = False
        """Whether a file of this endpoint had its Git hash as its ETag: then all files have."""

    @property
    def bytes_read(self) -> int:
        """How many bytes of answers were read, as they came over the wire."""
        return self._exchange.bytes_read

    def close(self) -> None:
        """Drop all connections; a request under way fails."""
        self._exchange.close()

    def ask(
        self,
        url: str,
        read: Callable[[Answer], T],
        *,
        bucket: Bucket,
        cap: int,
        anonymous: bool = False,
        redirects_elsewhere: bool = False,
        follow: bool = True,
    ) -> T:
        """Ask until there is a usable answer, or no sense in asking on.

        Args:
            url: on the endpoint.
            read: makes the result of a successful answer; it raises Transient when the answer is damaged.
            bucket: which quota the request is counted in.
            cap: how many bytes the answer may have, unpacked.
            anonymous: leave the token out.
            redirects_elsewhere: follow redirects to other hosts, without the token.
            follow: follow redirects at all; otherwise ``read`` gets them.

        Returns:
            What ``read`` made of the answer.

        Raises:
            HfHubHTTPError: the Hub says no; huggingface_hub's classes tell why.
            HubFailure: there is no usable answer: Unreachable, Malformed, TooLarge, Elsewhere.
            RunEnds: nothing more can be asked in this run.
        """
        failed = 0
        while True:
            self._breaker.check()
            answered = False
            try:
                if follow:
                    answer = self._follow(url, bucket, cap, anonymous, redirects_elsewhere)
                else:
                    answer = self._exchange.get(url, bucket, cap, with_token=not anonymous)
                if answer.status >= 300 and answer.status not in REDIRECTS:
                    self._exchange.raise_for(answer)
                answered = True
                result = read(answer)
            except Transient as error:
                failed += 1
                if not error.throttled:
                    self._breaker.failure(str(error), answered=answered)
                self._breaker.check()
                if failed >= self._patience.tries:
                    raise Unreachable(f"{error} ({failed} tries)") from None
                delay = min(self._patience.delay(failed, self._draw), self._breaker.longest_wait)
                if error.retry_after is not None and not error.throttled:
                    delay = max(delay, min(error.retry_after, self._patience.cap))
                self._budget.pause(delay)
            except (HfHubHTTPError, TooLarge, Malformed, Elsewhere):
                self._breaker.success()
                raise
            else:
                self._breaker.success()
                return result

    def _follow(self, url: str, bucket: Bucket, cap: int, anonymous: bool, elsewhere: bool) -> Answer:
        target, visited = url, {url}
        for _ in range(MAX_REDIRECTS + 1):
            home = self.home.holds(target)
            answer = self._exchange.get(target, bucket if home else "elsewhere", cap, with_token=home and not anonymous)
            if answer.status not in REDIRECTS:
                return answer
            target = answer.location
            if self.home.holds(target) and not urlsplit(target).query and (query := urlsplit(url).query):
                target = f"{target}?{query}"
            if target in visited:
                raise Transient("redirected in a circle")
            visited.add(target)
            if not self.home.holds(target) and not (elsewhere and self.home.may_lead_to(target)):
                raise Elsewhere(f"redirected to another host ({self.home.clean(target)})")
        raise Transient(f"redirected more than {MAX_REDIRECTS} times")
