"""What a change of specs does to segments that are built."""
