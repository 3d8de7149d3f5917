"""The account itself: who may deploy, what is recorded, how images are checked and copied. One stack for each AWS account.

GitHub Actions -> OIDC provider -> deployer -> the systems' stacks, whose roles never do more than the boundary allows
every call to AWS -> trail -> bucket (a year) and log group
the account and each of its regions -> guards: no public buckets, encrypted volumes, who outside may reach what
images in every region -> scanning; where rules say so -> copies in another region
"""

from components.account.baseline import Baseline
from components.account.deployer import Deployer
from components.account.deployer_permissions.scope import DeployerScope
from components.account.github import GitHubIdentity
from components.account.registry import Registry
from components.account.trail import Trail
from stack.block import block
from stack.settings import AccountSettings, StackSettings
from stack.settings.account import ACCOUNT_CODE
from systems.foundation import locate
from systems.system import Outputs, System


@block
class AccountStackSettings(StackSettings):
    """What the account's stack file says."""

    account: AccountSettings


def build(settings: AccountStackSettings) -> Outputs:
    """Declare the account's own resources and return the stack's outputs."""
    account = settings.account
    site = locate(SYSTEM, settings)
    trail = Trail("trail", site, settings=account.trail, log_retention_days=settings.logs.retention_days)
    Baseline("baseline", site, settings=account.baseline, regions=account.regions)
    github = GitHubIdentity("github", site)
    deployer = Deployer(
        "deployer",
        site,
        scope=DeployerScope(account=site.account, systems=account.systems, regions=account.regions),
        settings=account,
        trust_policy=github.trust(account.github.subjects),
        after=github.depends_on,
    )
    Registry("registry", site, regions=account.regions, scanning=account.scanning, replication=account.image_replication)
    return {
        "oidc_provider_arn": github.arn,
        "deployer_role_arn": deployer.arn,
        "role_boundaries": deployer.boundaries,
        "trail_arn": trail.arn,
        "trail_bucket": trail.bucket_name,
    }


SYSTEM = System(code=ACCOUNT_CODE, settings=AccountStackSettings, build=build)
