"""The account itself: who may deploy, what is recorded, how images are checked and copied. One stack for each AWS account.

GitHub Actions -> OIDC provider -> deployer -> the systems' stacks, whose roles never do more than the boundary allows
every call to AWS -> trail -> bucket (a year) and log group
images in every region -> scanning; where rules say so -> copies in another region
"""

from collections.abc import Mapping
from typing import Any

import pulumi

from components.deployer import Deployer
from components.foundation import locate
from components.github import GitHubIdentity
from components.placement import Site
from components.registry import Registry
from components.rights.reach import Reach
from components.settings import Settings
from components.settings.account import ACCOUNT_CODE
from components.stack_file import Tiers, present
from components.trail import Trail

TIERS = Tiers(blocks=("account",))


def build(settings: Settings) -> Mapping[str, pulumi.Input[Any]]:
    """Declare the account's own resources and return the stack's outputs."""
    account = present(settings.account)
    scope = locate(ACCOUNT_CODE, settings)
    site = Site(scope=scope, protect=settings.protect)

    trail = Trail("trail", site, settings=account.trail, log_retention_days=settings.logs.retention_days)
    github = GitHubIdentity("github", scope=scope)
    deployer = Deployer(
        "deployer",
        scope=scope,
        reach=Reach(account=scope.account, systems=account.systems, regions=account.regions),
        settings=account,
        trust_policy=github.trust(account.github.subjects),
        after=github.ready,
    )
    Registry(
        "registry",
        scope=scope,
        regions=account.regions,
        scanning=account.scanning,
        replication=account.image_replication,
        protect=settings.protect,
    )

    return {
        "oidc_provider_arn": github.arn,
        "deployer_role_arn": deployer.arn,
        "role_boundaries": deployer.boundaries,
        "trail_arn": trail.arn,
        "trail_bucket": trail.bucket_name,
    }
