"""What services and jobs have in common: a task definition with its roles, log group, security group and openings."""

from collections.abc import Mapping, Sequence

import pulumi
import pulumi_aws as aws

from components.base.access import Access, Opening, SecretReference, secrets_of
from components.base.document import json_text
from components.base.grant import DECRYPT, PARAMETERS, WRITE_LOGS, Grant, Reach, arns, through
from components.base.iam import Role, Statement, only_for, trust
from components.base.signal import Signal
from components.compute.container import ContainerSpec, collector_container, log_configuration
from components.compute.repository import PULL, pull_statements
from components.compute.workload import Workload
from stack.site import Site

READ_SECRETS = Grant(
    reach=Reach(sid="Secrets", resources=arns("secretsmanager", "secret:/{path}/*")), actions=("secretsmanager:GetSecretValue",)
)
READ_PARAMETERS = Grant(reach=PARAMETERS, actions=("ssm:GetParameters",))
# Service that keeps secrets, the word for them in statements, what lets ECS inject one.
_STORES = (
    ("secretsmanager", "Secrets", READ_SECRETS),
    ("ssm", "Parameters", READ_PARAMETERS),
)


class Task(pulumi.ComponentResource):
    """A Fargate task definition and all that belongs to it alone.

    Its permissions, openings, secrets and environment come from `access` and nowhere else. The role pair is its own: the task
    role is what the code may do, the execution role what ECS needs to start it.

    Args:
        spec: what its container is started with.
        workload: where it runs, and how big.
        access: what it receives from the tiers.
    """

    GRANTS = (*PULL, WRITE_LOGS, READ_SECRETS, READ_PARAMETERS, DECRYPT)
    """Besides what the tiers hand out."""

    def __init__(
        self,
        spec: ContainerSpec,
        workload: Workload,
        *,
        access: Sequence[Access],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        name = spec.name
        super().__init__("platform:task:Task", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        self.access = (*workload.base, *access)
        site = workload.placement.site
        self.logical_name = name
        self.family = site.name("task-family", name)
        self.log_group_name = f"/ecs/{site.system}/{site.environment}/{name}"
        log_group = workload.placement.logging.group(f"{name}-logs", self.log_group_name, self)
        self.log_group = log_group.name
        """The log group's name once it exists; unlike `log_group_name` it makes what reads it wait for the group."""
        secrets = secrets_of(self.access)
        self.task_role = Role(
            f"{name}-task",
            physical_name=site.name("role", f"{name}-task"),
            description=f"What the code of {name} may do",
            trust_policy=_task_trust(site),
            statements=[statement for one in self.access for statement in one.statements],
            opts=self._child,
        )
        self.execution_role = Role(
            f"{name}-execution",
            physical_name=site.name("role", f"{name}-execution"),
            description=f"What ECS needs to start {name}",
            trust_policy=_task_trust(site),
            statements=[
                *pull_statements([image for image in (workload.image, workload.collector) if image is not None]),
                _write_logs(site, self.log_group_name),
                *_read_secrets(site, secrets),
            ],
            opts=self._child,
        )
        self.security_group = aws.ec2.SecurityGroup(
            f"{name}-group",
            vpc_id=workload.placement.network.vpc_id,
            description=f"Tasks of {name}",
            opts=self._child,
        )
        self.rules = [rule for one in self.access for rule in self._open(name, one)]
        self._metrics_namespace = site.system
        self._error_metric = site.name("metric", f"{name}-logged-errors")
        aws.cloudwatch.LogMetricFilter(
            f"{name}-logged-errors",
            name=self._error_metric,
            log_group_name=log_group.name,
            pattern="?ERROR ?CRITICAL ?Traceback",
            metric_transformation={"namespace": site.system, "name": self._error_metric, "value": "1", "default_value": "0"},
            opts=self._child,
        )
        region = site.region
        containers = [spec.render(workload.image, self.access, log_configuration(log_group.name, region, name))]
        if workload.collector is not None:
            logs = log_configuration(self.log_group_name, region, "collector")
            containers.append(collector_container(workload.collector, logs))
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
            volumes=spec.volumes(),
            container_definitions=json_text(containers),
            opts=self._child,
        )
        self.arn = definition.arn
        """Family and revision."""
        self.depends_on: list[pulumi.Resource] = [
            *self.task_role.policies,
            *self.execution_role.policies,
            *self.rules,
            *(resource for one in self.access for resource in one.depends_on),
        ]
        """What must exist before a task of this definition is started."""
        self.register_outputs({"arn": self.arn})

    def signals(self, most_errors: int) -> list[Signal]:
        """How often the container logs an error; more than `most_errors` in five minutes are an alarm."""
        return [
            Signal(
                name=f"{self.logical_name}-logged-errors",
                chart="logged errors",
                runbook="service-failing",
                meaning=f"{self.logical_name} logs more than {most_errors} errors in five minutes. Read {self.log_group_name}.",
                namespace=self._metrics_namespace,
                metric=self._error_metric,
                dimensions={},
                statistic="Sum",
                comparison="GreaterThanThreshold",
                threshold=most_errors,
            )
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
                rules.append(self.allow_ingress(f"{part}-from-{name}", opening, self.security_group.id, opening.security_group_id))
        return rules

    def allow_ingress(
        self, name: str, opening: Opening, source: pulumi.Input[str], destination: pulumi.Input[str]
    ) -> pulumi.Resource:
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


def _task_trust(site: Site) -> pulumi.Output[str]:
    return trust("ecs-tasks.amazonaws.com", only_for(site, site.arn("ecs", "*")))


def _write_logs(site: Site, group: str) -> Statement:
    return WRITE_LOGS.on("WriteLogs", site.arn("logs", f"log-group:{group}:*"))


def _read_secrets(site: Site, secrets: Mapping[str, SecretReference]) -> list[Statement]:
    """For each store one statement for all its secrets and one for each key, listing exactly what the container names, once."""
    statements: list[Statement] = []
    for service, part, read in _STORES:
        references = {id(reference.arn): reference for reference in secrets.values() if reference.service == service}
        if not references:
            continue
        keys = {id(one.key_arn): one.key_arn for one in references.values() if one.key_arn is not None}
        statements.append(read.on(f"Read{part}", *(reference.arn for reference in references.values())))
        via = through(site.service_endpoint(service))
        statements += [DECRYPT.on(f"Decrypt{part}{index}", key, conditions=via) for index, key in enumerate(keys.values(), start=1)]
    return statements
