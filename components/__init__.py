"""How a system is built: a room for each kind of tier; walls between them are in pyproject.toml."""
