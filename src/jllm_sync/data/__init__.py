"""What is known of the world, as data, each with its source beside it."""
