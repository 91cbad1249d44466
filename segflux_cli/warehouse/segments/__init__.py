"""What a build has left of segments: members, sizes, and what they say about each other."""
