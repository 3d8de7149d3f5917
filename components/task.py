"""What services and jobs have in common: a task definition with its roles, log group, security group and openings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.access import Access, Opening, SecretReference, environment_of, secrets_of
from components.iam import Role, Statement, decrypt, only_for, trust
from components.placement import Workload
from components.repository import pull_statements
from components.scope import Scope
from components.signals import Signal

USER = "10001"
"""Who containers run as, unless a workload says otherwise: nobody the host knows (docs/image-contract.md)."""
WRITABLE_PATHS = ("/tmp",)  # noqa: S108  a mount point inside the container, not a file of ours
"""What containers may write to; everything else of them is read-only."""


@dataclass(frozen=True, kw_only=True)
class Probe:
    """How ECS asks a container whether it is well. ECS ignores a Dockerfile's HEALTHCHECK, and slim images have no curl."""

    command: tuple[str, ...]
    """Run inside the container without a shell; exit code 0 is healthy."""
    interval_seconds: int = 30
    timeout_seconds: int = 5
    retries: int = 3
    start_seconds: int = 60
    """Failures in this time after the start do not count."""

    def render(self) -> dict[str, Any]:
        """Return the probe as ECS writes it."""
        return {
            "command": ["CMD", *self.command],
            "interval": self.interval_seconds,
            "timeout": self.timeout_seconds,
            "retries": self.retries,
            "startPeriod": self.start_seconds,
        }


def python_http_probe(port: int, path: str) -> Probe:
    """Return a probe that asks `http://127.0.0.1:<port><path>` with the Python every image of ours has."""
    return Probe(command=("python", "-c", f"import urllib.request as r; r.urlopen('http://127.0.0.1:{port}{path}', timeout=4)"))


class Task(pulumi.ComponentResource):
    """A Fargate task definition and all that belongs to it alone.

    Its permissions, openings, secrets and environment come from `access` and nowhere else. The role pair is its own: the task
    role is what the code may do, the execution role what ECS needs to start it.
    """

    def __init__(
        self,
        name: str,
        workload: Workload,
        *,
        access: Sequence[Access],
        command: Sequence[str] = (),
        port: int | None = None,
        probe: Probe | None = None,
        user: str = USER,
        writable_paths: Sequence[str] = WRITABLE_PATHS,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("platform:task:Task", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        self.access = (*workload.base, *access)
        scope = workload.place.scope
        self.logical_name = name
        self.family = scope.name(name)
        self.log_group_name = f"/ecs/{scope.system}/{scope.environment}/{name}"
        log_group = workload.place.logging.group(f"{name}-logs", self.log_group_name, self)
        self.log_group = log_group.name
        """The log group's name once it exists; unlike `log_group_name` it makes what reads it wait for the group."""
        secrets = secrets_of(self.access)
        self.task_role = Role(
            f"{name}-task",
            physical_name=scope.name(f"{name}-task"),
            description=f"What the code of {name} may do",
            trust_policy=_task_trust(scope),
            statements=[statement for one in self.access for statement in one.statements],
            opts=self._child,
        )
        self.execution_role = Role(
            f"{name}-execution",
            physical_name=scope.name(f"{name}-execution"),
            description=f"What ECS needs to start {name}",
            trust_policy=_task_trust(scope),
            statements=[
                *pull_statements([image for image in (workload.image, workload.collector) if image is not None]),
                _write_logs(scope, self.log_group_name),
                *_read_secrets(scope, secrets),
            ],
            opts=self._child,
        )
        self.security_group = aws.ec2.SecurityGroup(
            f"{name}-group",
            vpc_id=workload.place.network.vpc_id,
            description=f"Tasks of {name}",
            opts=self._child,
        )
        self.rules = [rule for one in self.access for rule in self._open(name, one)]
        self._metrics_namespace = scope.system
        self._error_metric = scope.name(f"{name}-logged-errors")
        aws.cloudwatch.LogMetricFilter(
            f"{name}-logged-errors",
            name=self._error_metric,
            log_group_name=log_group.name,
            pattern="?ERROR ?CRITICAL ?Traceback",
            metric_transformation={"namespace": scope.system, "name": self._error_metric, "value": "1", "default_value": "0"},
            opts=self._child,
        )
        container: dict[str, Any] = {
            "name": name,
            "image": workload.image.reference,
            "essential": True,
            "user": user,
            "readonlyRootFilesystem": True,
            "linuxParameters": {"initProcessEnabled": True},
            "environment": _named(environment_of(self.access), "value"),
            "secrets": _named({variable: secret.value_from for variable, secret in secrets.items()}, "valueFrom"),
            "mountPoints": [{"sourceVolume": _volume(path), "containerPath": path, "readOnly": False} for path in writable_paths],
            "logConfiguration": log_configuration(log_group.name, scope.region, name),
            "stopTimeout": 60,
        }
        if command:
            container["command"] = list(command)
        if port is not None:
            container["portMappings"] = [{"name": name, "containerPort": port, "protocol": "tcp", "appProtocol": "http"}]
        if probe is not None:
            container["healthCheck"] = probe.render()
        definition = aws.ecs.TaskDefinition(
            f"{name}-definition",
            family=self.family,
            cpu=str(workload.size.cpu),
            memory=str(workload.size.memory),
            network_mode="awsvpc",
            requires_compatibilities=["FARGATE"],
            runtime_platform={"cpu_architecture": workload.size.architecture, "operating_system_family": "LINUX"},
            execution_role_arn=self.execution_role.arn,
            task_role_arn=self.task_role.arn,
            volumes=[{"name": _volume(path)} for path in writable_paths],
            container_definitions=pulumi.Output.json_dumps([container, *self._sidecars(workload)]),
            opts=self._child,
        )
        self.arn = definition.arn
        """Family and revision."""
        self.ready: list[pulumi.Resource] = [
            *self.task_role.policies,
            *self.execution_role.policies,
            *self.rules,
            *(resource for one in self.access for resource in one.ready),
        ]
        """What must exist before a task of this definition is started."""
        self.register_outputs({"arn": self.arn})

    @property
    def signals(self) -> list[Signal]:
        """How often the container logs an error."""
        return [
            Signal(
                name=f"{self.logical_name}-logged-errors",
                chart="logged errors",
                meaning=f"{self.logical_name} logs more than ten errors in five minutes. Read {self.log_group_name}.",
                namespace=self._metrics_namespace,
                metric=self._error_metric,
                dimensions={},
                statistic="Sum",
                comparison="GreaterThanThreshold",
                threshold=10,
            )
        ]

    def _sidecars(self, workload: Workload) -> list[dict[str, Any]]:
        """The trace collector, once its image is recorded. Not essential: a task without traces still serves."""
        collector = workload.collector
        if collector is None or not collector.recorded:
            return []
        return [
            {
                "name": "collector",
                "image": collector.reference,
                "essential": False,
                "user": USER,
                "readonlyRootFilesystem": True,
                "linuxParameters": {"initProcessEnabled": True},
                "command": ["--config=/etc/ecs/ecs-default-config.yaml"],
                "memoryReservation": 128,
                "logConfiguration": log_configuration(self.log_group_name, workload.place.scope.region, "collector"),
            }
        ]

    def _open(self, name: str, access: Access) -> list[pulumi.Resource]:
        """Declare both sides of every opening; a rule names its port only where a tier opens several."""
        rules: list[pulumi.Resource] = []
        for index, opening in enumerate(access.openings):
            part = access.tier if index == 0 else f"{access.tier}-{index + 1}"
            rules.append(
                aws.vpc.SecurityGroupEgressRule(
                    f"{name}-to-{part}",
                    security_group_id=self.security_group.id,
                    ip_protocol="tcp",
                    from_port=opening.port,
                    to_port=opening.port,
                    description=opening.description,
                    cidr_ipv4=opening.cidr_block,
                    prefix_list_id=opening.prefix_list_id,
                    referenced_security_group_id=opening.security_group_id,
                    opts=self._child,
                )
            )
            if opening.security_group_id is not None:
                rules.append(self.admit(f"{part}-from-{name}", opening, self.security_group.id, opening.security_group_id))
        return rules

    def admit(self, name: str, opening: Opening, source: pulumi.Input[str], destination: pulumi.Input[str]) -> pulumi.Resource:
        """Declare the ingress side of an opening, as a child of the workload that uses it."""
        return aws.vpc.SecurityGroupIngressRule(
            name,
            security_group_id=destination,
            ip_protocol="tcp",
            from_port=opening.port,
            to_port=opening.port,
            description=opening.description,
            referenced_security_group_id=source,
            opts=self._child,
        )


def log_configuration(group: pulumi.Input[str], region: str, prefix: str) -> dict[str, Any]:
    """Return the awslogs configuration that writes to `group`, streams named `<prefix>/<container>/<task>`."""
    return {
        "logDriver": "awslogs",
        "options": {"awslogs-group": group, "awslogs-region": region, "awslogs-stream-prefix": prefix},
    }


def _task_trust(scope: Scope) -> pulumi.Output[str]:
    return trust("ecs-tasks.amazonaws.com", only_for(scope, scope.arn("ecs", "*")))


def _write_logs(scope: Scope, group: str) -> Statement:
    return Statement(
        sid="WriteLogs",
        actions=("logs:CreateLogStream", "logs:PutLogEvents"),
        resources=(scope.arn("logs", f"log-group:{group}:*"),),
    )


def _read_secrets(scope: Scope, secrets: Mapping[str, SecretReference]) -> list[Statement]:
    """One statement for all secrets and one for all keys, each listing exactly what the container names, once."""
    if not secrets:
        return []
    references = list({id(reference.secret_arn): reference for reference in secrets.values()}.values())
    keys = list({id(reference.key_arn): reference.key_arn for reference in references}.values())
    via = scope.service_endpoint("secretsmanager")
    read = Statement(
        sid="ReadSecrets",
        actions=("secretsmanager:GetSecretValue",),
        resources=tuple(reference.secret_arn for reference in references),
    )
    return [read, *(decrypt(f"DecryptSecrets{index}", key, via) for index, key in enumerate(keys, start=1))]


def _named(values: Mapping[str, pulumi.Input[str]], key: str) -> list[dict[str, pulumi.Input[str]]]:
    """Sorted, so that the order of accesses never makes a new revision."""
    return [{"name": name, key: values[name]} for name in sorted(values)]


def _volume(path: str) -> str:
    return path.strip("/").replace("/", "-").replace(".", "-")
