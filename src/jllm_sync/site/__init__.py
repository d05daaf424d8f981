"""The catalog, its state and its history as web pages, and the same for machines."""
