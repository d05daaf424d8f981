"""Which addresses can be asked, and which proxies can be used."""

from __future__ import annotations

import pytest

from jllm_sync.errors import UserError
from jllm_sync.web_address import base_address, check_proxies, is_web_address, without_password


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("https://huggingface.co", True),
        ("http://127.0.0.1:8080/hub/", True),
        ("http://[::1]:80", True),
        ("https://日本.example", True),
        ("huggingface.co", False),
        ("ftp://huggingface.co", False),
        ("http://", False),
        ("http://:80", False),
        ("http://x:0", False),
        ("http://x:99999", False),
        ("http://x:port", False),
        ("http://[::1", False),
        ("http://a b", False),
        ("http://a\n", False),
        ("", False),
    ],
)
def test_addresses(text: str, good: bool) -> None:
    assert is_web_address(text) is good


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://huggingface.co", "https://huggingface.co"),
        ("HTTPS://HuggingFace.co:443//", "https://huggingface.co"),
        ("http://127.0.0.1:8080/Hub/", "http://127.0.0.1:8080/Hub"),
        ("http://[::1]:80", "http://[::1]"),
        ("http://x:443", "http://x:443"),
        ("https://me:secret@huggingface.co", None),
        ("https://@huggingface.co", None),
        ("https://huggingface.co?x=1", None),
        ("https://huggingface.co/#", None),
        ("huggingface.co", None),
    ],
)
def test_addresses_below_which_others_lie(text: str, address: str | None) -> None:
    assert base_address(text) == address


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"HTTP_PROXY": ""},
        {"HTTPS_PROXY": "http://proxy.example:8080"},
        {"HTTPS_PROXY": "proxy.example:8080"},
        {"ALL_PROXY": "http://me:secret@proxy.example"},
        {"ALL_PROXY": "foo://x", "all_proxy": ""},  # the one in lower case wins
        {"ALL_PROXY": "foo://x", "NO_PROXY": "*"},
        {"FTP_PROXY": "foo://x"},
    ],
)
def test_proxies_that_can_be_used(environment: dict[str, str]) -> None:
    check_proxies(environment, socks="no_such_module")


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({"HTTP_PROXY": "foo://x"}, "HTTP_PROXY: expected the address of a proxy"),
        ({"HTTPS_PROXY": "x:99999"}, "found 'x:99999'"),
        ({"all_proxy": "http://"}, "all_proxy: expected"),
        ({"ALL_PROXY": "http://me:secret@x:99999"}, "found 'http://***@x:99999'"),
        ({"ALL_PROXY": "me:secret@x:99999"}, "found '***@x:99999'"),
        ({"ALL_PROXY": "socks5://127.0.0.1:1"}, "needs the Python module no_such_module"),
    ],
)
def test_proxies_that_cannot(environment: dict[str, str], says: str) -> None:
    with pytest.raises(UserError) as raised:
        check_proxies(environment, socks="no_such_module")
    assert says in str(raised.value)
    assert "secret" not in str(raised.value)


def test_socks_where_it_can_be_spoken() -> None:
    check_proxies({"ALL_PROXY": "socks5h://127.0.0.1:1080"}, socks="json")


def test_passwords_are_not_shown() -> None:
    assert without_password("https://huggingface.co/a@b") == "https://huggingface.co/a@b"
    assert without_password("http://a:b@c@d/") == "http://***@d/"
