"""What a preview found, as people and machines read it."""
