"""What huggingface_hub reads from the environment when it is imported. This module does not import it."""

from __future__ import annotations

import os


def prepare_environment(endpoint: str) -> None:
    """Tell huggingface_hub which Hub is meant, and to send no telemetry.

    Call it before anything imports that library: :mod:`jllm_sync.hub.live` does.
    """
    os.environ["HF_ENDPOINT"] = endpoint
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
