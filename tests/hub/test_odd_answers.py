"""Answers that no Hub gives: one costs what was asked for, never the run."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jllm_sync.hub.budget import LONGEST_WINDOW, WINDOW
from jllm_sync.hub.observation import Unknown, Unobserved
from jllm_sync.hub.recording import format_recording, recording_of
from jllm_sync.hub.source import Observed
from jllm_sync.messages import message
from jllm_sync.repo import RepoRef
from tests.hub.helpers import FakeTime, look, repo, seen, words
from tests.hub_server import HubServer

LISTING, INFO, FILE = r"author=lab&", "/api/models/lab/moved", "/lab/a/resolve/"
"""One owner's listing, one repo's info, one repo's files."""
ASKED = ["lab/a", "lab/b", "lab/moved", "good/c"]
DIGITS = "9" * 5000
"""More than Python makes a number of."""
HUGE = "9" * 400
"""More than a float holds."""


def answer(status: int | str, headers: Mapping[str, str | bytes], body: bytes = b"{}") -> bytes:
    """An answer, byte for byte."""
    lines = [f"HTTP/1.1 {status} Odd".encode()]
    stated = {"Content-Length": str(len(body)), **headers}
    lines += [f"{k}: ".encode() + (v if isinstance(v, bytes) else v.encode()) for k, v in stated.items()]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def observe(raw: Mapping[str, bytes], time: FakeTime | None = None) -> Observed:
    """Look at a Hub that answers so in these places.

    One request at a time, the good owner's first: with more, an odd answer that is retried before anything else has
    answered may pass, in a time that nobody waits for, for an endpoint that is wrong as a whole.
    """
    with HubServer([repo("lab/a"), repo("lab/b"), repo("good/c")], quotas=None) as server:
        server.rename("lab/b", "lab/new-b")
        server.raw.update(raw)
        return look(server, ASKED, ["config.json"], time=time or FakeTime(), jobs=1)


def check(observed: Observed, *, spared: tuple[str, ...] = ("good/c",)) -> None:
    """The run is through, the others are observed, and what there is of each repo can be written down.

    It may be incomplete, but only because a listing lacks what answers by itself.
    """
    assert observed.interrupted is None or "listing lacks repos" in words(observed.interrupted)
    for name in spared:
        assert seen(observed, name).state in ("ok", "renamed")
    format_recording(recording_of(observed, "2026-01-01")).encode()


@pytest.mark.parametrize(
    "place",
    [
        "http://[broken",
        "http://\u2100.example/x",
        "http://127.0.0.1:99999/x",
        "http://127.0.0.1:\u00b2/x",
        f"http://{'a' * 70}.example/x",
        "http://a..b/x",
        "http://",
        "//",
        "mailto:somebody@lab.example",
        "\u00e9\x7f",
        "",
    ],
)
def test_places_that_are_none(place: str) -> None:
    moved = answer(302, {"Location": place})
    for where, spared in ((INFO, ("good/c", "lab/a", "lab/b")), (FILE, ("good/c", "lab/b"))):
        check(observe({where: moved}), spared=spared)
    listed = answer(200, {"Link": f'<{place}>; rel="next"'}, b"[]")
    check(observe({LISTING: listed}), spared=("good/c", "lab/a", "lab/b"))


def test_a_place_that_is_no_url_costs_one_repo_and_is_told() -> None:
    result = observe({INFO: answer(307, {"Location": "http://[broken"})}).results[RepoRef("lab/moved")]
    assert isinstance(result, Unobserved)
    assert (result.reason, words(result.detail)) == ("malformed", "an answer that leads to what is no URL")


@pytest.mark.parametrize(
    ("headers", "waits"),
    [
        ({"Retry-After": "20"}, 20),
        ({"Retry-After": "\u00b2"}, 60),
        ({"Retry-After": "\u0663"}, 60),
        ({"Retry-After": "-1"}, 60),
        ({"Retry-After": "Fri, 31 Dec 1999 23:59:59 GMT"}, 60),
        ({"Retry-After": DIGITS}, WINDOW),
        ({"Retry-After": "9" * 20}, WINDOW),
        ({"Retry-After": "0"}, 1),
        ({"Retry-After": "Fri, 31 Dec 9999 23:59:59 GMT"}, WINDOW),
        ({"RateLimit": '"api";r=0;t=300'}, 301),
        ({"RateLimit": '"api";r=0;t=300', "Retry-After": "9"}, 9),
        ({"RateLimit": '"api";r=0;t=99999999'}, WINDOW),
        ({"RateLimit": f'"api";r=0;t={HUGE}'}, WINDOW),
        ({"RateLimit": '"api";r=0;t=9999', "RateLimit-Policy": '"fixed window";"api";q=1;w=600'}, 600),
        ({"RateLimit": '"api";r=0;t=9999', "RateLimit-Policy": f'"fixed window";"api";q=1;w={DIGITS}'}, 60),
        ({"RateLimit": '"api";r=99794;t=241'}, 60),
        ({"RateLimit": '"api";r=99794;t=241', "Retry-After": "5"}, 5),
        ({"RateLimit": f'"api";r=0;t={DIGITS}', "Retry-After": "20"}, 20),
        ({"RateLimit": '"api";r=\u00b2;t=\u00b2'}, 60),
    ],
)
def test_a_429_is_obeyed_within_reason(headers: dict[str, str], waits: float) -> None:
    time = FakeTime()
    with HubServer([repo("lab/a", files={})], quotas=None) as server:
        server.raw["/api/"] = [answer(429, headers)]
        assert seen(look(server, ["lab/a"], time=time), "lab/a").state == "ok"
    assert waits <= time.slept <= waits + 2


@pytest.mark.parametrize(
    "headers",
    [
        {"RateLimit": f'"api";r={DIGITS};t=1'},
        {"RateLimit": f'"api";r={HUGE};t=1'},
        {"RateLimit": f'"api";r=1;t={DIGITS}'},
        {"RateLimit": f'"api";r=1;t={HUGE}'},
        {"RateLimit": '"api";r=-5;t=-5'},
        {"RateLimit": '"api";r=100;t=10', "RateLimit-Policy": f'"fixed window";"api";q={DIGITS};w=300'},
        {"RateLimit": '"api";r=100;t=10', "RateLimit-Policy": f'"fixed window";"api";q={HUGE};w=300'},
        {"RateLimit": '"api";r=100;t=10', "RateLimit-Policy": '"fixed window";"api";q=0;w=0'},
        {"ETag": "\u00b2"},
        {"ETag": DIGITS},
        {"Link": ";;;==,,<>"},
        {"Set-Cookie": "\x01=\u00b2; expires=yesterday"},
        {"Content-Length": "\u00b2"},
        {"Content-Length": DIGITS},
        {"Content-Encoding": "\u00b2"},
        {"Content-Encoding": "br"},
        {"Content-Encoding": "gzip"},
        {"Transfer-Encoding": "gzip, chunked"},
    ],
    ids=lambda headers: " ".join(f"{k} {v[:24]!r}" for k, v in headers.items()),
)
def test_odd_headers(headers: dict[str, str]) -> None:
    time = FakeTime()
    check(observe({LISTING: answer(200, headers, b"[]"), INFO: answer(200, headers)}, time))
    check(observe({FILE: answer(200, headers)}, time), spared=("good/c", "lab/b"))
    assert time.slept < 10 * LONGEST_WINDOW  # each of its few answers says so


@pytest.mark.parametrize("status", [204, 206, 300, 304, 305, 400, 401, 403, 404, 410, 418, 451, 600, 999, "0", "abc"])
@pytest.mark.parametrize("message", ["not here", "\u898b\u3064\u304b\u308a\u307e\u305b\u3093", b"\xb2"])
def test_odd_statuses_and_messages_in_any_script(status: int | str, message: str | bytes) -> None:
    headers = {"X-Error-Message": message, "X-Request-Id": message}
    check(observe({INFO: answer(status, headers, b"")}), spared=("good/c", "lab/a", "lab/b"))


def test_a_message_is_told_as_it_was_said() -> None:
    said = answer(418, {"X-Error-Message": "\u304a\u8336"})
    result = observe({INFO: said}).results[RepoRef("lab/moved")]
    assert isinstance(result, Unobserved)
    assert words(result.detail) == "HTTP 418: \u304a\u8336"


SOUND = b'"id": "lab/a", "sha": "%s", "siblings": []' % (b"a" * 40)


@pytest.mark.parametrize(
    "item",
    [
        b'{%s, "tags": ["\xed\xa0\x80"]}' % SOUND,  # half a surrogate pair, which is no UTF-8
        b'{%s, "tags": ["\xff"]}' % SOUND,
        (b'{%s, "tags": ["\\ud800"]}' % SOUND).decode().encode("utf-16"),
        b'{%s, "gguf": {"total": %s}}' % (SOUND, DIGITS.encode()),
        b'{%s, "gguf": {"total": %s}}' % (SOUND, HUGE.encode()),
        b'{%s, "gguf": {"total": 1e999, "context": NaN}}' % SOUND,
        b'{%s, "config": %s}' % (SOUND, b"[" * 900 + b"]" * 900),
        b'{%s, "config": %s}' % (SOUND, b"[" * 90_000 + b"]" * 90_000),
        b'{%s, "tags": ["\\u0000"], "\\u0000": 1}' % SOUND,
        b"3",
        b"",
    ],
    ids=lambda item: item[70:90],
)
def test_odd_bodies(item: bytes) -> None:
    check(observe({LISTING: answer(200, {}, b"[%s]" % item)}))
    check(observe({INFO: answer(200, {}, item)}), spared=("good/c", "lab/a", "lab/b"))
    check(observe({FILE: answer(200, {}, item)}), spared=("good/c", "lab/b"))


def test_a_file_in_another_encoding_than_utf_8_is_not_json() -> None:
    """Only so can what is read always be written down again; and nothing else that reads the file takes it."""
    config = '{"a": "\\ud800"}'.encode("utf-16")
    with HubServer([repo("lab/a", files={"config.json": config})]) as server:
        observed = look(server, ["lab/a"])
    assert seen(observed, "lab/a").file("config.json") == Unknown(message("hub-file.no-json"))
    check(observed, spared=("lab/a",))


HEADERS = (
    *("Location", "Link", "Retry-After", "RateLimit", "RateLimit-Policy", "ETag", "Content-Length", "Content-Type"),
    *("Content-Encoding", "Transfer-Encoding", "X-Error-Code", "X-Error-Message", "X-Request-Id", "Set-Cookie"),
)
VALUES = st.one_of(
    st.binary(max_size=30).map(lambda value: value.replace(b"\r", b" ").replace(b"\n", b" ").replace(b"\0", b" ")),
    st.sampled_from(["http://[", "<http://[>; rel=next", '"api";r=0;t=1', "gzip", "\u00b2", DIGITS, "-1", "%", ""]),
)


@settings(max_examples=60, deadline=None)
@given(
    place=st.sampled_from([LISTING, INFO, FILE]),
    status=st.sampled_from([200, 302, 307, 400, 401, 403, 404, 429, 500, 503]),
    headers=st.dictionaries(st.sampled_from(HEADERS), VALUES, max_size=4),
    body=st.one_of(st.binary(max_size=40), st.sampled_from([b"[]", b"{}", b"[{}]", b'{"id": 1}', b"null"])),
)
def test_no_answer_ends_the_run(place: str, status: int, headers: dict[str, str | bytes], body: bytes) -> None:
    check(observe({place: answer(status, headers, body)}), spared=("good/c",))
