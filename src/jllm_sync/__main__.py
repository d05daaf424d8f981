"""``python -m jllm_sync`` is the same program as ``jllm-sync``."""

from jllm_sync.cli import main

if __name__ == "__main__":
    main()
