"""The buckets that hold the access logs of a stack's other buckets, in its region and where it keeps copies."""

import pulumi

from components.data.access_log import AccessLogTarget, AccessLogTargets, delivery
from components.data.bucket import Bucket, bucket_name
from stack.settings import BucketSettings, LogSettings
from stack.site import Site


class AccessLogs(pulumi.ComponentResource):
    """A bucket `<code>-<environment>-<name>-<account>` for each region of the stack, which no workload can read or write.

    Encrypted with SSE-S3, as S3 delivers to nothing else, and without a log of its own, which would record its own deliveries.

    Args:
        name: logical and physical name part; for ever.
        site: names, protection, and where copies are kept.
        settings: how long the logs are kept.
    """

    def __init__(self, name: str, site: Site, *, settings: LogSettings, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("platform:bucket:AccessLogs", name, None, opts)
        self._site = site
        self._settings = BucketSettings(noncurrent_days=1, expire_days=settings.bucket_access_retention_days)
        recovery = None if site.recovery_region is None else self._target(f"{name}-recovery", site.recovery_region)
        self.targets = AccessLogTargets(here=self._target(name, None), recovery=recovery)
        """What every other bucket of the stack is given."""
        self.register_outputs({"name": self.targets.here.id})

    def _target(self, name: str, region: str | None) -> AccessLogTarget:
        bucket = Bucket(
            name,
            self._site,
            settings=self._settings,
            access_logs=None,
            aws_managed_encryption=True,
            writers=[delivery(self._site, bucket_name(self._site, name))],
            region=region,
            opts=pulumi.ResourceOptions(parent=self),
        )
        return AccessLogTarget(id=bucket.id, depends_on=tuple(bucket.depends_on))
