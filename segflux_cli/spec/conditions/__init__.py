"""Readers of conditions and computed traits: a module per head word, and what they share."""
