"""What the Hub says: observations, and the sources they come from. Nothing here knows of a catalog.

Unless telemetry is switched off before huggingface_hub is imported, its ``build_hf_headers`` (2.4) first asks
``{ENDPOINT}/api/agent-harnesses``: a request that nobody counted. See ``huggingface_hub/utils/_detect_agent.py``.
"""

import os

os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
