"""Rules that hold for every type with a row in a table of `policy.knowledge`."""
