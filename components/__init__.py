"""How each service tier is built: one ComponentResource a file, and the few plain modules they share."""
