"""What the catalog claims: its model, and reading it with the place of every word."""
