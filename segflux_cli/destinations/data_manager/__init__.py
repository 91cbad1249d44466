"""The Data Manager API of Google, through its SDK."""
