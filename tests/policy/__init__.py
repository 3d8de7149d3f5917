"""Tests of the policy pack, in the rooms that the pack has."""
