"""What huggingface_hub reads from the environment when it is imported. This module does not import it."""

from __future__ import annotations

import os

from jllm_sync.errors import UserError
from jllm_sync.web_address import check_proxies, is_web_address, without_password


def prepare_environment(endpoint: str) -> None:
    """Tell huggingface_hub which Hub is meant, and to send no telemetry.

    Call it before anything imports that library: :mod:`jllm_sync.hub.live` does.

    Raises:
        UserError: the endpoint or a proxy is no address; the library would break on it.
    """
    shown = without_password(endpoint)
    if shown != endpoint or not is_web_address(endpoint):
        raise UserError(f"HF_ENDPOINT: expected the URL of a Hub, such as https://huggingface.co, found {shown!r}")
    check_proxies(os.environ, socks="socksio")
    os.environ["HF_ENDPOINT"] = endpoint
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
