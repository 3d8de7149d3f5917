"""What every tier is made of: accesses, policy documents, keys, log groups, signals."""
