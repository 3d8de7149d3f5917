"""Rules about tasks: their containers, images, roles, secrets and services."""
