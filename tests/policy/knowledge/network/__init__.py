"""Tests of `policy.knowledge.network`."""
