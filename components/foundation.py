"""What every system stands on: keys, network, cluster, entrance, image repositories and the topic alarms go to."""

import re
from collections.abc import Mapping

import pulumi
import pulumi_aws as aws

from components.access import Access
from components.alerts import AlertTopic
from components.cluster import Cluster
from components.firewall import Firewall
from components.iam import Statement
from components.key import EncryptionKey, for_log_groups
from components.load_balancer import LoadBalancer
from components.logs import Logging
from components.network import Network
from components.placement import JobWorkload, Placement, ServiceWorkload
from components.repository import Image, Repository
from components.rights.boundary import bind_roles
from components.scope import Scope
from components.service import NO_IMAGE, Service
from components.settings import Settings
from components.stack_file import present

_DIGEST = re.compile(r"(\S+@)?sha256:[0-9a-f]{64}")


class Foundation:
    """Builds the shared tiers and hands out placements and workloads, so that a system module only says what it is made of.

    Args:
        code: short name of the system, at most six letters; heads every physical name, so it is for ever.
        settings: the stack's settings.

    Raises:
        ValueError: when `code` is too long.
        pulumi.RunError: when a recorded image is not a digest.
    """

    def __init__(self, code: str, settings: Settings) -> None:
        self._settings = settings
        # Reads come first: what they refuse must be said before anything is declared.
        self.scope = locate(code, settings)
        self._images = {**recorded_images(self.scope), **settings.images}
        entrance = present(settings.load_balancer)
        zone = entrance.hosted_zone
        zone_id = None if zone is None else aws.route53.get_zone(name=zone, private_zone=False).zone_id
        if settings.role_boundary is not None:
            bind_roles(self.scope.iam_arn(f"policy/{settings.role_boundary}"))
        logs_key = EncryptionKey(
            "logs", scope=self.scope, purpose="log groups", protect=settings.protect, services=[for_log_groups(self.scope)]
        )
        logging = Logging(key_arn=logs_key.arn, retention_days=settings.logs.retention_days)
        self.network = Network("network", scope=self.scope, settings=present(settings.network), logging=logging)
        self.place = Placement(
            scope=self.scope,
            network=self.network,
            logging=logging,
            protect=settings.protect,
            recovery_region=None if settings.recovery is None else settings.recovery.region,
        )
        self.cluster = Cluster("cluster", scope=self.scope, settings=settings.cluster, logging=logging)
        self.balancer = LoadBalancer("alb", self.place, settings=entrance, zone_id=zone_id)
        if entrance.firewall is not None:
            Firewall("firewall", self.place, balancer=self.balancer, settings=entrance.firewall)
        self.alerts = AlertTopic("alerts", scope=self.scope, settings=settings.alerts, protect=settings.protect)
        self._images_key = EncryptionKey("images", scope=self.scope, purpose="container images", protect=settings.protect)
        self.services: dict[str, Service] = {}
        """Every service built from a workload of this foundation, by name, in the order of the system's module."""
        self._collector = None
        self._base: tuple[Access, ...] = (
            self.network.access(),
            Access(tier="environment", environment={"ENVIRONMENT": settings.environment, "AWS_REGION": self.scope.region}),
        )
        if settings.tracing is not None:
            self._collector = Image(repository=self.repository("collector"), digest=settings.tracing.collector)
            self._base = (*self._base, _tracing())

    def metrics(self) -> Access:
        """Publish metrics of the workload's own into the namespace of the system, which arrives as `METRICS_NAMESPACE`."""
        publish = Statement(
            sid="PublishMetrics",
            actions=("cloudwatch:PutMetricData",),
            resources=("*",),
            conditions={"StringEquals": {"cloudwatch:namespace": self.scope.system}},
            because="PutMetricData takes no resource; the namespace condition is its only bound",
        )
        return Access(tier="metrics", statements=(publish,), environment={"METRICS_NAMESPACE": self.scope.system})

    def repository(self, name: str) -> Repository:
        """Declare the image repository `name`."""
        return Repository(
            name,
            scope=self.scope,
            settings=self._settings.registry,
            key_arn=self._images_key.arn,
            protect=self._settings.protect,
        )

    def workload(self, name: str, repository: Repository) -> ServiceWorkload:
        """Return what the service `name` needs to run its image from `repository`."""
        return ServiceWorkload(
            place=self.place,
            cluster=self.cluster,
            alerts=self.alerts,
            collector=self._collector,
            image=Image(repository=repository, digest=self._images.get(name)),
            base=self._base,
            size=self._settings.services[name],
            off_hours=self._settings.off_hours,
            rolls_back=self._settings.alarms_roll_back,
            fleet=self.services,
        )

    def service(self, name: str) -> Service:
        """Return a service that the system's module declares before the one that asks.

        Raises:
            ValueError: when there is none of that name so far.
        """
        if name not in self.services:
            raise ValueError(f"the service {name} is not declared before the one that asks for it")
        return self.services[name]

    def job(self, name: str, repository: Repository, *, image_of: str) -> JobWorkload:
        """Return what the job `name` needs to run the image that the service `image_of` runs."""
        return JobWorkload(
            place=self.place,
            cluster=self.cluster,
            alerts=self.alerts,
            collector=self._collector,
            image=Image(repository=repository, digest=self._images.get(image_of)),
            base=self._base,
            size=self._settings.jobs[name],
        )


def _tracing() -> Access:
    """Send traces through the collector beside the container, which acts with the task's role."""
    send = Statement(
        sid="SendTraces",
        actions=(
            "xray:PutTraceSegments",
            "xray:PutTelemetryRecords",
            "xray:GetSamplingRules",
            "xray:GetSamplingTargets",
            "xray:GetSamplingStatisticSummaries",
        ),
        resources=("*",),
        because="X-Ray takes no resource for what a daemon does",
    )
    return Access(tier="tracing", statements=(send,), environment={"OTEL_EXPORTER_OTLP_ENDPOINT": "http://localhost:4317"})


def locate(code: str, settings: Settings) -> Scope:
    """Return where a stack of the system with this code lives; asks AWS for the account.

    Raises:
        ValueError: when `code` is not one to six letters.
    """
    if not re.fullmatch(r"[a-z]{1,6}", code):
        raise ValueError(f"code {code!r} must be one to six lower-case letters: AWS limits load balancer names to 32 characters")
    return Scope(
        system=settings.system,
        code=code,
        environment=settings.environment,
        account=aws.get_caller_identity().account_id,
        region=pulumi.Config("aws").require("region"),
    )


def recorded_images(scope: Scope) -> Mapping[str, str]:
    """Return the digests pipelines have recorded, by service.

    Raises:
        pulumi.RunError: when a parameter holds something that is no digest.
    """
    path = scope.path("images")
    answer = aws.ssm.get_parameters_by_path(path=path, with_decryption=False)
    images = {}
    for name, value in zip(answer.names, answer.values, strict=True):
        if value == NO_IMAGE:
            continue
        if not _DIGEST.fullmatch(value):
            raise pulumi.RunError(
                f"parameter {name} holds {value!r}, which is no image digest. Allowed: sha256:<64 hex digits>, or "
                f"<repository>@sha256:<64 hex digits>. Fix: aws ssm put-parameter --overwrite --name {name} --value sha256:..."
            )
        images[name.removeprefix(f"{path}/")] = value
    return images
