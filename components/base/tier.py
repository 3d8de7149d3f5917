"""What every data tier has in common, as far as a system's foundation asks: signals, and what operations and recovery need."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import ClassVar

import pulumi

from components.base.grant import Grant
from components.base.signal import Signal


class Tier(pulumi.ComponentResource):
    """A component that keeps data or secrets for workloads and hands out access to itself."""

    GRANTS: ClassVar[tuple[Grant, ...]] = ()
    """What its access hands out to task roles, beside network paths and secrets."""
    secret_arn: pulumi.Output[str] | None = None
    """The secret that says how to connect, where there is one."""
    backup_arn: pulumi.Output[str] | None = None
    """What AWS Backup takes recovery points of, where it can."""
    recovery: Mapping[str, pulumi.Output[str]] = MappingProxyType({})
    """What is kept in the recovery region, by the names the recovery stack's settings have for it."""

    def __init__(self, token: str, name: str, opts: pulumi.ResourceOptions | None) -> None:
        super().__init__(token, name, None, opts)
        self.logical_name = name

    @property
    def signals(self) -> Sequence[Signal]:
        """What an operator watches; nothing where there is no load, as with a secret."""
        return ()
