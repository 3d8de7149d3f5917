"""What is deployed: one module a system, each read top to bottom like its diagram."""
