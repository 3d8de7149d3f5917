"""Tests of `policy.model`."""
