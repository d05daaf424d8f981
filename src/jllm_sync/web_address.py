"""Addresses on the web as the environment holds them: whether they can be asked at all, and why one does not answer."""

from __future__ import annotations

import re
import ssl
from collections.abc import Mapping
from importlib.util import find_spec
from urllib.parse import urlsplit
from urllib.request import getproxies_environment, proxy_bypass_environment  # type: ignore[attr-defined]  # no stubs

from jllm_sync.errors import UserError
from jllm_sync.messages import Sayable, message

_PROXIES = ("https_proxy", "http_proxy", "all_proxy")


def is_web_address(text: str, schemes: tuple[str, ...] = ("http", "https")) -> bool:
    """Whether a text is a URL with a host and, where it names a port, one that there is.

    >>> is_web_address("http://127.0.0.1:8080/api"), is_web_address("http://127.0.0.1:99999"), is_web_address("foo")
    (True, False, False)
    """
    try:
        parts = urlsplit(text)
        port = parts.port  # reading it is what checks it
    except ValueError:
        return False
    return parts.scheme in schemes and bool(parts.hostname) and port != 0 and text.isprintable() and " " not in text


def base_address(text: str) -> str | None:
    """An address below which others lie, however it was spelt; None where it cannot be one.

    >>> base_address("HTTPS://HuggingFace.co:443/"), base_address("http://[::1]:8080/hub"), base_address("http://a?b")
    ('https://huggingface.co', 'http://[::1]:8080/hub', None)
    """
    if not is_web_address(text) or set(text) & set("?#"):
        return None
    parts = urlsplit(text)
    if "@" in parts.netloc:
        return None
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    port = f":{parts.port}" if parts.port not in (None, {"http": 80, "https": 443}[parts.scheme]) else ""
    return f"{parts.scheme}://{host}{port}{parts.path.rstrip('/')}"


def without_password(text: str) -> str:
    """An address fit to be shown.

    >>> without_password("http://me:secret@proxy.example:8080")
    'http://***@proxy.example:8080'
    """
    return re.sub(r"^([a-z0-9+.-]*://)?[^/]*@", r"\1***@", text, flags=re.IGNORECASE)


def proxy_for(url: str) -> str:
    """The proxy by which the environment has an address asked, fit to be shown; empty for none."""
    parts, proxies = urlsplit(url), getproxies_environment()
    if proxy_bypass_environment(parts.hostname or "", proxies):
        return ""
    return without_password(proxies.get(parts.scheme) or proxies.get("all") or "")


def unanswered(why: Sayable, error: BaseException, proxy: str, bundle: str) -> Sayable:
    """Why an address did not answer, with what is in the way where that is known.

    Args:
        why: what the HTTP client says.
        error: its exception.
        proxy: by which the address was asked, fit to be shown; empty for none.
        bundle: the environment variable that names more certificates to this client.
    """
    if isinstance(first_cause(error), ssl.SSLCertVerificationError):
        why = message("web-certificate", why=why, variable=bundle)
    return message("web-by-proxy", why=why, proxy=proxy) if proxy else why


def first_cause(error: BaseException) -> BaseException:
    """What an exception comes of in the end: HTTP clients wrap what the system says."""
    while (cause := error.__cause__ or error.__context__) is not None:
        error = cause
    return error


def check_proxies(environment: Mapping[str, str], socks: str) -> None:
    """Look at the proxies that the environment names, as the HTTP clients will.

    Args:
        environment: the environment variables.
        socks: the module that the client needs for a SOCKS proxy.

    Raises:
        UserError: one of them is no proxy that could be used.
    """
    if "*" in (environment.get("no_proxy") or environment.get("NO_PROXY") or "").split(","):
        return
    for lower in _PROXIES:
        name = lower if lower in environment else lower.upper()  # as Python has it
        if not (proxy := environment.get(name)):
            continue
        address = proxy if "://" in proxy else f"http://{proxy}"
        if is_web_address(address, ("http", "https")):
            continue
        if is_web_address(address, ("socks4", "socks5", "socks5h")):
            if find_spec(socks) is not None:
                continue
            raise UserError(message("proxy-needs", name=name, found=repr(without_password(proxy)), module=socks))
        raise UserError(message("proxy", name=name, found=repr(without_password(proxy))))
