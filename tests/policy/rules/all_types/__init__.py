"""Cases of the rules about all types."""
