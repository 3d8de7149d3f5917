"""Tests of `policy.knowledge.iam`."""
