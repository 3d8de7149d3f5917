"""What whoever deploys the systems may do: everything their stacks need to be applied, on their own resources, and nothing else."""

from collections.abc import Mapping, Sequence

from components.iam import Statement
from components.rights.compute import containers, jobs
from components.rights.data import databases, streams
from components.rights.identity import guard, identity
from components.rights.network import entrance, network
from components.rights.operations import operations
from components.rights.reach import Reach
from components.rights.storage import keys, state, storage
from components.scope import Scope
from components.settings import AccountSettings


def deployment(
    scope: Scope, reach: Reach, settings: AccountSettings, boundaries: Mapping[str, str]
) -> Mapping[str, Sequence[Statement]]:
    """Return the deployer's permissions by the name of the policy that holds them.

    Several policies, because AWS takes at most 6,144 characters in one and ten on a role (IAM guide, "quotas").

    Args:
        scope: the account stack's own, which the deployer is kept out of.
        reach: what it may touch.
        settings: which DNS zones it writes into, and where Pulumi's state is kept.
        boundaries: code of each system -> ARN of the policy that every role of that system must be bounded by.
    """
    return {
        "network": network(reach),
        "entrance": entrance(reach, settings.hosted_zones),
        "containers": containers(reach),
        "operations": operations(reach),
        "databases": databases(reach),
        "streams-jobs": [*streams(reach), *jobs(reach)],
        "storage": storage(reach),
        "keys": [*keys(reach), *state(reach, settings.state)],
        "identity": identity(reach, boundaries),
        "guard": guard(scope),
    }
