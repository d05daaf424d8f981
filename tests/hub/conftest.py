"""A certificate of our own, so that the served Hub can speak TLS."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest
import trustme


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> tuple[trustme.CA, Path]:
    """Who issues certificates, and the file that names it."""
    issuer = trustme.CA()
    path = tmp_path_factory.mktemp("tls") / "ca.pem"
    issuer.cert_pem.write_to_path(str(path))
    return issuer, path


@pytest.fixture
def tls(authority: tuple[trustme.CA, Path], monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """What a server on the loopback proves itself with; the program trusts it while the test lasts."""
    issuer, path = authority
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    issuer.issue_cert("127.0.0.1", "localhost").configure_cert(context)
    return context
