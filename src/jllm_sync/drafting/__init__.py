"""The entries and rows that `add` and `init` write."""
