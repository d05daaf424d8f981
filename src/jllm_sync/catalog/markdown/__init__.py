"""The list's Markdown tables, read into a catalog."""
