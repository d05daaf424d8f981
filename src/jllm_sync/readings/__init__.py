"""What an observation means: comparable values, each with its evidence. Nothing here does input or output."""
