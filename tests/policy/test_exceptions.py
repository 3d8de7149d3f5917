"""Exceptions of the sweeps that nothing needs any more."""

import re

from tests.policy.test_sweeps import JUDGED, KNOWN_SILENT, silent


def test_every_exception_of_the_sweep_is_still_one() -> None:
    spots = {spot for rule in JUDGED for spot in silent(rule)}
    assert [known for known in KNOWN_SILENT if not any(re.fullmatch(known, spot) for spot in spots)] == []
