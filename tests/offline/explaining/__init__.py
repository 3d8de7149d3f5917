"""One component of a stack, explained."""
