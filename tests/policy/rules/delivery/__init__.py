"""Cases of the rules in `policy.rules.delivery`."""
