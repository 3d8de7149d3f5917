"""The VPC of a system, and where in it a tier is put."""
