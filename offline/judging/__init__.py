"""The policy pack's part: starts it, configures it, asks it, and keeps what it finds."""
