"""A harness for tests of rules: resources made by hand, judged as Pulumi's engine has the pack judge them.

With `pytest_plugins = ["policy.testing"]` in a `conftest.py` tests have the fixture `judge`; docs/test-the-pack.md shows it.
What is judged goes through the messages that the engine sends, so that a rule sees what it would see: numbers as floats, unknown
values marked, edges only once the whole stack is there. Needs pytest; with `pulumi-aws` installed, names are held against it.
"""

from collections.abc import Callable

import pytest

from policy.model.values import UNKNOWN
from policy.testing.engine import Found, Violations, judged
from policy.testing.planned import Options, Planned, resource

__all__ = ["UNKNOWN", "Found", "Options", "Planned", "Violations", "judge", "judged", "resource"]


@pytest.fixture
def judge() -> Callable[..., Violations]:
    """The function that judges: `judge(resource(...), ...)`, with the arguments of `policy.testing.judged`."""
    return judged
