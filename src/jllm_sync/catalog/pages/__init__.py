"""A catalog as Markdown pages: reading them with the place of every word."""
