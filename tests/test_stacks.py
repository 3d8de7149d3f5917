"""What no shipped stack file switches on, through the real command: it is clean too."""

from pathlib import Path

import pytest
import yaml

from offline.errors import Exit
from tests.offline.samples import run
from tests.shipped import completed, values_of
from tests.stacks import DELETE, ROOT, SIGN_IN, Change, changed

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
)


@pytest.mark.parametrize(
    ("stack", "changes"),
    [("dev", CLOSED), ("dev", OPTIONAL), ("production", (("platform:protect", False),))],
    ids=["without NAT", "with everything optional", "about to be taken down"],
)
def test_it_is_clean_in_both_modes(stack: str, changes: tuple[Change, ...], tmp_path: Path) -> None:
    for name in ("Pulumi.yaml", "__main__.py", "components", "systems", "policy"):
        (tmp_path / name).symlink_to(ROOT / name)
    values = completed(changed(values_of(stack), *changes))
    (tmp_path / f"Pulumi.{stack}.yaml").write_text(yaml.safe_dump({"config": values}))
    done = run("preview", stack, "-C", tmp_path)
    assert (done.returncode, done.stderr) == (Exit.OK, "")
    assert "No policy forbids this deployment.\n" in done.stdout
    assert "(advisory)" not in done.stdout
