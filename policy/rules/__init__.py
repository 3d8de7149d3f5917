"""The rules, one topic a module."""
