"""The commands, one a file. A file that binds `COMMAND` is a command; its name, with hyphens, is what it is called."""
