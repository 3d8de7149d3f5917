"""How to connect to a tier, kept as one secret that containers read key by key."""

from collections.abc import Mapping

import pulumi
import pulumi_aws as aws

from components.base.access import SecretReference
from components.network.placement import Placement


class ConnectionSecret(pulumi.ComponentResource):
    """A Secrets Manager secret `/<system>/<environment>/<tail>` with one JSON document in it.

    Each change of a value makes a new version; references name the version, so that tasks roll in the same update. With a
    recovery region the secret is replicated there, encrypted with `recovery_key_arn`.

    Args:
        name: logical name part.
        placement: names, protection, and where a replica goes.
        tail: end of the secret's name.
        description: what it is for.
        key_arn: the key it is encrypted with.
        recovery_key_arn: the key of its replica; None for no replica.
        values: the document, JSON key -> value.
    """

    def __init__(
        self,
        name: str,
        placement: Placement,
        *,
        tail: str,
        description: str,
        key_arn: pulumi.Output[str],
        recovery_key_arn: pulumi.Output[str] | None = None,
        values: Mapping[str, pulumi.Input[str | int]],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("platform:secret:ConnectionSecret", name, None, opts)
        secret = aws.secretsmanager.Secret(
            f"{name}-secret",
            name=placement.site.path(tail),
            description=description,
            kms_key_id=key_arn,
            recovery_window_in_days=30 if placement.site.protect else 0,
            replicas=None
            if placement.site.recovery_region is None or recovery_key_arn is None
            else [{"region": placement.site.recovery_region, "kms_key_id": recovery_key_arn}],
            opts=pulumi.ResourceOptions(parent=self, protect=placement.site.protect),
        )
        self._current = aws.secretsmanager.SecretVersion(
            f"{name}-secret-version",
            secret_id=secret.id,
            secret_string=pulumi.Output.json_dumps(values),
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.arn = secret.arn
        here, there = f":{placement.site.region}:", f":{placement.site.recovery_region}:"
        self.replica_arn = secret.arn.apply(lambda arn: arn.replace(here, there))
        """The copy's ARN, where there is one: a replica differs from its original in the region alone."""
        self._key_arn = key_arn
        self.register_outputs({"arn": self.arn})

    def reference(self, json_key: str) -> SecretReference:
        """Return the reference by which a container gets one value of the document."""
        return SecretReference(secret_arn=self.arn, json_key=json_key, version_id=self._current.version_id, key_arn=self._key_arn)
