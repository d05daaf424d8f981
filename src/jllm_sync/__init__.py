"""jllm-sync keeps a curated catalog of Hugging Face models true to the Hub."""

__version__ = "0.1.0"
