"""What no shipped stack file switches on: it is clean too."""

import pytest

from offline.judging.pack import judge
from offline.simulation.runner import Mode
from tests.shipped import recorded
from tests.stacks import DELETE, SIGN_IN, Change

CLOSED: tuple[Change, ...] = (
    ("platform:network.nat", "none"),
    ("platform:network.interface_endpoints", ["ecr.api", "ecr.dkr", "logs", "secretsmanager", "xray", "monitoring"]),
)
OPTIONAL: tuple[Change, ...] = (
    ("platform:alerts", {"slack": {"team_id": "T07EA123LEP", "channel_id": "C07EZ1ABC23"}}),
    ("platform:services.dashboard.sign_in", SIGN_IN),
    ("platform:off_hours", DELETE),
    ("platform:services.api.deployment", {"strategy": "blue-green"}),
    ("platform:tracing", {"collector": f"sha256:{'cd' * 32}"}),
    ("platform:database.console.image", f"sha256:{'cd' * 32}"),
)


@pytest.mark.parametrize(
    ("stack", "changes", "mode"),
    [
        pytest.param("dev", CLOSED, Mode.APPLIED, id="without NAT"),
        pytest.param("dev", OPTIONAL, Mode.APPLIED, id="with everything optional"),
        pytest.param("dev", OPTIONAL, Mode.PLANNED, id="the same before it exists"),
        pytest.param("production", (("platform:protect", False),), Mode.APPLIED, id="about to be taken down"),
    ],
)
def test_it_is_clean(stack: str, changes: tuple[Change, ...], mode: Mode, port: int) -> None:
    """Before it exists less of a stack can be judged: of that the one with most in it tells."""
    judgement = judge(port, recorded(stack, mode, *changes), {})
    assert judgement.rules
    assert [one for one in judgement.findings if not (mode is Mode.PLANNED and one.undecided)] == []
