"""Tests of `policy.engine`, and the calls that the Pulumi engine makes."""
