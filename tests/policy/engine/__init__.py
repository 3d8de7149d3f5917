"""Tests of `policy.engine`, and the calls that the Pulumi engine makes: the pack as a process, for scripts as well."""

from tests.policy.engine.client import Pack, struct, urn

__all__ = ["Pack", "struct", "urn"]
