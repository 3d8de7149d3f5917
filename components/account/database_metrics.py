"""The log group of Enhanced Monitoring in each region, which all databases there share and none of their stacks can have alone."""

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from components.base.key import EncryptionKey, for_log_groups
from components.data.monitoring import OS_METRICS
from stack.site import Site


class DatabaseMetrics(pulumi.ComponentResource):
    """The log group `RDSOSMetrics` with a key and a retention, before RDS makes it without a key.

    Args:
        name: logical and physical name part; for ever.
        site: the account stack's.
        regions: where databases may be.
        retention_days: how long metrics are kept.
    """

    def __init__(
        self, name: str, site: Site, *, regions: Sequence[str], retention_days: int, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("platform:database_metrics:DatabaseMetrics", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        for region in regions:
            key = EncryptionKey(
                f"{name}-{region}",
                site,
                purpose=f"metrics of databases in {region}",
                services=[for_log_groups(site, region)],
                region=region,
                opts=child,
            )
            aws.cloudwatch.LogGroup(
                f"{name}-{region}-group",
                name=OS_METRICS,
                kms_key_id=key.arn,
                retention_in_days=retention_days,
                region=region,
                opts=pulumi.ResourceOptions(parent=self, retain_on_delete=site.protect),
            )
        self.register_outputs({})
