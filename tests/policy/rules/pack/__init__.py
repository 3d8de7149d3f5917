"""Tests of the rules in `policy.rules.pack`."""
