"""What the user said, and nothing derived from it."""
