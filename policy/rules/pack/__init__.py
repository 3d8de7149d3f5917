"""Rules about the pack's own configuration."""
