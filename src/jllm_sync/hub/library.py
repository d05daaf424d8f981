"""huggingface_hub, imported the way this program needs it, and only when the live Hub is asked.

Unless telemetry is switched off before the import, ``build_hf_headers`` of huggingface_hub 2.4 first asks
``{ENDPOINT}/api/agent-harnesses``: a request that nobody counted. See ``huggingface_hub/utils/_detect_agent.py``.
Its ``hf_raise_for_status`` is not among this: it takes the answer to an expired token for a missing repo, knows a
missing repo on https only, and prints what the Hub says in ``X-HF-Warning``.
"""

from __future__ import annotations

import os

os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"

import httpx2
from huggingface_hub import close_session, constants, get_session, hf_hub_url, set_client_factory
from huggingface_hub.errors import HFValidationError
from huggingface_hub.utils import (  # type: ignore[attr-defined]  # public, and imported for that
    RateLimitInfo,
    build_hf_headers,
    parse_ratelimit_headers,
    validate_repo_id,
)

constants.HF_HUB_DISABLE_TELEMETRY = True  # for a process that had imported it before

__all__ = [
    "HFValidationError",
    "RateLimitInfo",
    "build_hf_headers",
    "close_session",
    "constants",
    "get_session",
    "hf_hub_url",
    "httpx2",
    "parse_ratelimit_headers",
    "set_client_factory",
    "validate_repo_id",
]
