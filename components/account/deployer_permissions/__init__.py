"""What a deployer of the systems may do: everything their stacks need to be applied, on their own resources, and nothing else."""

from collections.abc import Mapping, Sequence

from components.account.deployer_permissions.compute import containers, jobs
from components.account.deployer_permissions.data import databases, streams
from components.account.deployer_permissions.identity import guard, identity
from components.account.deployer_permissions.network import load_balancer, network
from components.account.deployer_permissions.operations import operations
from components.account.deployer_permissions.scope import DeployerScope
from components.account.deployer_permissions.storage import keys, state, storage
from components.base.iam import Statement
from stack.settings import AccountSettings
from stack.site import Site


def deployment(
    site: Site, scope: DeployerScope, settings: AccountSettings, boundaries: Mapping[str, str]
) -> Mapping[str, Sequence[Statement]]:
    """Return the deployer's permissions by the name of the policy that holds them.

    Several policies, because AWS takes at most 6,144 characters in one and ten on a role (IAM guide, "quotas").

    Args:
        site: the account stack's own, which the deployer is kept out of.
        scope: what it may touch.
        settings: which DNS zones it writes into, and where Pulumi's state is kept.
        boundaries: code of each system -> ARN of the policy that every role of that system must be bounded by.
    """
    return {
        "network": network(scope),
        "entrance": load_balancer(scope, settings.hosted_zones),
        "containers": containers(scope),
        "operations": operations(scope),
        "databases": databases(scope),
        "streams-jobs": [*streams(scope), *jobs(scope)],
        "storage": storage(scope),
        "keys": [*keys(scope), *state(scope, settings.state)],
        "identity": identity(scope, boundaries),
        "guard": guard(site),
    }
