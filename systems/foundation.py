"""What every system stands on: keys, network, cluster, load balancer, image repositories, alarms, and what is made of its specs."""

from abc import ABC, abstractmethod
from typing import Any, TypeVar

import pulumi
import pulumi_aws as aws

from components.base.access import Access
from components.base.iam import bind_roles
from components.base.key import EncryptionKey, for_alarms, for_backup_copies, for_budgets
from components.base.logs import Logging
from components.base.signal import Watched
from components.base.tier import Tier
from components.compute.cluster import Cluster
from components.compute.console import USER_JOB, Console, declare_console
from components.compute.image_record import deployed_images, recorded_images
from components.compute.job import Job
from components.compute.repository import Image, Repository
from components.compute.service import Service
from components.compute.spec import ServiceSpec
from components.compute.workload import JobWorkload, ServiceWorkload
from components.data.access_logs import AccessLogs
from components.data.backup import Backup
from components.data.bucket import Bucket
from components.data.flow_log_bucket import flow_log_bucket, log_key_users
from components.data.stream import Stream
from components.edge.firewall import Firewall
from components.edge.load_balancer import LoadBalancer
from components.model.bedrock import model_statements
from components.network.network import Network
from components.network.placement import Placement
from components.watch.alert_topic import AlertTopic
from components.watch.budget import Budget
from components.watch.dashboard import Observability
from components.watch.telemetry import publish_metrics, send_traces
from stack.settings import ModelSettings, SystemSettings
from systems.asked import accesses, backlogs, topic_access
from systems.outputs import data_outputs, entrance_outputs, workload_outputs
from systems.system import Outputs, System, locate

T = TypeVar("T", bound=Tier)


class Foundation:
    """Builds the shared tiers, then what a module's specs say: services, jobs and buckets.

    Args:
        system: what the module says.
        settings: the stack's settings.
        models: all that may be asked through an endpoint of Bedrock; None for whatever roles may.

    Raises:
        pulumi.RunError: when a recorded image is not a digest, or a console is switched on that the system's module does not list.
    """

    def __init__(self, system: System[Any], settings: SystemSettings, *, models: ModelSettings | None = None) -> None:
        self._system, self._settings = system, settings
        if settings.has_console and Console not in system.tiers:
            raise pulumi.RunError(
                f"console of a database of {settings.system}: the roles of its stacks are not bounded for one. "
                "Fix: add Console to `tiers` of the system's module and apply the account stack, or remove console.image"
            )
        # Reads come first: what they refuse must be said before anything is declared.
        recovery_region = None if settings.recovery is None else settings.recovery.region
        self.site = site = locate(system, settings, recovery_region=recovery_region)
        self._digests = {**recorded_images(site), **settings.images}
        self._deployed = deployed_images(site)
        zone = settings.load_balancer.hosted_zone
        zone_id = None if zone is None else aws.route53.get_zone(name=zone, private_zone=False).zone_id
        if settings.role_boundary is not None:
            bind_roles(site.iam_arn(f"policy/{settings.role_boundary}"), system.grants)
        shared = self._shared_key(settings.one_key_because)
        access_logs = AccessLogs("access-logs", site, settings=settings.logs).targets
        key_users = log_key_users(site, settings.network)
        logs_key = shared or EncryptionKey("logs", site, purpose="log groups", services=key_users)
        logging = Logging(key_arn=logs_key.arn, retention_days=settings.logs.retention_days, retain=site.protect)
        flows = flow_log_bucket(site, settings=settings.network, key=logs_key, access_logs=access_logs)
        passing = {} if models is None else {"bedrock-runtime": model_statements(site, models)}
        network = Network(
            "network", site, settings=settings.network, logging=logging, flow_log_bucket=flows, endpoint_policies=passing
        )
        self.placement = Placement(
            site=site,
            network=network,
            logging=logging,
            key=shared,
            credential_store=settings.credential_store,
            backup_account=_copying_account(settings),
        )
        sessions_days = settings.logs.audit_retention_days if settings.has_console else None
        self._cluster = Cluster("cluster", site, settings=settings.cluster, logging=logging, sessions_days=sessions_days)
        self._balancer = LoadBalancer(
            "alb", self.placement, settings=settings.load_balancer, access_logs=access_logs, zone_id=zone_id
        )
        if settings.load_balancer.firewall is not None:
            Firewall("firewall", self.placement, balancer=self._balancer, settings=settings.load_balancer.firewall)
        budget = settings.budget
        self._alerts = AlertTopic("alerts", site, settings=settings.alerts, budgets=budget is not None, key=shared)
        if budget is not None:
            Budget("budget", site, settings=budget, topic=self._alerts)
        if self._balancer.failover is not None:
            self._balancer.failover.watch(site, topic=self._alerts, alerts=settings.alerts)
        self._images_key = shared or EncryptionKey("images", site, purpose="container images")
        self._repositories: dict[str, Repository] = {}
        self._collector: Image | None = None
        self._plain: tuple[Access, ...] = (
            network.access(),
            Access(tier="environment", environment={"ENVIRONMENT": settings.environment, "AWS_REGION": site.region}),
        )
        self._base: tuple[Access, ...] = self._plain
        if settings.tracing is not None:
            collector = Image(repository=self._repository("collector"), digest=settings.tracing.collector)
            # Told of an endpoint that nothing answers at, a task logs errors, which its own alarm counts.
            if collector.recorded:
                self._collector = collector
                self._base = (*self._base, send_traces())
        self.buckets = {
            bucket.name: Bucket(
                bucket.name,
                site,
                settings=settings.buckets[bucket.name],
                access_logs=access_logs,
                key=shared,
                replicated=bucket.replicated,
            )
            for bucket in system.buckets
        }
        """The system's buckets by name."""
        self._tiers: list[Tier] = []
        self._services: dict[str, Service] = {}
        self._jobs: dict[str, Job] = {}

    def add(self, tier: T) -> T:
        """Return a data tier of the system, which is watched, backed up and found among the outputs from then on.

        Raises:
            ValueError: when the system's module does not list its kind: the stack's deployer could not make it.
        """
        if type(tier) not in self._system.tiers:
            kind = type(tier).__name__
            raise ValueError(
                f"{tier.logical_name}: the tiers of {self._settings.system} leave out {kind}: "
                f"add it to `tiers` in the system's module, so that its deployer may make it"
            )
        self._tiers.append(tier)
        return tier

    def service(self, name: str) -> Service:
        """Return a service that the system's module lists before the one that asks.

        Raises:
            ValueError: when there is none of that name so far.
        """
        if name not in self._services:
            declared = f"so far there are {', '.join(self._services)}" if self._services else "it would be the first"
            raise ValueError(
                f"the service {name} is not declared before the one that asks for it ({declared}): "
                "correct the name, or list it earlier in the system's module"
            )
        return self._services[name]

    def complete(self, parts: Any, *, stream: Stream | None = None) -> Outputs:
        """Declare services and jobs, then backups, alarms and the dashboard; return the outputs that every system has.

        Args:
            parts: what the module's specs ask for access.
            stream: where the topics are that services produce and consume.
        """
        for spec in self._system.services:
            access = [*topic_access(spec, stream), *accesses(spec, parts)]
            if spec.publishes_metrics:
                access.append(publish_metrics(self.site))
            self._services[spec.name] = Service(
                spec, self._service_workload(spec), access=access, backlogs=backlogs(spec, parts, stream)
            )
        for job in self._system.jobs:
            self._jobs[job.name] = Job(job, self._job_workload(job.name, job.image_of), access=accesses(job, parts))
        # Without the base's collector: there is nothing to trace, and ECS would let people into it as well.
        console = declare_console(self._tiers, self.placement, self._cluster, repository=self._repository, base=self._plain)
        if console is not None:
            self._jobs[USER_JOB] = console.user_job
        services = self._services.values()
        watched: list[Watched] = [*services, *self._jobs.values(), *self._tiers, *self.buckets.values(), self._balancer]
        signals = [signal for one in watched for signal in one.signals]
        backup: Backup | None = None
        if self._settings.backup is not None:
            backup = Backup("backup", self.placement, settings=self._settings.backup, tiers=self._tiers)
            signals += backup.signals
        watch = Observability(
            "watch",
            self.site,
            topic=self._alerts,
            signals=signals,
            log_groups=[service.task.log_group for service in services],
        )
        optional: Outputs = {
            **({} if backup is None else {"backup": backup.outputs}),
            **({} if console is None else {"console": console.output}),
        }
        return {**self._outputs(watch), **optional}

    def _shared_key(self, reason: str | None) -> EncryptionKey | None:
        """Return the one key of a stack that has no more, which log groups, alarms and budgets may use as well."""
        if reason is None:
            return None
        services = [*log_key_users(self.site, self._settings.network), for_alarms(self.site), for_budgets(self.site)]
        if (account := _copying_account(self._settings)) is not None:
            services += for_backup_copies(account)
        return EncryptionKey("data", self.site, purpose="everything that is kept", services=services, one_key_because=reason)

    def _repository(self, name: str) -> Repository:
        if name not in self._repositories:
            self._repositories[name] = Repository(name, self.site, settings=self._settings.registry, key_arn=self._images_key.arn)
        return self._repositories[name]

    def _image(self, service: str) -> Image:
        repository = next(spec.image for spec in self._system.services if spec.name == service)
        return Image(repository=self._repository(repository), digest=self._digests.get(service))

    def _service_workload(self, spec: ServiceSpec[Any]) -> ServiceWorkload:
        return ServiceWorkload(
            placement=self.placement,
            cluster=self._cluster,
            balancer=self._balancer,
            alerts=self._alerts,
            collector=self._collector,
            image=self._image(spec.name),
            deployed=self._deployed.get(spec.name),
            base=self._base,
            size=self._settings.services[spec.name],
            off_hours=self._settings.off_hours,
            rolls_back=self._settings.alarms_roll_back,
        )

    def _job_workload(self, name: str, image_of: str) -> JobWorkload:
        return JobWorkload(
            placement=self.placement,
            cluster=self._cluster,
            collector=self._collector,
            image=self._image(image_of),
            base=self._base,
            size=self._settings.jobs[name],
        )

    def _outputs(self, watch: Observability) -> Outputs:
        return {
            "vpc_id": self.placement.network.vpc_id,
            **entrance_outputs(self._system, self._balancer),
            **workload_outputs(self._cluster, self._services, self._jobs, self._repositories),
            **data_outputs(self.site, self._tiers, self.buckets),
            "cloudwatch_dashboard_url": watch.dashboard_url,
            "dashboards": [watch.dashboard_name],
            "topics": {"alerts": self._alerts.arn},
        }


def _copying_account(settings: SystemSettings) -> str | None:
    """Return the other account that backups are copied to, if there is one."""
    backup = settings.backup
    return None if backup is None or backup.copy_to is None else backup.copy_to.account


class SystemParts(ABC):
    """What the services of one system share; a module derives a class of its own, whose constructor takes the stack's settings."""

    base: Foundation
    stream: Stream | None = None
    """Where the topics are that services produce and consume."""

    @abstractmethod
    def __init__(self, settings: Any) -> None: ...

    def outputs(self) -> Outputs:
        """Return what the system has for outputs besides those of every system."""
        return {}

    @classmethod
    def build(cls, settings: Any) -> Outputs:
        """Declare the system and return the stack's outputs."""
        parts = cls(settings)
        return {**parts.base.complete(parts, stream=parts.stream), **parts.outputs()}
