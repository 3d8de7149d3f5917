"""The rules, one subject a folder."""
