"""Log groups: always declared before what writes to them, always with a key and a retention."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws


@dataclass(frozen=True, kw_only=True)
class Logging:
    """Where and how the log groups of a system are kept."""

    key_arn: pulumi.Input[str]
    retention_days: int
    retain: bool
    """Whether a group that is no longer declared stays in AWS, with key and retention: it may be an incident's evidence."""

    def group(
        self,
        name: str,
        physical_name: str,
        parent: pulumi.Resource,
        *,
        retention_days: int | None = None,
        protect: bool = False,
    ) -> aws.cloudwatch.LogGroup:
        """Declare the log group `physical_name`; evidence has a retention of its own and is protected with the stack."""
        return aws.cloudwatch.LogGroup(
            name,
            name=physical_name,
            kms_key_id=self.key_arn,
            retention_in_days=self.retention_days if retention_days is None else retention_days,
            opts=pulumi.ResourceOptions(parent=parent, protect=protect, retain_on_delete=self.retain),
        )
