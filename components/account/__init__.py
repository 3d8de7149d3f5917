"""What an AWS account has once: its trail, its registry, and the identities that deploy."""
