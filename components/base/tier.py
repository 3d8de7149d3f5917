"""What every data tier has in common, as far as a system's foundation asks: signals, and what operations and recovery need."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar, Literal

import pulumi

from components.base.grant import Grant
from components.base.signal import Signal


@dataclass(frozen=True, kw_only=True)
class RestoreTest:
    """What a restore of a tier takes that AWS Backup would otherwise put into the account's default network."""

    kind: Literal["Aurora", "RDS"]
    """As AWS Backup calls it."""
    subnet_group: pulumi.Input[str]
    security_group_id: pulumi.Input[str]


class Tier(pulumi.ComponentResource):
    """A component that keeps data or secrets for workloads and hands out access to itself."""

    GRANTS: ClassVar[tuple[Grant, ...]] = ()
    """What its access hands out to task roles, beside network paths and secrets."""
    secret_arn: pulumi.Output[str] | None = None
    """The secret that says how to connect, where there is one."""
    backup_arn: pulumi.Output[str] | None = None
    """What AWS Backup takes recovery points of, where it can."""
    restore_test: RestoreTest | None = None
    """How AWS Backup restores it to try that out."""
    recovery: Mapping[str, pulumi.Output[str]] = MappingProxyType({})
    """What is kept in the recovery region, by the names the recovery stack's settings have for it."""

    def __init__(self, token: str, name: str, opts: pulumi.ResourceOptions | None) -> None:
        super().__init__(token, name, None, opts)
        self.logical_name = name

    @property
    def signals(self) -> Sequence[Signal]:
        """What an operator watches; nothing where there is no load, as with a secret."""
        return ()
