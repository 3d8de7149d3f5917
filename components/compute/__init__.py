"""What runs: services and jobs on ECS, from their specs to their task definitions."""
