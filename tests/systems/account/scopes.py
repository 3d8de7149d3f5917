"""The scope of a deployer, as tests make one up."""

from typing import Any

from components.account.deployer_permissions.scope import DeployerScope
from tests.systems.account.account import ACCOUNT


def scope(**changes: Any) -> DeployerScope:
    values: dict[str, Any] = {
        "account": ACCOUNT,
        "system": "weather",
        "code": "wea",
        "environment": "test",
        "regions": ("us-east-1",),
        **changes,
    }
    return DeployerScope(**values)
