"""One person as the tables know them: who they are, where they are, and how they are erased."""
