"""What a deployer of one stack may do: everything the stack needs to be applied, on its own resources, and nothing else."""

from collections.abc import Callable, Collection, Mapping, Sequence

from components.account.deployer_permissions.compute import containers, jobs, schedules
from components.account.deployer_permissions.data import backups, caches, clusters, databases, queues, streams
from components.account.deployer_permissions.delivery import pipelines
from components.account.deployer_permissions.identity import guard, identity
from components.account.deployer_permissions.network import firewall_reads, load_balancer, network
from components.account.deployer_permissions.operations import operations
from components.account.deployer_permissions.scope import DeployerScope
from components.account.deployer_permissions.storage import keys, secrets, storage
from components.base.iam import Statement
from components.compute.job import Job
from components.compute.schedule import Schedule
from components.data.application_secret import ExternalSecret, GeneratedSecret
from components.data.aurora import AuroraDatabase
from components.data.cache import Cache
from components.data.queue import Queue
from components.data.rds import Database
from components.data.stream import Stream
from components.delivery.pipeline import Pipeline
from components.network.network import Network
from stack.site import Site

Table = Callable[[DeployerScope], list[Statement]]

# Name of a policy -> its tables. Several policies, because AWS takes at most 6,144 characters in one and ten on a role (IAM
# guide, "quotas").
_PARTS: Mapping[str, tuple[Table, ...]] = {
    "network": (network, firewall_reads),
    "entrance": (load_balancer,),
    "containers": (containers,),
    "operations": (operations,),
    "databases": (databases, clusters, caches, backups),
    "streams-jobs": (streams, queues, jobs, schedules),
    "storage": (storage, secrets),
    "keys": (keys,),
    "delivery": (pipelines,),
}
# A table that only stacks with one of these components need; every stack has, or can be given by its file, what the others serve.
# The network stands for what a system with services is made of.
_ONLY_WITH: Mapping[Table, tuple[type, ...]] = {
    network: (Network,),
    firewall_reads: (Network,),
    load_balancer: (Network,),
    containers: (Network,),
    backups: (Network,),
    pipelines: (Pipeline,),
    databases: (Database,),
    clusters: (AuroraDatabase,),
    caches: (Cache,),
    streams: (Stream,),
    queues: (Queue,),
    jobs: (Job,),
    schedules: (Schedule,),
    secrets: (AuroraDatabase, Database, Cache, GeneratedSecret, ExternalSecret),
}


def deployment(
    site: Site, scope: DeployerScope, *, components: Collection[type], boundary_arn: str, of_state: Sequence[Statement]
) -> Mapping[str, Sequence[Statement]]:
    """Return the deployer's permissions by the name of the policy that holds them.

    Args:
        site: the account stack's own, which the deployer is kept out of.
        scope: what it may touch.
        components: what the stack can have.
        boundary_arn: of the policy that every role of the stack must be bounded by.
        of_state: what Pulumi's state takes.
    """
    parts = {
        part: [statement for table in tables if _needed(table, components) for statement in table(scope)]
        for part, tables in _PARTS.items()
    }
    made = {part: statements for part, statements in parts.items() if statements}
    return {**made, "identity": [*identity(scope, components, boundary_arn), *guard(site), *of_state]}


def _needed(table: Table, components: Collection[type]) -> bool:
    return table not in _ONLY_WITH or any(component in components for component in _ONLY_WITH[table])
