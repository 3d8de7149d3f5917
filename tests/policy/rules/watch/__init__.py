"""Cases of the rules in `policy.rules.watch`."""
