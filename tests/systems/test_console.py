"""The console, once a stack file names its image: what it is made of, what it may do and reach; without it there is none."""

import dataclasses
import json

import pulumi
import pytest

from offline.simulation.runner import Mode, Recording, plain
from tests import reading
from tests.shipped import STACKS, SYSTEMS, recorded, values_of
from tests.stacks import Change

ACCOUNT, REGION = "111122223333", "us-east-1"
DIGEST = f"sha256:{'cd' * 32}"
# A stack with an RDS instance, and one with an Aurora cluster -> what heads its names.
OPENED = {"production": "pde-production", "migration-api-production": "mig-production"}
MINUTES = {"production": 60, "migration-api-production": 15}
"""How long a session may take: where it is an hour the stack file says nothing."""
EVERY = pytest.mark.parametrize("stack", OPENED)
MODES = pytest.mark.parametrize("mode", list(Mode))


def opened(stack: str, mode: Mode = Mode.APPLIED) -> Recording:
    minutes = {"minutes": MINUTES[stack]} if MINUTES[stack] != 60 else {}
    return recorded(stack, mode, ("platform:database.console", {"image": DIGEST, **minutes}))


def path_of(stack: str) -> str:
    values = values_of(stack)
    return f"{values['platform:system']}/{values['platform:environment']}"


def named_after(recording: Recording) -> list[str]:
    return [one.name for one in recording.resources if one.name.startswith("console") or "sessions" in one.name]


@pytest.mark.parametrize(("stack", "mode"), [*((stack, Mode.APPLIED) for stack in OPENED), ("production", Mode.PLANNED)])
def test_what_is_registered(stack: str, mode: Mode) -> None:
    bare: list[Change] = [] if "console" in values_of(stack)["platform:database"] else [("platform:database.console", {})]
    before, after = recorded(stack, mode, *bare), opened(stack, mode)
    kinds = {(one.type, one.name) for one in after.resources} - {(one.type, one.name) for one in before.resources}
    assert {(kind, name) for kind, name in kinds if not kind.startswith("platform:")} == {
        *(
            (kind, f"{job}-{part}")
            for job in ("console", "console-user")
            for kind, part in (
                ("aws:cloudwatch/logGroup:LogGroup", "logs"),
                ("aws:cloudwatch/logGroup:LogGroup", "executions"),
                ("aws:cloudwatch/logMetricFilter:LogMetricFilter", "logged-errors"),
                ("aws:ec2/securityGroup:SecurityGroup", "group"),
                ("aws:ecs/taskDefinition:TaskDefinition", "definition"),
                ("aws:iam/role:Role", "task-role"),
                ("aws:iam/role:Role", "execution-role"),
                ("aws:iam/rolePolicy:RolePolicy", "execution-permissions"),
                ("aws:iam/role:Role", "runner-role"),
                ("aws:iam/rolePolicy:RolePolicy", "runner-permissions"),
                ("aws:sfn/stateMachine:StateMachine", "machine"),
                ("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", "to-aws"),
                ("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", "to-database"),
            )
        ),
        *(
            ("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", f"database-from-{job}")
            for job in ("console", "console-user")
        ),
        ("aws:iam/rolePolicy:RolePolicy", "console-task-permissions"),
        ("aws:iam/rolePolicy:RolePolicy", "console-task-permissions-created"),
        # Whose secret to read only creation decides.
        ("aws:iam/rolePolicy:RolePolicy", "console-user-execution-permissions-created"),
        ("aws:cloudwatch/logGroup:LogGroup", "cluster-sessions"),
    }
    services = [one for one in after.of("aws:ecs/service:Service") if "enableExecuteCommand" in one.inputs]
    assert services == []


@pytest.mark.parametrize("stack", [*STACKS, "migration-api-production"])
def test_without_an_image_there_is_a_repository_at_most(stack: str) -> None:
    recording = recorded(stack)
    has = "console" in values_of(stack)["platform:database"]
    assert named_after(recording) == (["console", "console-repository", "console-lifecycle"] if has else [])
    # AWS's default, written out: the provider would leave the record of a console that is gone in place.
    commands = {"executeCommandConfiguration": {"logging": "DEFAULT"}}
    assert recording.named("cluster-cluster").inputs["configuration"] == commands
    assert "console" not in recording.outputs
    for policy in recording.of(reading.ROLE_POLICY):
        assert "ssmmessages" not in str(policy.inputs["policy"]), policy.name


@EVERY
def test_a_session_may_do_exactly_this(stack: str) -> None:
    recording, name = opened(stack), OPENED[stack]
    logs = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/ecs/{path_of(stack)}/sessions:*"
    key = recording.named("logs-key").outputs["arn"]
    database = recording.named("database-instance" if stack == "production" else "database-cluster")
    resource_id = database.outputs["resourceId" if stack == "production" else "clusterResourceId"]
    channels = {f"ssmmessages:{verb}{kind}Channel" for verb in ("Create", "Open") for kind in ("Control", "Data")}
    assert reading.allowed(recording, f"{name}-console-task") == {
        "ConnectToSessions": (channels, {"*"}),
        "FindRecord": ({"logs:DescribeLogGroups"}, {"*"}),
        "RecordSessions": ({"logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"}, {logs}),
        "DecryptSessions": ({"kms:Decrypt"}, {key}),
        "SignIn": ({"rds-db:connect"}, {f"arn:aws:rds-db:{REGION}:{ACCOUNT}:dbuser:{resource_id}/{name}-console"}),
    }
    conditions = {one["Sid"]: one.get("Condition") for one in reading.permissions(recording, f"{name}-console-task")}
    assert conditions["DecryptSessions"] == {
        "StringLike": {"kms:EncryptionContext:aws:ssm:TargetId": f"ecs:{name}-cluster_*"},
    }
    assert reading.permissions(recording, f"{name}-console-user-task") == []
    # No password reaches the task that people enter.
    assert {*reading.allowed(recording, f"{name}-console-execution")} == {"LogInToRegistry", "PullImage", "WriteLogs"}
    assert reading.secrets(recording, "console") == {}
    assert {*reading.secrets(recording, "console-user")} == {"PGDATABASE", "PGHOST", "PGPASSWORD", "PGPORT", "PGUSER"}


@EVERY
def test_who_reaches_what(stack: str) -> None:
    recording = opened(stack)
    for job in ("console", "console-user"):
        assert reading.destinations_of(recording, f"{job}-group") == {("0.0.0.0/0", 443), ("database-group", 5432)}
        assert reading.sources_of(recording, f"{job}-group") == set()
    before = reading.sources_of(recorded(stack), "database-group")
    assert reading.sources_of(recording, "database-group") - before == {("console-group", 5432), ("console-user-group", 5432)}


@EVERY
def test_only_the_console_lets_people_in_and_ends_by_itself(stack: str) -> None:
    recording, minutes = opened(stack), MINUTES[stack]
    machines = {one.name: json.loads(plain(one.inputs["definition"])) for one in recording.of("aws:sfn/stateMachine:StateMachine")}
    entered = {name for name, one in machines.items() if one["States"]["Run"]["Parameters"].get("EnableExecuteCommand")}
    assert entered == {"console-machine"}
    assert machines["console-machine"]["TimeoutSeconds"] == minutes * 60
    container = reading.container(recording, "console")
    assert container["command"] == ["sleep", str(minutes * 60)]
    assert (container["user"], container["readonlyRootFilesystem"]) == ("10001", True)
    assert container["linuxParameters"] == {"initProcessEnabled": True}
    paths = ["/tmp", "/managed-agents", "/var/lib/amazon/ssm", "/var/log/amazon/ssm"]  # noqa: S108  in the container
    assert [one["containerPath"] for one in container["mountPoints"]] == paths
    assert reading.environment(recording, "console-user")["CONSOLE_ROLES"] == "pg_monitor,pg_signal_backend"


@MODES
def test_every_session_is_recorded(mode: Mode) -> None:
    recording = opened("production", mode)
    group = recording.named("cluster-sessions")
    assert group.inputs["name"] == "/ecs/pre-delinquency-engine/production/sessions"
    assert group.inputs["retentionInDays"] == 90
    (command,) = recording.named("cluster-cluster").inputs["configuration"].values()
    assert (command["logging"], command["logConfiguration"]["cloudWatchEncryptionEnabled"]) == ("OVERRIDE", True)
    assert command["logConfiguration"]["cloudWatchLogGroupName"] == group.inputs["name"]
    assert "kmsKeyId" in command


def test_what_starts_a_session_is_among_the_outputs() -> None:
    recording = opened("production")
    assert recording.outputs["console"] == {
        "state_machine": f"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:pde-production-console",
        "container": "console",
        "minutes": 60,
        "log_group": "/ecs/pre-delinquency-engine/production/sessions",
    }
    # `migrate console-user` runs the one, and `migrate console` no session.
    assert {*recording.outputs["job_machines"]} == {"migrate", "console-user"}


def test_a_system_whose_roles_are_not_bounded_for_it_is_told_before_anything_is_declared() -> None:
    with pytest.raises(pulumi.RunError, match="add Console to `tiers` of the system's module"):
        recorded("fraud-detector-production", Mode.PLANNED, ("platform:database.console", {"image": DIGEST}))


@pytest.mark.parametrize("name", ["console", "console-user"])
def test_its_names_are_nobody_elses(name: str) -> None:
    engine = SYSTEMS["pre-delinquency-engine"]
    service = dataclasses.replace(engine.services[-1], name=name, image="workers")
    with pytest.raises(ValueError, match=f"{name} is what the console calls a job of its own"):
        dataclasses.replace(engine, services=(*engine.services, service))
    assert dataclasses.replace(engine, services=(*engine.services, service), tiers=()).tiers == ()
