"""The console: a job that waits while a person holds a psql session in its task, and one that makes its user in the database."""

from collections.abc import Callable, Iterable, Mapping

import pulumi

from components.base.access import Access
from components.base.grant import LOG_GROUPS, OWN_KEYS, WITHOUT_RESOURCE, Grant, Reach, arns
from components.base.iam import actions
from components.base.tier import Tier
from components.compute.cluster import Cluster
from components.compute.container import WRITABLE_PATHS, ContainerSpec
from components.compute.job import Job
from components.compute.repository import Image, Repository
from components.compute.workload import JobWorkload
from components.data.postgres import PostgresTier
from components.network.placement import Placement
from stack.settings import ConsoleSettings, JobSettings

NAME, USER_JOB = "console", "console-user"
"""The job that sessions are held in, which its repository is called as well, and the one that makes their user; for ever."""
AGENT_PATHS = ("/managed-agents", "/var/lib/amazon/ssm", "/var/log/amazon/ssm")
"""What ECS puts its agent into, and what the agent writes: with these the rest of the container stays read-only (decision 20)."""
_TARGET = "kms:EncryptionContext:aws:ssm:TargetId"
# AWS limits none of them to a resource (Amazon ECS guide, "task IAM role permissions for ECS Exec").
_CONNECT = Grant(
    reach=WITHOUT_RESOURCE,
    actions=actions("ssmmessages", "CreateControlChannel CreateDataChannel OpenControlChannel OpenDataChannel"),
)
_FIND_LOG = Grant(reach=WITHOUT_RESOURCE, actions=("logs:DescribeLogGroups",))
_RECORD = Grant(reach=LOG_GROUPS, actions=actions("logs", "CreateLogStream DescribeLogStreams PutLogEvents"))
# What encrypts a session names its task in the encryption context, so that nothing else under the key is opened by it.
_DECRYPT_SESSION = Grant(
    reach=Reach(
        sid="Sessions",
        resources=arns("kms", "key/*"),
        conditions={"StringLike": {_TARGET: "ecs:{name}-cluster_*"}, "StringEqualsIfExists": OWN_KEYS},
    ),
    actions=("kms:Decrypt",),
)


class Console(pulumi.ComponentResource):
    """Two jobs. In the task of `console` a person holds a session, for as long as one may take; then it ends by itself.

    A session signs in with the task's role as a user of its own. `console-user`, which makes that user and decides what it may, is
    the only one of the two that is given the password, and nobody gets into its task.

    Args:
        placement: where it runs.
        cluster: the cluster, which records sessions.
        image: psql and what signs in with a role (docs/image-contract.md).
        base: what every workload of the system receives.
        settings: how long a session may take, and what it may do.
        database: what it reaches.
    """

    GRANTS = (_CONNECT, _FIND_LOG, _RECORD, _DECRYPT_SESSION)
    """Besides those of its jobs."""

    def __init__(
        self,
        placement: Placement,
        cluster: Cluster,
        *,
        image: Image,
        base: tuple[Access, ...],
        settings: ConsoleSettings,
        database: PostgresTier,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("platform:console:Console", NAME, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        site = placement.site
        size = JobSettings(cpu=256, memory=512, timeout_minutes=settings.minutes, architecture=settings.architecture)
        workload = JobWorkload(placement=placement, cluster=cluster, image=image, collector=None, base=base, size=size)
        where = {"PGHOST": "host", "PGPORT": "port", "PGDATABASE": "dbname"}
        session = Access(
            tier="session",
            statements=(
                _CONNECT.on("ConnectToSessions"),
                _FIND_LOG.on("FindRecord"),
                _RECORD.on("RecordSessions", site.arn("logs", f"log-group:{cluster.session_log}:*")),
                _DECRYPT_SESSION.on(
                    "DecryptSessions", cluster.session_key_arn, conditions={"StringLike": {_TARGET: f"ecs:{cluster.name}_*"}}
                ),
            ),
        )
        waits = ContainerSpec(NAME, command=("sleep", str(settings.minutes * 60)), writable_paths=(*WRITABLE_PATHS, *AGENT_PATHS))
        sign_in = database.sign_in_access(NAME, {"PGUSER": "user", **where})
        self._session = Job(waits, workload, access=[session, sign_in], enterable=True, opts=child)
        user = {"CONSOLE_USER": site.name("database-user", NAME), "CONSOLE_ROLES": ",".join(settings.roles)}
        self.user_job = Job(
            ContainerSpec(USER_JOB, command=("create-user",)),
            workload,
            access=[
                database.access({"PGUSER": "username", "PGPASSWORD": "password", **where}),
                Access(tier="console-user", environment=user),
            ],
            opts=child,
        )
        self._minutes, self._session_log = settings.minutes, cluster.session_log
        self.register_outputs({"arn": self._session.arn})

    @property
    def output(self) -> Mapping[str, pulumi.Input[object]]:
        """What whoever begins a session has to know."""
        return {
            "state_machine": self._session.arn,
            "container": NAME,
            "minutes": self._minutes,
            "log_group": self._session_log,
        }


def declare_console(
    tiers: Iterable[Tier],
    placement: Placement,
    cluster: Cluster,
    *,
    repository: Callable[[str], Repository],
    base: tuple[Access, ...],
) -> Console | None:
    """Declare the console of the one database that has it; before it has its image, the repository alone.

    Args:
        tiers: those of the stack.
        placement: as for a console.
        cluster: as for a console.
        repository: declares a repository, by its name.
        base: as for a console.
    """
    for tier in tiers:
        if isinstance(tier, PostgresTier) and tier.console is not None:
            image = Image(repository=repository(NAME), digest=tier.console.image)
            if image.recorded:
                return Console(placement, cluster, image=image, base=base, settings=tier.console, database=tier)
    return None
