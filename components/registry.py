"""What the account's image registries have once in each region: how images are scanned, and where they are copied."""

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from components.settings import ReplicationSettings


class Registry(pulumi.ComponentResource):
    """Scanning in every region, and replication from the regions that have rules for it.

    AWS keeps one configuration of each kind for an account and region: two stacks that declared one would overwrite each other.

    Args:
        name: logical name part.
        account: id of the account, whose registry in the other region receives the copies.
        regions: whose registries are scanned.
        scanning: BASIC or ENHANCED, on push; ENHANCED also looks again.
        replication: which repositories are copied where.
        opts: as for any component.
    """

    def __init__(
        self,
        name: str,
        *,
        account: str,
        regions: Sequence[str],
        scanning: str,
        replication: Sequence[ReplicationSettings],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("platform:registry:Registry", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        frequency = "CONTINUOUS_SCAN" if scanning == "ENHANCED" else "SCAN_ON_PUSH"
        for region in regions:
            aws.ecr.RegistryScanningConfiguration(
                f"{name}-scanning-{region}",
                region=region,
                scan_type=scanning,
                rules=[{"scan_frequency": frequency, "repository_filters": [{"filter": "*", "filter_type": "WILDCARD"}]}],
                opts=child,
            )
        for source in sorted({rule.source for rule in replication}):
            aws.ecr.ReplicationConfiguration(
                f"{name}-replication-{source}",
                region=source,
                replication_configuration={"rules": [_rule(rule, account) for rule in replication if rule.source == source]},
                opts=child,
            )
        for destination in sorted({rule.destination for rule in replication}):
            prefixes = {prefix for rule in replication if rule.destination == destination for prefix in rule.prefixes}
            for prefix in sorted(prefixes):
                _template(f"{name}-copies-{destination}-{prefix.rstrip('/').replace('/', '-')}", destination, prefix, child)
        self.register_outputs({})


def _rule(rule: ReplicationSettings, account: str) -> aws.ecr.ReplicationConfigurationReplicationConfigurationRuleArgsDict:
    return {
        "destinations": [{"region": rule.destination, "registry_id": account}],
        "repository_filters": [{"filter": prefix, "filter_type": "PREFIX_MATCH"} for prefix in rule.prefixes],
    }


def _template(name: str, region: str, prefix: str, opts: pulumi.ResourceOptions) -> None:
    """Have ECR make the copies' repositories like the originals: a tag, once pushed, stays what it is."""
    aws.ecr.RepositoryCreationTemplate(
        name,
        region=region,
        prefix=prefix.rstrip("/"),
        applied_fors=["REPLICATION"],
        image_tag_mutability="IMMUTABLE",
        encryption_configurations=[{"encryption_type": "AES256"}],
        opts=opts,
    )
