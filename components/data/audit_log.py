"""A log of decisions that must be kept: written by the workload that decides, readable by those who answer for them."""

import pulumi

from components.base.access import Access
from components.base.grant import WRITE_LOGS
from components.network.placement import Placement


class AuditLog(pulumi.ComponentResource):
    """A log group `/<system>/<environment>/audit/<name>` with a retention of its own.

    A workload with access can add to it; nothing in the program can read it back, change it or delete it.

    Args:
        name: logical and physical name part; for ever.
        placement: names, key and protection.
        retention_days: how long entries are kept; one of CloudWatch Logs' own numbers of days.
    """

    def __init__(self, name: str, placement: Placement, *, retention_days: int, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("platform:audit:AuditLog", name, None, opts)
        self._tier = name
        self._physical_name = placement.site.path(f"audit/{name}")
        self._arn = placement.site.arn("logs", f"log-group:{self._physical_name}")
        self._group = placement.logging.group(
            f"{name}-audit", self._physical_name, self, retention_days=retention_days, protect=placement.site.protect
        )
        self.register_outputs({"name": self._group.name})

    def access(self) -> Access:
        """Append to the log, whose name arrives as `AUDIT_LOG_GROUP`."""
        append = WRITE_LOGS.on("AppendToAuditLog", f"{self._arn}:*")
        return Access(tier=self._tier, statements=(append,), environment={"AUDIT_LOG_GROUP": self._group.name})
