"""Puts into moto what the real program declares for a stack, under the names and ARNs of the recorded plan."""

import contextlib
import functools
import hashlib
import json
import pickle
from collections.abc import Collection, Mapping
from typing import Any

import boto3
import moto.backends

from offline.simulation.runner import Recording, Resource, plain
from tests.ops.front import ACCOUNT

_ANY = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}'
MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json"


def backend(service: str, region: str) -> Any:
    """Return moto's own state of a service."""
    return moto.backends.get_backend(service)[ACCOUNT][region]


BLOBS: dict[str, bytes] = {}
"""Layers and configurations of made-up images, by digest; the front answers with them."""


def manifest(digest: str, architecture: str = "arm64") -> str:
    """Return the manifest of a made-up image: a configuration, which names the architecture, and one layer."""
    media_types = ("application/vnd.oci.image.config.v1+json", "application/vnd.oci.image.layer.v1.tar+gzip")
    contents = (json.dumps({"architecture": architecture, "made": digest}).encode(), f"layer of {digest}".encode())
    parts = [
        {"mediaType": media_type, "size": len(content), "digest": f"sha256:{hashlib.sha256(content).hexdigest()}"}
        for media_type, content in zip(media_types, contents, strict=True)
    ]
    BLOBS.update({str(part["digest"]): content for part, content in zip(parts, contents, strict=True)})
    return json.dumps({"schemaVersion": 2, "mediaType": MANIFEST_TYPE, "config": parts[0], "layers": parts[1:]})


def settle(service: Any) -> None:
    """Have all of a service's tasks run, as moto keeps it."""
    service.running_count, service.pending_count = service.desired_count, 0
    for deployment in service.deployments:
        deployment.update(runningCount=service.desired_count, pendingCount=0, rolloutState="COMPLETED")


class AsNew:
    """What commands change, as good as new: parameters, images, scalable targets, executions, states."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], bytes] = {}
        self._stacks: set[Planted] = set()

    def bring_about(self, stacks: Collection["Planted"]) -> None:
        """Have it so: planted over HTTP once for each stack that stands, and put back from a copy of moto's state after that."""
        for one, state in self._kept.items():
            held = _state(*one)
            held.clear()
            held.update(pickle.loads(state))  # noqa: S301  written below
        if new := set(stacks) - self._stacks:
            self._plant(new)
        for stack in stacks:
            stack.forget_what_happened()

    def _plant(self, stacks: Collection["Planted"]) -> None:
        regions = {region for stack in stacks for _, _, region in stack.of("aws:ssm/parameter:Parameter")}
        changing = {(service, stack.region) for stack in stacks for service in ("ecr", "applicationautoscaling")}
        changing |= {("ssm", region) for region in regions}
        for service, region in changing - self._kept.keys():
            backend(service, region).reset()
        for stack in stacks:
            stack.plant_changing()
        self._kept |= {one: pickle.dumps(dict(_state(*one)), pickle.HIGHEST_PROTOCOL) for one in changing}
        self._stacks |= set(stacks)


def _state(service: str, region: str) -> dict[Any, Any]:
    """Where moto keeps it."""
    names = {"ssm": "_parameters", "ecr": "repositories", "applicationautoscaling": "targets"}
    state: dict[Any, Any] = getattr(backend(service, region), names[service])
    return state


@functools.cache
def _client(service: str, region: str) -> Any:
    """One for all stacks: making one takes longer than most calls."""
    return boto3.client(service, region_name=region)  # type: ignore[call-overload]  # the name is a variable


class Planted:
    """What stands of one stack."""

    def __init__(self, recording: Recording, region: str) -> None:
        self.recording, self.region = recording, region
        self.outputs: Mapping[str, Any] = plain(recording.outputs)

    def client(self, service: str, region: str = "") -> Any:
        """Return a client that the tests themselves use."""
        return _client(service, region or self.region)

    def of(self, token: str) -> list[tuple[Resource, dict[str, Any], str]]:
        """Return each resource of a type with its plain inputs and its region."""
        found = []
        for resource in self.recording.of(token):
            inputs = plain(dict(resource.inputs))
            found.append((resource, inputs, inputs.get("region") or self.region))
        return found

    def plant_lasting(self) -> None:
        """Create what no command changes."""
        for _, inputs, region in self.of("aws:cloudwatch/logGroup:LogGroup"):
            if "name" in inputs:
                self.client("logs", region).create_log_group(logGroupName=inputs["name"])
        self._plant_alarms()
        for _, inputs, region in self.of("aws:s3/bucket:Bucket"):
            place = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
            self.client("s3", region).create_bucket(Bucket=inputs["bucket"], **place)
        for _, inputs, region in self.of("aws:s3/bucketVersioning:BucketVersioning"):
            self.client("s3", region).put_bucket_versioning(Bucket=inputs["bucket"], VersioningConfiguration={"Status": "Enabled"})
        for _, inputs, region in self.of("aws:backup/vault:Vault"):
            self.client("backup", region).create_backup_vault(BackupVaultName=inputs["name"])
        self._plant_databases()
        self._plant_targets()
        self._plant_account()
        for _, inputs, _ in self.of("aws:ecs/cluster:Cluster"):
            self.client("ecs").create_cluster(clusterName=inputs["name"])
        self.plant_tasks(self.recording)
        for _, inputs, _ in self.of("aws:ecs/service:Service"):
            self._plant_service(inputs)
        for _, inputs, _ in self.of("aws:sfn/stateMachine:StateMachine"):
            self.client("stepfunctions").create_state_machine(
                name=inputs["name"], definition=inputs["definition"], roleArn=inputs["roleArn"]
            )

    def plant_tasks(self, recording: Recording) -> None:
        """Register the task definitions of a plan, with the recorded revisions."""
        for resource in recording.of("aws:ecs/taskDefinition:TaskDefinition"):
            inputs = plain(dict(resource.inputs))
            given = {
                key: inputs[key]
                for key in ("family", "cpu", "memory", "networkMode", "executionRoleArn", "taskRoleArn")
                if key in inputs
            }
            self.client("ecs").register_task_definition(
                containerDefinitions=json.loads(inputs["containerDefinitions"]),
                runtimePlatform=inputs.get("runtimePlatform", {}),
                requiresCompatibilities=["FARGATE"],
                **given,
            )
            family = backend("ecs", self.region).task_definitions[inputs["family"]]
            latest = family.pop(max(family))
            latest.revision = int(plain(resource.outputs["revision"]))
            latest.arn = plain(resource.outputs["arn"])
            family[latest.revision] = latest

    def plant_changing(self) -> None:
        """Create what commands change, once nothing of it is there."""
        for _, inputs, _ in self.of("aws:ecr/repository:Repository"):
            self.client("ecr").create_repository(repositoryName=inputs["name"], imageTagMutability="IMMUTABLE")
        for service, digest in self.images().items():
            self.push(self.repository(service), digest, tags=(f"released-{service}",))
        for resource, inputs, region in self.of("aws:ssm/parameter:Parameter"):
            if "insecureValue" in inputs:
                service = resource.name.removesuffix("-image")
                value = self.images().get(service, "none") if resource.name.endswith("-image") else inputs["insecureValue"]
                self.client("ssm", region).put_parameter(Name=inputs["name"], Value=value, Type="String")
        for _, inputs, _ in self.of("aws:appautoscaling/target:Target"):
            self.client("application-autoscaling").register_scalable_target(
                ServiceNamespace=inputs["serviceNamespace"],
                ResourceId=inputs["resourceId"],
                ScalableDimension=inputs["scalableDimension"],
                MinCapacity=inputs["minCapacity"],
                MaxCapacity=inputs["maxCapacity"],
            )

    def forget_what_happened(self) -> None:
        """Have no execution, nothing logged, every task run and no alarm fire."""
        for machine in backend("stepfunctions", self.region).state_machines:
            machine.executions.clear()
        for group in backend("logs", self.region).groups.values():
            group.streams.clear()
        wanted = {inputs["name"]: inputs["desiredCount"] for _, inputs, _ in self.of("aws:ecs/service:Service")}
        for service in backend("ecs", self.region).services.values():
            if service.name in wanted:
                service.desired_count = wanted[service.name]
                settle(service)
        for alarm in backend("cloudwatch", self.region).alarms.values():
            alarm.state_value = "OK"

    def images(self) -> dict[str, str]:
        """Return the digest each service's tasks run in the plan."""
        found = {}
        for service in self.outputs["services"]:
            definition = self.recording.named(f"{service}-definition", "aws:ecs/taskDefinition:TaskDefinition")
            containers = json.loads(plain(definition.inputs["containerDefinitions"]))
            image = next(one["image"] for one in containers if one["name"] == service)
            if "@" in image:
                found[service] = image.partition("@")[2]
        return found

    def repository(self, service: str) -> str:
        """Return the name of the repository a service's image is in."""
        definition = self.recording.named(f"{service}-definition", "aws:ecs/taskDefinition:TaskDefinition")
        containers = json.loads(plain(definition.inputs["containerDefinitions"]))
        image: str = next(one["image"] for one in containers if one["name"] == service)
        return image.partition("/")[2].partition("@")[0].partition(":")[0]

    def push(self, repository: str, digest: str, *, tags: tuple[str, ...] = (), architecture: str = "arm64") -> None:
        """Push a made-up image."""
        for tag in tags or (f"build-{digest[-8:]}",):
            self.client("ecr").put_image(
                repositoryName=repository, imageManifest=manifest(digest, architecture), imageTag=tag, imageDigest=digest
            )

    def _plant_service(self, inputs: dict[str, Any]) -> None:
        self.client("ecs").create_service(
            cluster=inputs["cluster"],
            serviceName=inputs["name"],
            taskDefinition=inputs["taskDefinition"],
            desiredCount=inputs["desiredCount"],
            launchType="FARGATE",
            loadBalancers=[
                {key: one[key] for key in ("targetGroupArn", "containerName", "containerPort")}
                for one in inputs.get("loadBalancers", [])
            ],
        )
        services = backend("ecs", self.region).services.values()
        settle(next(one for one in services if one.name == inputs["name"]))

    def _plant_alarms(self) -> None:
        for _, inputs, _ in self.of("aws:cloudwatch/metricAlarm:MetricAlarm"):
            wanted = (
                "alarmDescription",
                "comparisonOperator",
                "evaluationPeriods",
                "metricName",
                "namespace",
                "period",
                "statistic",
            )
            given = {key[0].upper() + key[1:]: inputs[key] for key in wanted if key in inputs}
            dimensions = [{"Name": key, "Value": str(value)} for key, value in inputs.get("dimensions", {}).items()]
            if "metricName" in inputs:
                self.client("cloudwatch").put_metric_alarm(
                    AlarmName=inputs["name"], Threshold=float(inputs.get("threshold", 0)), Dimensions=dimensions, **given
                )

    def _plant_databases(self) -> None:
        for _, inputs, _ in self.of("aws:rds/instance:Instance"):
            self.client("rds").create_db_instance(
                DBInstanceIdentifier=inputs["identifier"],
                DBInstanceClass=inputs["instanceClass"],
                Engine="postgres",
                AllocatedStorage=inputs["allocatedStorage"],
                MultiAZ=inputs.get("multiAz", False),
                BackupRetentionPeriod=inputs["backupRetentionPeriod"],
                MasterUsername="app",
                MasterUserPassword="made-up-password",
            )
        for _, inputs, _ in self.of("aws:rds/cluster:Cluster"):
            self.client("rds").create_db_cluster(
                DBClusterIdentifier=inputs["clusterIdentifier"],
                Engine="aurora-postgresql",
                MasterUsername="app",
                MasterUserPassword="made-up-password",
            )

    def _plant_account(self) -> None:
        """What has to be there before a stack: its zone, the policy that bounds its roles, AWS's own roles."""
        iam = self.client("iam")
        if not iam.list_roles()["Roles"]:
            self.client("route53").create_hosted_zone(Name="example.com", CallerReference="made up")
            for service in ("ECS", "ElasticLoadBalancing", "RDS", "ApplicationAutoScaling_ECSService"):  # moto calls them otherwise
                iam.create_role(RoleName=f"AWSServiceRoleFor{service}", AssumeRolePolicyDocument=_ANY)
        boundaries = {
            inputs["permissionsBoundary"] for _, inputs, _ in self.of("aws:iam/role:Role") if "permissionsBoundary" in inputs
        }
        for policy in (arn.rpartition("/")[2] for arn in boundaries):
            with contextlib.suppress(iam.exceptions.EntityAlreadyExistsException):
                iam.create_policy(PolicyName=policy, PolicyDocument=_ANY)

    def _plant_targets(self) -> None:
        vpc = self.client("ec2").describe_vpcs()["Vpcs"][0]["VpcId"]
        for resource, inputs, _ in self.of("aws:lb/targetGroup:TargetGroup"):
            name = plain(resource.outputs["name"])
            group = self.client("elbv2").create_target_group(
                Name=name,
                Protocol="HTTP",
                Port=inputs["port"],
                VpcId=vpc,
                TargetType="ip",
                HealthCheckPath=inputs["healthCheck"]["path"],
            )["TargetGroups"][0]
            groups = backend("elbv2", self.region).target_groups
            planted = groups.pop(group["TargetGroupArn"])
            planted.arn = resource.id
            groups[resource.id] = planted
            self.client("elbv2").register_targets(TargetGroupArn=resource.id, Targets=[{"Id": "10.0.1.10", "Port": inputs["port"]}])
