"""What the tests of the account share."""

from typing import Any

from offline.simulation.runner import Mode, Recording
from tests.granting import BOUNDARY, policies, statements
from tests.shipped import recorded
from tests.stacks import DELETE, Change

ACCOUNT = "111122223333"
DEPLOYER = "deployer-pde-production"
"""Whose permissions the tests look at."""
DRB = 4
"""The line of default-rate, whose application brings its own images."""
FSBP = "aws-foundational-security-best-practices/v/1.0.0"
THERE = "arn:aws:backup:us-east-1:999988887777:backup-vault:kept"
# What an account may say beside what is shipped, all of it at once and each about something else; the tests tell what comes of it.
ADDED: tuple[Change, ...] = tuple(
    (f"platform:account.{path}", value)
    for path, value in (
        (
            "baseline",
            {
                "guardduty": True,
                "guardduty_plans": ["RDS_LOGIN_EVENTS"],
                "security_hub": True,
                "security_hub_standards": [FSBP, "pci-dss/v/4.0.1"],
                "cost_allocation_tags": ["System", "Environment"],
            },
        ),
        ("github.repository", "example-org/platform"),
        ("image_copies", {"keep": 20, "keep_released": 2000}),
        ("operators", {"users": ["anna", "ops/ben"], "session_hours": 2, "mfa_minutes": 30}),
        ("scanning", "ENHANCED"),
        ("trail.retention_days", 3653),
        ("deployments[0].regions", ["us-east-1", "eu-west-1"]),
        ("deployments[2].adopts", ["legacy-db"]),
        ("deployments[2].backup_copies", THERE),
        ("deployments[2].delivered_by", DELETE),  # a pipeline's operators would have to be among the stack's own
        ("deployments[2].domains", []),
        ("deployments[2].github_environment", "live"),
        ("deployments[2].operators", {"users": ["carla"]}),
        (
            f"deployments[{DRB}].application",
            {"subject": "repo:org/app:environment:test", "records_images": True, "signs_with": "app_drb_images"},
        ),
    )
)
# What an account may leave out.
REMOVED: tuple[Change, ...] = (
    ("platform:protect", False),
    ("platform:account.baseline", dict.fromkeys(("s3_public_access_block", "ebs_encryption", "access_analyzer"), False)),
    ("platform:account.break_glass", DELETE),
    ("platform:account.hosted_zones", []),
    ("platform:account.image_replication", DELETE),
    ("platform:account.operators", DELETE),
)


def with_more(mode: Mode = Mode.APPLIED) -> Recording:
    return recorded("account", mode, *ADDED)


def with_less(mode: Mode = Mode.APPLIED) -> Recording:
    return recorded("account", mode, *REMOVED)


def with_account(*changes: tuple[str, Any]) -> Recording:
    return recorded("account", Mode.APPLIED, *((f"platform:account.{path}", value) for path, value in changes))


def given(recording: Recording, deployer: str = DEPLOYER) -> list[dict[str, Any]]:
    """Return what a deployer may do."""
    return statements(recording, *policies(recording, deployer))


def bounds(recording: Recording, deployer: str = DEPLOYER) -> list[dict[str, Any]]:
    """Return the most that the roles it makes may do."""
    return statements(recording, deployer + BOUNDARY)
