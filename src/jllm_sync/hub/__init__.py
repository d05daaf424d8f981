"""What the Hub says: observations, and the sources they come from. Nothing here knows of a catalog."""
