"""Answers that no Hub gives: one costs what was asked for, never the run."""

from __future__ import annotations

import gzip
import hashlib
import random
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jllm_sync.hub.budget import LONGEST_WINDOW, WINDOW
from jllm_sync.hub.client import Home, secret_of
from jllm_sync.hub.observation import Observation, Present, Unknown, Unobserved
from jllm_sync.hub.recording import format_recording, recording_of
from jllm_sync.hub.source import Observed
from jllm_sync.hub.store import Store
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
        ({"Retry-After": "Fri, 31 Dec 1999 23:59:59 GMT", "Date": "Fri, 31 Dec 1999 23:59:39 GMT"}, 20),
        ({"Retry-After": "Fri, 31 Dec 2999 23:59:59 GMT", "Date": "yesterday"}, 60),
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


@pytest.mark.parametrize(
    "status", [204, 206, 300, 304, 305, 400, 401, 403, 404, 410, 418, 421, 451, 600, 999, "0", "abc"]
)
@pytest.mark.parametrize("message", ["not here", "\u898b\u3064\u304b\u308a\u307e\u305b\u3093", b"\xb2"])
def test_odd_statuses_and_messages_in_any_script(status: int | str, message: str | bytes) -> None:
    headers = {"X-Error-Message": message, "X-Request-Id": message}
    check(observe({INFO: answer(status, headers, b"")}), spared=("good/c", "lab/a", "lab/b"))


@pytest.mark.parametrize("status", [408, 425])
@pytest.mark.parametrize("where", [LISTING, INFO, FILE], ids=["listing", "info", "file"])
def test_what_was_too_slow_or_too_early_is_asked_for_again(status: int, where: str) -> None:
    time = FakeTime()
    with HubServer([repo("lab/a"), repo("lab/moved"), repo("good/c")], quotas=None) as server:
        server.repo("lab/moved").unlisted = True
        server.raw[where] = [answer(status, {})]
        observed = look(server, ["lab/a", "lab/moved", "good/c"], time=time, jobs=1)
    assert all(isinstance(result, Observation) for result in observed.results.values()) and time.slept < 1


LISTED = b'[{"id": "lab/a", "sha": "%s", "siblings": [{"rfilename": "x"}]}]' % (b"c" * 40)


@pytest.mark.parametrize(
    "whole",
    [
        b"HTTP/1.1 100 Continue\r\n\r\n" + answer(200, {}, LISTED),
        b"HTTP/1.1 103 Early Hints\r\nLink: </x>; rel=next\r\n\r\n" + answer(200, {}, LISTED),
        answer(200, {}, LISTED).replace(b"HTTP/1.1", b"HTTP/1.0"),
        b"HTTP/1.0 200 OK\r\n\r\n" + LISTED,
        answer(200, {}, LISTED.replace(b'"id": "lab/a"', b'"id": "lab/x", "id": "lab/a"')),
        answer(200, {}, LISTED[:-1] + b", " + LISTED[1:]),
        answer(200, {"Set-Cookie": "token=1; Path=/; Domain=127.0.0.1"}, LISTED),
        answer(200, {f"X-{number}": "y" * 90 for number in range(500)}, LISTED),
    ],
    ids=["100 before", "103 before", "HTTP/1.0", "without a length", "keys twice", "repos twice", "cookie", "headers"],
)
def test_odd_shapes_of_a_whole_answer_are_read(whole: bytes) -> None:
    with HubServer([repo("lab/a"), repo("good/c")], quotas=None) as server:
        server.raw[LISTING] = whole
        observed = look(server, ["lab/a", "good/c"], [], time=FakeTime(), jobs=1)
    assert seen(observed, "lab/a").revision == "c" * 40 and observed.complete


@pytest.mark.parametrize("headers", [{"X": "y" * 200_000}, {f"X-{n}": "y" * 100 for n in range(5000)}])
def test_headers_that_are_too_large_cost_the_listing(headers: dict[str, str]) -> None:
    check(observe({LISTING: answer(200, headers, LISTED)}), spared=("good/c", "lab/a", "lab/b"))


def test_a_listing_that_says_the_same_at_ever_new_cursors_is_left_and_proves_nothing() -> None:
    with HubServer([repo("lab/a"), repo("good/c")], quotas=None) as server:
        cursors = (f'<{server.url}/api/models?author=lab&cursor={number}>; rel="next"' for number in range(50))
        server.raw[LISTING] = [answer(200, {"Link": cursor}, LISTED) for cursor in cursors]
        observed = look(server, ["lab/a", "lab/gone", "good/c"], [], time=FakeTime(), jobs=1)
        assert server.count("api") < 10
    assert isinstance(observed.results[RepoRef("lab/gone")], Unobserved)
    assert [words(note) for note in observed.notes] == ["the listing of lab does not end"]


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


BOMB = gzip.compress(bytes(60_000_000), 9)
"""60 MB of nothing in 60 KB: more than a listing, an info or a file may have."""
PARTS = {
    "a bomb": answer(200, {"Content-Encoding": "gzip"}, BOMB),
    "half a body": answer(200, {"Content-Length": "5000"}),
    "half a bomb": answer(200, {"Content-Encoding": "gzip", "Content-Length": "900"}, BOMB[:500]),
    "chunks without end": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n",
    "chunks that are none": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
    "two lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 5000\r\n\r\n[]",
    "a zero in a header": b"HTTP/1.1 404 x\r\nX-Error-Code: Repo\x00NotFound\r\nContent-Length: 2\r\n\r\n[]",
    "no HTTP": b"SSH-2.0-OpenSSH_9.6\r\n",
    "nothing": b" ",
    "early hints, and no more": b"HTTP/1.1 103 Early Hints\r\nLink: </x>; rel=next\r\n\r\n",
    **{str(status): answer(status, {}, b"" if status in (204, 304) else b"{}") for status in (201, 203, 204, 206, 304)},
}


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("where", [LISTING, INFO, FILE], ids=["listing", "info", "file"])
def test_a_part_is_taken_for_no_whole(part: str, where: str) -> None:
    """Not even with the Hub's own mark, and never is a repo gone by it."""
    commit = repo("lab/a").sha.encode()
    marked = PARTS[part].replace(b"\r\n", b"\r\nX-Repo-Commit: " + commit + b"\r\n", 1)
    for raw in (PARTS[part], marked):
        observed = observe({where: raw})
        check(observed, spared=("good/c",))
        states = {ref.repo: r.state for ref, r in observed.results.items() if isinstance(r, Observation)}
        assert states.get("lab/a", "ok") == "ok" and states.get("lab/b", "renamed") == "renamed"
        if where == FILE and isinstance(a := observed.results[RepoRef("lab/a")], Observation):
            assert a.file("config.json") == Unknown(
                message("hub-file.too-large")
            )  # the repo's own fault, with the mark
            assert part == "a bomb" and raw is marked
        assert observed.cost.bytes < 5_000_000


@pytest.mark.parametrize("hash_", ["sha256", "sha1", "md5"])
def test_a_hash_of_another_host_is_no_mark_of_the_hubs(hash_: str) -> None:
    """Some proxies make the hash of a page its ETag; the Hub's of a plain file is Git's."""
    page = b"<html>Please log in</html>"
    etag = hashlib.new(hash_, page, usedforsecurity=False).hexdigest()
    observed = observe({FILE: answer(200, {"ETag": f'"{etag}"', "X-Cache": "HIT", "Server": "cloudfront"}, page)})
    assert isinstance(observed.results[RepoRef("lab/a")], Unobserved)
    check(observed, spared=("good/c", "lab/b"))


@pytest.mark.parametrize(
    "day", ["9999-12-31T23:59:59.000Z", "2999-01-01", "0000-00-00T00:00:00Z", "1e99", "-1", "\u0000"]
)
def test_days_that_are_none_are_kept_as_they_are(day: str) -> None:
    with HubServer([repo("lab/a", createdAt=day, lastModified=day), repo("good/c")]) as server:
        check(observed := look(server, ["lab/a", "good/c"], []), spared=("good/c", "lab/a"))
    assert isinstance(created := seen(observed, "lab/a").info["createdAt"], Present)
    assert created.value == day


def test_a_hub_at_an_ipv6_address_is_asked() -> None:
    try:
        served = HubServer([repo("lab/a"), repo("lab/b")], host="::1", max_page=1, tokens=frozenset({"hf_good"}))
    except OSError:
        pytest.skip("this machine has no IPv6")
    with served as server:
        assert server.url.startswith("http://[::1]:")
        check(look(server, ["lab/a", "lab/b"], token="hf_good"), spared=("lab/a", "lab/b"))
        assert {one.token for one in server.log} == {"hf_good"}


def test_a_hub_at_an_ipv6_address_gets_the_token_and_nobody_else() -> None:
    home = Home("http://[::1]:8080", secret_of("hf_x"))
    assert home.holds("http://[::1]:8080/api/models")
    for other in ("http://[::1]/x", "http://[::2]:8080/x", "http://[::ffff:127.0.0.1]:8080/", "http://[::1%lo]:8080/x"):
        assert not home.holds(other)


NO_HUB = [
    *(answer(status, {}) for status in (200, 204, 206, 304, 401, 403, 404, 408, 425, 429, 451, 500, 502, 504)),
    *PARTS.values(),
    *(answer(200, {}, body) for body in (b"[]", b"null", b"<html>", b"[{}]", b"[" * 5000)),
    answer(404, {"X-Error-Code": "RepoNotFound"}),
    answer(401, {"X-Error-Message": "Invalid username or password."}),
    answer(302, {"Location": "https://elsewhere.example/"}),
]


@pytest.mark.parametrize("seed", [1, 5, 74])
def test_nights_of_odd_answers_make_nothing_gone_and_poison_no_state(seed: int) -> None:
    """Five nights on one state, each with other answers in other places, then one without: as if nothing had been."""
    draw, names = random.Random(seed), [f"lab{number % 6}/m{number}" for number in range(24)]
    places = [r"author=lab{}&", "/api/models/lab{}/", "/lab{}/.*/resolve/", "/resolve/.*/config.json", r"/api/models\?"]
    with HubServer(list(map(repo, names)), quotas=None) as server, Store.open(None) as store:
        for night in range(1, 6):
            server.raw.clear()
            for _ in range(draw.randrange(5)):
                odd, always = draw.choice(NO_HUB), draw.random() < 0.6
                server.raw[draw.choice(places).format(draw.randrange(6))] = (
                    odd if always else [odd] * draw.randrange(1, 4)
                )
            server.repo(draw.choice(names)).touch(night)
            observed = look(server, names, store=store, jobs=draw.choice([1, 8]), resume_within=-1)
            format_recording(recording_of(observed, "2026-01-01")).encode()
            assert {result.state for result in observed.results.values() if isinstance(result, Observation)} <= {"ok"}
        server.raw.clear()
        after, afresh = look(server, names, store=store, resume_within=-1), look(server, names)
        assert after.results == afresh.results and after.complete
