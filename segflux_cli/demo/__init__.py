"""The demo: made-up people and what they did, drawn inside the engine."""
