"""Tests of `policy.knowledge`."""
