"""A copied stack file with one thing of its original's left in it, through the real command: its own message, and status 2."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from offline.errors import Exit
from tests.offline.samples import run_here
from tests.shipped import FOLDER, completed, values_of
from tests.stacks import DELETE, ROOT, Change, changed

TAGS = {"System": "pre-delinquency-engine", "Environment": "qa", "ManagedBy": "pulumi"}
OWN: tuple[Change, ...] = (
    ("platform:environment", "qa"),
    ("aws:defaultTags", {"tags": TAGS}),
    ("platform:network.cidr_block", "10.9.0.0/16"),
    *(
        (f"platform:network.{tier}_cidr_blocks", [f"10.9.{first + zone}.0/24" for zone in range(3)])
        for tier, first in (("public", 101), ("private", 1), ("data", 201))
    ),
    ("platform:load_balancer.domain", "qa.engine.example.com"),
    ("platform:role_boundary", "acct-shared-boundary-pde-qa"),
)
"""What a copy of dev changes to be a stack of its own."""

LINE = {
    "system": "pre-delinquency-engine",
    "environment": "qa",
    "regions": ["us-east-1"],
    "domains": ["qa.engine.example.com", "dev.engine.example.com"],
}
"""What the account stack says of it."""

DEV = values_of("dev")
NETWORK = DEV["platform:network"]


def _copied(folder: Path, *changes: Change) -> Path:
    """A project with the shipped stack files, and the copy beside them."""
    for name in ("Pulumi.yaml", "pyproject.toml", "__main__.py", "components", "naming", "policy", "stack", "systems"):
        (folder / name).symlink_to(ROOT / name)
    for file in FOLDER.glob("*.yaml"):
        (folder / f"Pulumi.{file.stem}.yaml").symlink_to(file)
    account = values_of("account")
    account["platform:account"]["deployments"].append(LINE)
    (folder / "Pulumi.account.yaml").unlink()
    (folder / "Pulumi.account.yaml").write_text(yaml.safe_dump({"config": account}), encoding="utf-8")
    values = completed(changed(DEV, *OWN, *changes))
    (folder / "Pulumi.qa.yaml").write_text(yaml.safe_dump({"config": values}), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ([("platform:environment", "dev"), ("aws:defaultTags.tags.Environment", "dev")], "platform:environment"),
        ([("platform:environment", "production"), ("aws:defaultTags.tags.Environment", "production")], "platform:environment"),
        ([("platform:environment", "dev")], "platform:environment"),
        ([("platform:network", NETWORK)], "platform:network.cidr_block"),
        ([("aws:defaultTags", DELETE)], "aws:defaultTags"),
        ([("aws:defaultTags.tags.System", "fraud-detector")], "aws:defaultTags.tags.System"),
        ([("aws:defaultTags.tags.Environment", "dev")], "aws:defaultTags.tags.Environment"),
        ([("platform:role_boundary", "acct-shared-boundary-nobody")], "platform:role_boundary"),
        ([("aws:region", "eu-west-1")], "aws:region"),
        ([("platform:load_balancer.domain", "dev.engine.example.com")], "platform:load_balancer.domain"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_one_thing_left_from_the_original_is_told(
    tmp_path: Path, changes: list[tuple[str, Any]], path: str, capsys: pytest.CaptureFixture[str]
) -> None:
    done = run_here(capsys, "preview", "qa", "-C", _copied(tmp_path, *changes), "--policy-pack", "none", "--mode", "planned")
    assert (done.returncode, done.stdout) == (Exit.INPUT, "")
    assert path in [line.strip() for line in done.stderr.splitlines()]
    # A taken environment is another stack's in every respect; any other mistake is told alone.
    assert done.stderr.startswith("error: 1 problem ") or path == "platform:environment"


def test_a_copy_with_everything_of_its_own_is_clean_whatever_is_wrong_beside_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = _copied(tmp_path)
    (folder / "Pulumi.broken.yaml").write_text("config: [", encoding="utf-8")
    (folder / "Pulumi.odd.yaml").write_text("config: {platform:network: [1], aws:allowedAccountIds: {}}", encoding="utf-8")
    done = run_here(capsys, "preview", "qa", "-C", folder, "--policy-pack", "none", "--mode", "planned")
    assert done.returncode == Exit.OK
    assert done.stderr.startswith("warning: Pulumi.broken.yaml was not compared with: ")
    assert done.stderr.count("\n") == 1
