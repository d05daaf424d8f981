"""A catalog as YAML: reading it with the place of every word, and editing it in place."""
