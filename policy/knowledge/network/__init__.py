"""Address blocks, security groups, routes, and where tasks run."""
