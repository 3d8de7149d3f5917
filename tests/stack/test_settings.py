"""Bad stack files are refused with a message that says where, what was found, what is allowed and how to mend it."""

import dataclasses
import re
from typing import Any

import pulumi
import pytest

from offline.engine import Mode
from stack.file import load
from stack.problems import SettingsError
from systems.pre_delinquency_engine import SYSTEM
from tests.stacks import DELETE, as_engine, changed, recorded, stacks_of, values_of
from tests.systems.pre_delinquency_engine.engine import SIGN_IN

ENGINE = {"pre-delinquency-engine": SYSTEM}

BLOCKS = ["10.0.1.0/24", "10.0.2.0/24", "10.0.3.0/24"]

# change of one setting of production -> the path complained about, what was found, what is allowed
BAD: list[tuple[str, Any, str, str, str]] = [
    ("platform:system", "loan-engine", "platform:system", "loan-engine", "one of pre-delinquency-engine"),
    ("platform:system", DELETE, "platform:system", "nothing", "lower-case letters"),
    ("platform:environment", "Production", "platform:environment", "'Production'", "2 to 16 lower-case letters"),
    ("platform:protect", "yes please", "platform:protect", "'yes please'", "true or false"),
    ("platform:databse", {}, "platform:databse", "an unknown key", "database"),
    ("platform:database", DELETE, "platform:database", "nothing", "a block"),
    ("platform:database.username", "admin", "platform:database.username", "admin", "RDS reserves them"),
    ("platform:database.username", "Robert'); --", "platform:database.username", "Robert", "lower-case letters"),
    ("platform:database.engine_version", "15.4", "platform:database.engine_version", "'15.4'", "a major version"),
    ("platform:database.engine_version", 17, "platform:database.engine_version", "17 (number)", "a major version"),
    ("platform:database.instance_class", "t3.medium", "platform:database.instance_class", "'t3.medium'", "db.t4g.micro"),
    ("platform:database.storage_gb", 10, "platform:database.storage_gb", "10", "20 to 65536 GB"),
    ("platform:database.storage_gb", "100", "platform:database.storage_gb", "'100' (text)", "20 to 65536 GB"),
    ("platform:database.max_storage_gb", 50, "platform:database.max_storage_gb", "50 with storage_gb 100", "at least 110"),
    ("platform:database.backup_retention_days", 6, "platform:database.backup_retention_days", "6", "7 to 35 days"),
    ("platform:database.backup_retention_days", 36, "platform:database.backup_retention_days", "36", "7 to 35 days"),
    ("platform:database.backup_window", "3-4", "platform:database.backup_window", "'3-4'", "03:00-04:00"),
    (
        "platform:database.maintenance_window",
        "mon:03:30-mon:04:30",
        "platform:database.maintenance_window",
        "mon:03:30",
        "do not overlap",
    ),
    ("platform:database.multi_az", "true", "platform:database.multi_az", "'true' (text)", "true or false"),
    ("platform:network.nat", "one", "platform:network.nat", "'one'", "one of none, single, per-az"),
    ("platform:network.nat", "none", "platform:network.interface_endpoints", "nothing", "ecr.api, ecr.dkr, logs"),
    ("platform:network.availability_zones", ["us-east-1a"], "platform:network.availability_zones", "['us-east-1a']", "at least 2"),
    (
        "platform:network.availability_zones[1]",
        "us-west-2b",
        "platform:network.availability_zones[1]",
        "us-west-2b",
        "a zone of aws:region us-east-1",
    ),
    (
        "platform:network.availability_zones[1]",
        "us-east-1a",
        "platform:network.availability_zones",
        "us-east-1a, us-east-1a",
        "each zone once",
    ),
    (
        "platform:network.private_cidr_blocks",
        BLOCKS[:2],
        "platform:network.private_cidr_blocks",
        "2 blocks for 3",
        "one block for each",
    ),
    (
        "platform:network.private_cidr_blocks[2]",
        "10.9.3.0/24",
        "platform:network.private_cidr_blocks[2]",
        "10.9.3.0/24",
        "inside 10.0.0.0/16",
    ),
    ("platform:network.data_cidr_blocks", BLOCKS, "platform:network.data_cidr_blocks[0]", "overlaps", "do not overlap"),
    ("platform:network.cidr_block", "10.0.0.1/16", "platform:network.cidr_block", "10.0.0.1/16", "no host bits"),
    ("platform:network.interface_endpoints", ["s3"], "platform:network.interface_endpoints[0]", "'s3'", "ecr.api"),
    ("platform:network.flow_log_retention_days", 91, "platform:network.flow_log_retention_days", "91", "one of 7, 14, 30"),
    ("platform:logs.retention_days", 0, "platform:logs.retention_days", "0", "one of 7, 14, 30"),
    ("platform:load_balancer.domain", "https://engine", "platform:load_balancer.domain", "'https://engine'", "a domain name"),
    (
        "platform:load_balancer.domain",
        "engine.example.org",
        "platform:load_balancer.domain",
        "engine.example.org",
        "example.com or a name",
    ),
    ("platform:load_balancer.hosted_zone", DELETE, "platform:load_balancer.hosted_zone", "neither", "TLS needs a certificate"),
    (
        "platform:load_balancer.certificate_arn",
        "arn:aws:acm:us-east-1:111122223333:certificate/1",
        "platform:load_balancer.hosted_zone",
        "both",
        "one of the two",
    ),
    ("platform:load_balancer.allowed_cidr_blocks", [], "platform:load_balancer.allowed_cidr_blocks", "[]", "at least 1"),
    ("platform:load_balancer.firewall", DELETE, "platform:load_balancer.firewall", "nothing", "rate_limit"),
    ("platform:load_balancer.firewall.rate_limit", 5, "platform:load_balancer.firewall.rate_limit", "5", "10 to"),
    ("platform:services.api.cpu", 1000, "platform:services.api.cpu", "1000", "one of 256, 512"),
    ("platform:services.api.memory", 2048, "platform:services.api.memory", "2048 with cpu 2048", "4096 to 16384 in steps of 1024"),
    ("platform:services.api.min_capacity", 11, "platform:services.api.max_capacity", "10, below min_capacity 11", "11 or more"),
    ("platform:services.api.cpu_target", 0, "platform:services.api.cpu_target", "0", "1 to 100 percent"),
    ("platform:services.api.memroy", 4096, "platform:services.api.memroy", "an unknown key", "memory"),
    ("platform:services.api", DELETE, "platform:services.api", "nothing", "a block for each of api, dashboard"),
    (
        "platform:services.api2",
        {"cpu": 256, "memory": 512, "min_capacity": 1, "max_capacity": 1},
        "platform:services.api2",
        "nothing uses",
        "api",
    ),
    ("platform:services.api.architecture", "arm", "platform:services.api.architecture", "'arm'", "ARM64, X86_64"),
    ("platform:services", [], "platform:services", "[]", "a block of keys"),
    ("platform:jobs.migrate.memory", 5120, "platform:jobs.migrate.memory", "5120 with cpu 512", "1024 to 4096"),
    ("platform:buckets.models.noncurrent_days", 0, "platform:buckets.models.noncurrent_days", "0", "1 to 3650 days"),
    ("platform:images", {"api": "latest"}, "platform:images.api", "'latest'", "sha256:"),
    ("platform:images", {"worker": f"sha256:{'0' * 64}"}, "platform:images.worker", "nothing uses", "api"),
    ("platform:alerts.emails", ["nobody"], "platform:alerts.emails[0]", "'nobody'", "an e-mail address"),
    ("aws:region", DELETE, "aws:region", "nothing", "us-east-1"),
    ("platform:cache", DELETE, "platform:cache", "nothing", "a block"),
    ("platform:cache.nodes", 1, "platform:cache.multi_az", "true with one node", "two nodes or more"),
    ("platform:cache.engine_version", "6.2", "platform:cache.engine_version", "'6.2'", "7.0 or 7.1"),
    ("platform:cache.maintenance_window", "mon:04:30-mon:05:30", "platform:cache.maintenance_window", "04:30", "do not overlap"),
    ("platform:stream.brokers", 4, "platform:stream.brokers", "4 for 3", "a multiple of 3"),
    ("platform:stream.kafka_version", "3.5.1", "platform:stream.kafka_version", "'3.5.1'", "3.9.x.kraft"),
    ("platform:stream.accepted_limits", DELETE, "platform:stream.accepted_limits", "nothing", "300 partitions"),
    ("platform:stream.instance_type", "kafka.m5.large", "platform:stream.instance_type", "'kafka.m5.large'", "m7g"),
    ("platform:stream.max_storage_gb", 50, "platform:stream.max_storage_gb", "50, below", "100 or more"),
    (
        "platform:stream.availability_zones[2]",
        "us-east-1d",
        "platform:stream.availability_zones[2]",
        "us-east-1d",
        "one of network.availability_zones",
    ),
    (
        "platform:services.feature-processor.max_capacity",
        5,
        "platform:services.feature-processor.max_capacity",
        "5 consumers",
        "at most 3",
    ),
    ("platform:buckets.data.glacier_days", 59, "platform:buckets.data.glacier_days", "59", "60 to 3650"),
    ("platform:buckets.data.infrequent_access_days", 61, "platform:buckets.data.glacier_days", "90 with", "91 or more"),
    (
        "platform:off_hours",
        {"stop": "at night", "start": "0 7 ? * * *"},
        "platform:off_hours.stop",
        "'at night'",
        "cron",
    ),
    (
        "platform:services.dashboard.allowed_cidr_blocks",
        ["10.0.0.0/8"] * 4,
        "platform:services.dashboard.allowed_cidr_blocks",
        "10.0",
        "at most 3",
    ),
    (
        "platform:services.api.deployment.strategy",
        "linear",
        "platform:services.api.deployment.strategy",
        "'linear'",
        "blue-green, canary",
    ),
    (
        "platform:services.api.deployment.strategy",
        "blue-green",
        "platform:services.api.deployment.canary_percent",
        "10 with strategy blue-green",
        "nothing with blue-green",
    ),
    (
        "platform:services.api.deployment.canary_minutes",
        DELETE,
        "platform:services.api.deployment.canary_minutes",
        "nothing",
        "a number with strategy canary",
    ),
    ("platform:services.api.deployment.canary_percent", 51, "platform:services.api.deployment.canary_percent", "51", "1 to 50 %"),
    ("platform:services.api.deployment.bake_minutes", 31, "platform:services.api.deployment.bake_minutes", "31", "0 to 30"),
    ("platform:services.api.deployment.canary_minutes", 9, "platform:services.api.deployment.canary_minutes", "9", "10 to 30"),
    (
        "platform:services.dashboard.deployment",
        {"strategy": "canary", "canary_percent": 10, "canary_minutes": 10},
        "platform:services.dashboard.deployment",
        "canary of a service that keeps sessions",
        "a few at a time",
    ),
    ("platform:database.restore", {}, "platform:database.restore", "no source", "or instance"),
    (
        "platform:database.restore",
        {"backups_arn": "arn:aws:rds:us-west-2:111122223333:auto-backup:ab-1"},
        "platform:database.restore",
        "backups_arn",
        "with kms_key_arn",
    ),
    (
        "platform:database.restore",
        {
            "backups_arn": "arn:aws:rds:us-west-2:111122223333:auto-backup:ab-1",
            "kms_key_arn": "arn:aws:kms:us-west-2:111122223333:key/1",
            "instance": "pde-production-database",
        },
        "platform:database.restore",
        "backups_arn and kms_key_arn and instance",
        "with kms_key_arn, or instance",
    ),
    (
        "platform:database.restore",
        {"instance": "pde-production-database"},
        "platform:database.generation",
        "1 with restore.instance",
        "2 or more",
    ),
    (
        "platform:database.restore",
        {"instance": "pde-production-database", "time": "yesterday"},
        "platform:database.restore.time",
        "'yesterday'",
        "a time in UTC",
    ),
    ("platform:database.insights", "some", "platform:database.insights", "'some'", "standard, advanced"),
    ("platform:services.api.sign_in", SIGN_IN, "platform:services.api.deployment", "canary with sign_in", "only forwards"),
    (
        "platform:services.feature-processor.deployment",
        {"strategy": "blue-green"},
        "platform:services.feature-processor.deployment",
        "does not reach",
        "api, dashboard",
    ),
    (
        "platform:services.intervention-worker.allowed_cidr_blocks",
        ["10.0.0.0/8"],
        "platform:services.intervention-worker.allowed_cidr_blocks",
        "does not reach",
        "api, dashboard",
    ),
    ("platform:recovery.region", "Oregon", "platform:recovery.region", "'Oregon'", "us-west-2"),
    ("platform:backup.retention_days", 1, "platform:backup.retention_days", "1", "7 to 3650"),
    (
        "platform:load_balancer",
        {
            "domain": "engine.example.com",
            "certificate_arn": "arn:aws:acm:us-east-1:111122223333:certificate/0",
            "allowed_cidr_blocks": ["10.0.0.0/8"],
            "take_over_domain": True,
        },
        "platform:load_balancer.take_over_domain",
        "true, without hosted_zone",
        "only with hosted_zone",
    ),
    (
        "platform:database.restore",
        {"backups_arn": "latest", "kms_key_arn": "arn:aws:kms:us-west-2:111122223333:key/0"},
        "platform:database.restore.backups_arn",
        "'latest'",
        "automated backups",
    ),
    ("platform:tracing", {"collector": "latest"}, "platform:tracing.collector", "'latest'", "sha256:"),
]


def problems_of(*changes: tuple[str, Any]) -> SettingsError:
    with pytest.raises(SettingsError) as caught:
        load("production", as_engine(changed(values_of("production"), *changes)), ENGINE)
    return caught.value


@pytest.mark.parametrize("stack", stacks_of("pre-delinquency-engine"))
def test_checked_in_stack_files_are_accepted(stack: str) -> None:
    settings = load(stack, as_engine(values_of(stack)), ENGINE)
    assert dataclasses.is_dataclass(settings)
    assert settings.system == "pre-delinquency-engine"


@pytest.mark.parametrize(("path", "value", "complained", "found", "allowed"), BAD)
def test_one_bad_setting_names_its_path_value_and_remedy(path: str, value: Any, complained: str, found: str, allowed: str) -> None:
    error = problems_of((path, value))
    problem = next(problem for problem in error.problems if problem.path == complained)
    assert found in problem.found
    assert allowed in problem.allowed
    assert problem.fix
    assert complained in str(error)
    assert "Pulumi.production.yaml" in str(error)


@pytest.mark.parametrize(("path", "value", "complained", "found", "allowed"), BAD)
def test_one_bad_setting_raises_no_false_alarms(path: str, value: Any, complained: str, found: str, allowed: str) -> None:
    del found, allowed
    others = {problem.path for problem in problems_of((path, value)).problems} - {complained}
    written = path.split("[", maxsplit=1)[0]
    block, key = re.split(r"[.:](?=[^.:]+$)", written)
    assert all(other.startswith(block) or key in other for other in others)


def test_all_problems_are_told_at_once() -> None:
    error = problems_of(("platform:database.username", "admin"), ("platform:services.api.cpu", 3), ("platform:network.nat", "many"))
    assert {problem.path for problem in error.problems} >= {
        "platform:database.username",
        "platform:services.api.cpu",
        "platform:network.nat",
    }
    assert "3 problems" in str(error)


def test_a_missing_service_is_told_beside_an_unreadable_block() -> None:
    error = problems_of(("platform:services.api", DELETE), ("platform:database.multi_az", 3))
    assert {problem.path for problem in error.problems} == {"platform:services.api", "platform:database.multi_az"}


def test_a_misspelt_key_suggests_the_right_one() -> None:
    assert "write database" in str(problems_of(("platform:databse", {})))


@pytest.mark.parametrize("name", ["DATABASE_PASSWORD", "API_TOKEN", "STRIPE_API_KEY", "DATABASE_URL", "CLIENT_SECRET"])
def test_a_secret_in_the_environment_is_refused_without_showing_it(name: str) -> None:
    error = problems_of(("platform:services.api.environment", {name: "hunter2"}))
    assert error.problems[0].path == f"platform:services.api.environment.{name}"
    assert "hunter2" not in str(error)


def test_a_client_secret_is_never_shown() -> None:
    error = problems_of(("platform:services.dashboard.sign_in", {**SIGN_IN, "client_secret": ["hunter2"]}))
    assert error.problems[0].path == "platform:services.dashboard.sign_in.client_secret"
    assert "hunter2" not in str(error)
    settings = load(
        "production",
        as_engine(changed(values_of("production"), ("platform:services.dashboard.sign_in", SIGN_IN))),
        ENGINE,
    )
    assert "hunter2" not in repr(settings)


def test_a_foreign_image_is_refused_where_only_our_registry_can_be_reached() -> None:
    """With `nat: none` a pull from anywhere else would hang until ECS gives up."""
    foreign = f"docker.io/library/python@sha256:{'a' * 64}"
    own = f"111122223333.dkr.ecr.us-east-1.amazonaws.com/x@sha256:{'a' * 64}"
    endpoints = ("platform:network.interface_endpoints", ["ecr.api", "ecr.dkr", "logs", "secretsmanager", "xray"])
    closed = ("platform:network.nat", "none")
    assert problems_of(closed, endpoints, ("platform:images", {"api": foreign})).problems[0].path == "platform:images.api"
    config = changed(values_of("production"), closed, endpoints, ("platform:images", {"api": own}))
    assert load("production", as_engine(config), ENGINE).images == {"api": own}


def test_capacity_range_needs_something_to_scale_on() -> None:
    error = problems_of(("platform:services.api.cpu_target", DELETE), ("platform:services.api.memory_target", DELETE))
    assert error.problems[0].path == "platform:services.api.max_capacity"
    assert "cpu_target" in error.problems[0].fix


def test_settings_errors_reach_the_user_without_a_traceback() -> None:
    """Pulumi prints the message of a RunError and nothing else."""
    with pytest.raises(pulumi.RunError, match=r"1 problem in Pulumi\.dev\.yaml"):
        recorded("dev", Mode.APPLIED, ("platform:network.nat", "one"))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("platform:services.dashboard.sign_in", "hunter2"),
        ("platform:services.dashboard.sign_in", [{"client_secret": "hunter2"}]),
        ("platform:services.api.environment", {"DB_PASSWORD": ["hunter2"]}),
        ("platform:services.api.environment", "hunter2"),
        ("platform:services", ["hunter2"]),
    ],
)
def test_a_wrong_shape_around_a_secret_does_not_show_it(path: str, value: Any) -> None:
    error = problems_of((path, value))
    assert error.problems[0].found == "a value that is not shown"
    assert "hunter2" not in str(error)
