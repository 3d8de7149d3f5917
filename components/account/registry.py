"""What the account's image registries have once in each region: how images are scanned, and where they are copied."""

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from components.base.iam import Role, Statement, trust
from components.base.key import EncryptionKey
from components.compute.repository import lifecycle
from stack.settings import ImageSettings, ReplicationSettings
from stack.site import PARTITION, Site


class Registry(pulumi.ComponentResource):
    """Scanning in every region, and replication from the regions that have rules for it.

    AWS keeps one configuration of each kind for an account and region: two stacks that declared one would overwrite each other.

    Args:
        name: logical name part.
        site: the account stack's; the account's registry in the other region receives the copies.
        regions: whose registries are scanned.
        scanning: BASIC or ENHANCED, on push; ENHANCED also looks again.
        replication: which repositories are copied where, to be encrypted there with a key of the destination.
        kept: how many images each of the copies' repositories keeps.
        opts: as for any component.
    """

    def __init__(
        self,
        name: str,
        site: Site,
        *,
        regions: Sequence[str],
        scanning: str,
        replication: Sequence[ReplicationSettings],
        kept: ImageSettings,
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
        copies = self._copies(name, site, replication, kept)
        for source in sorted({rule.source for rule in replication}):
            aws.ecr.ReplicationConfiguration(
                f"{name}-replication-{source}",
                region=source,
                replication_configuration={"rules": [_rule(rule, site.account) for rule in replication if rule.source == source]},
                # What is copied before there is a template is AES256 for ever: ECR re-encrypts no repository.
                opts=pulumi.ResourceOptions(parent=self, depends_on=copies),
            )
        self.register_outputs({})

    def _copies(
        self, name: str, site: Site, replication: Sequence[ReplicationSettings], kept: ImageSettings
    ) -> list[pulumi.Resource]:
        """Declare how ECR makes the copies' repositories: like the originals, with a key, and tags that stay what they are."""
        prefixes = {
            region: sorted({prefix for rule in replication if rule.destination == region for prefix in rule.prefixes})
            for region in sorted({rule.destination for rule in replication})
        }
        if not prefixes:
            return []
        child = pulumi.ResourceOptions(parent=self)
        keys = {
            region: EncryptionKey(
                f"{name}-copies-{region}",
                site,
                purpose=f"image copies in {region}",
                region=region,
                opts=child,
            )
            for region in prefixes
        }
        made = [(region, prefix) for region in prefixes for prefix in prefixes[region]]
        repositories = [f"arn:{PARTITION}:ecr:{region}:{site.account}:repository/{prefix}*" for region, prefix in made]
        maker = Role(
            f"{name}-copies",
            physical_name=site.name("role", f"{name}-copies"),
            description="ECR makes the repositories of image copies",
            trust_policy=trust("ecr.amazonaws.com", {}),
            statements=[
                Statement(
                    sid="MakeCopies",
                    actions=("ecr:CreateRepository", "ecr:ReplicateImage", "ecr:TagResource"),
                    resources=tuple(repositories),
                ),
                Statement(
                    sid="EncryptCopies",
                    actions=("kms:CreateGrant", "kms:DescribeKey", "kms:RetireGrant"),
                    resources=tuple(key.arn for key in keys.values()),
                ),
            ],
            opts=child,
        )
        return [
            aws.ecr.RepositoryCreationTemplate(
                f"{name}-copies-{region}-{prefix.rstrip('/').replace('/', '-')}",
                region=region,
                prefix=prefix.rstrip("/"),
                applied_fors=["REPLICATION"],
                custom_role_arn=maker.arn,
                image_tag_mutability="IMMUTABLE",
                lifecycle_policy=lifecycle(kept),
                encryption_configurations=[{"encryption_type": "KMS", "kms_key": keys[region].arn}],
                opts=pulumi.ResourceOptions(parent=self, depends_on=maker.policies),
            )
            for region, prefix in made
        ]


def _rule(rule: ReplicationSettings, account: str) -> aws.ecr.ReplicationConfigurationReplicationConfigurationRuleArgsDict:
    return {
        "destinations": [{"region": rule.destination, "registry_id": account}],
        "repository_filters": [{"filter": prefix, "filter_type": "PREFIX_MATCH"} for prefix in rule.prefixes],
    }
