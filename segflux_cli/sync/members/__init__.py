"""Who should be where, who is there, and what that changes."""
