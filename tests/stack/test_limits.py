"""Settings accept what AWS takes and nothing else: each service's documented limits, told half an hour before AWS would."""

from typing import Any

import pytest

from naming.postgres import is_reserved_database, is_reserved_user
from stack.file import load
from stack.problems import SettingsError
from stack.settings.schedules import cron, known_time_zone
from tests.shipped import SYSTEMS, values_of
from tests.stacks import SIGN_IN, as_engine, changed

BALANCER = {"domain": "engine.example.com", "hosted_zone": "example.com"}
ISSUED = "arn:aws:acm:us-west-2:111122223333:certificate/0"

# change of one stack -> the path complained about, and a part of what was found
REFUSED: list[tuple[str, str, Any, str, str]] = [
    ("dev", "platform:database.backup_window", "03:00-03:10", "platform:database.backup_window", "10 minutes"),
    ("dev", "platform:database.maintenance_window", "mon:04:00-mon:04:10", "platform:database.maintenance_window", "10 minutes"),
    ("dev", "platform:database.maintenance_window", "mon:10:00-wed:02:00", "platform:database.maintenance_window", "2400 minutes"),
    ("dev", "platform:database.maintenance_window", "sun:23:30-mon:03:15", "platform:database.maintenance_window", "meets"),
    ("dev", "platform:cache.snapshot_window", "03:00-03:30", "platform:cache.snapshot_window", "30 minutes"),
    ("dev", "platform:cache.snapshot_window", "23:30-05:30", "platform:cache.maintenance_window", "meets snapshot_window"),
    ("dev", "platform:buckets.data", {"glacier_days": 90, "expire_days": 90}, "platform:buckets.data.expire_days", "90, when"),
    (
        "dev",
        "platform:buckets.data",
        {"infrequent_access_days": 30, "expire_days": 30},
        "platform:buckets.data.expire_days",
        "30, when",
    ),
    ("dev", "platform:network.availability_zones[2]", "us-east-1z", "platform:network.availability_zones[2]", "us-east-1z"),
    ("dev", "platform:network.cidr_block", "10.0.0.0/8", "platform:network.cidr_block", "'10.0.0.0/8'"),
    ("dev", "platform:network.cidr_block", "10.1.2.3/16", "platform:network.cidr_block", "without them it is 10.1.0.0/16"),
    ("dev", "platform:network.data_cidr_blocks[0]", "10.1.201.0/29", "platform:network.data_cidr_blocks[0]", "/29"),
    ("dev", "platform:load_balancer.allowed_cidr_blocks", ["999.1.1.1/99"], "platform:load_balancer.allowed_cidr_blocks[0]", "999"),
    (
        "dev",
        "platform:load_balancer.allowed_cidr_blocks",
        ["10.0.0.1/8"],
        "platform:load_balancer.allowed_cidr_blocks[0]",
        "10.0.0.0/8",
    ),
    (
        "dev",
        "platform:load_balancer",
        {**BALANCER, "allowed_cidr_blocks": ["0.0.0.0/1", "128.0.0.0/1"]},
        "platform:load_balancer.firewall",
        "4,294,967,296",
    ),
    (
        "dev",
        "platform:load_balancer",
        {**BALANCER, "allowed_cidr_blocks": ["20.0.0.0/8", "21.0.0.0/8"]},
        "platform:load_balancer.firewall",
        "33,554,432",
    ),
    ("dev", "platform:load_balancer.domain", f"{'a' * 29}.{'b' * 29}.example.com", "platform:load_balancer.domain", "aaa"),
    ("dev", "platform:load_balancer.domain", f"{'a' * 64}.com", "platform:load_balancer.domain", "aaa"),
    ("dev", "platform:load_balancer.domain", "-a.example.com", "platform:load_balancer.domain", "'-a"),
    ("dev", "platform:load_balancer.domain", "a-.example.com", "platform:load_balancer.domain", "'a-"),
    (
        "dev",
        "platform:load_balancer",
        {"domain": "engine.example.com", "certificate_arn": ISSUED, "allowed_cidr_blocks": ["10.0.0.0/8"]},
        "platform:load_balancer.certificate_arn",
        "us-west-2",
    ),
    (
        "dev",
        "platform:load_balancer",
        {"domain": "engine.example.com", "certificate_arn": "arn:aws:acm:x:certificate/y", "allowed_cidr_blocks": ["10.0.0.0/8"]},
        "platform:load_balancer.certificate_arn",
        "certificate/y",
    ),
    (
        "dr",
        "platform:database.restore.backups_arn",
        "arn:aws:rds:us-east-1:111122223333:auto-backup:ab-x",
        "platform:database.restore.backups_arn",
        "us-east-1",
    ),
    (
        "dr",
        "platform:database.restore.kms_key_arn",
        "arn:aws:kms:us-east-1:111122223333:key/x",
        "platform:database.restore.kms_key_arn",
        "us-east-1",
    ),
    ("dr", "platform:database.restore.time", "2026-13-99T99:99:99Z", "platform:database.restore.time", "2026-13-99"),
    ("dev", "platform:database.database_name", "select", "platform:database.database_name", "select"),
    ("dev", "platform:database.username", "pg_app", "platform:database.username", "pg_app"),
    ("dev", "platform:stream.instance_type", "kafka.m7g.small", "platform:stream.instance_type", "m7g.small"),
    ("production", "platform:recovery.region", "us-east-1", "platform:recovery.region", "the stack's own"),
    ("dev", "platform:environment", "eu--1", "platform:environment", "eu--1"),
    ("dev", "platform:off_hours.stop", "a b c d e f", "platform:off_hours.stop", "a b c"),
    ("dev", "platform:off_hours.time_zone", "Mars/Phobos", "platform:off_hours.time_zone", "Mars"),
    ("dev", "platform:off_hours.time_zone", "", "platform:off_hours.time_zone", "''"),
    ("dev", "platform:database.instance_class", "db.t4g.nano", "platform:database.instance_class", "db.t4g.nano"),
    ("dev", "platform:database.instance_class", "db.t2.micro", "platform:database.instance_class", "db.t2.micro"),
    ("dev", "platform:database.engine_version", "19", "platform:database.engine_version", "'19'"),
    ("dev", "platform:cache.node_type", "cache.t4g.large", "platform:cache.node_type", "cache.t4g.large"),
    ("dev", "platform:stream.kafka_version", "4.9.x.kraft", "platform:stream.kafka_version", "4.9.x"),
    ("dev", "platform:stream.kafka_version", "3.9.0.kraft", "platform:stream.kafka_version", "3.9.0"),
    (
        "dev",
        "platform:load_balancer.allowed_cidr_blocks",
        [f"10.{number}.0.0/16" for number in range(31)],
        "platform:load_balancer.allowed_cidr_blocks",
        "10.0.0.0/16",
    ),
    ("dev", "platform:alerts.emails", ["\u00fc@example.com"], "platform:alerts.emails[0]", "example.com"),
    ("dev", "platform:alerts.emails", [f"{'a' * 65}@example.com"], "platform:alerts.emails[0]", "aaa"),
    ("dev", "platform:alerts.emails", ["a@b@c.com"], "platform:alerts.emails[0]", "a@b@c"),
    ("dev", "platform:images", {"api": f"\u2603@sha256:{'a' * 64}"}, "platform:images.api", "sha256"),
    ("dev", "platform:images", {"api": f"python@sha256:{'a' * 64}"}, "platform:images.api", "python@"),
    (
        "dev",
        "platform:services.dashboard.sign_in",
        {**SIGN_IN, "client_id": "\u00fc"},
        "platform:services.dashboard.sign_in.client_id",
        "\u00fc",
    ),
    (
        "dev",
        "platform:services.dashboard.sign_in",
        {**SIGN_IN, "issuer": "https://id.example.com/\u2603"},
        "platform:services.dashboard.sign_in.issuer",
        "https://",
    ),
    (
        "dev",
        "platform:services.api.environment",
        {"A": "x" * 20_000, "B": "\u2603" * 3_000},
        "platform:services.api.environment",
        "38,0",
    ),
    ("dev", "platform:services.api.environment", {"": "x"}, "platform:services.api.environment.", "no variable"),
    (
        "dev",
        "platform:services.api.environment",
        {"AWS_REGION": "x"},
        "platform:services.api.environment.AWS_REGION",
        "no variable",
    ),
]


@pytest.mark.parametrize(("stack", "path", "value", "complained", "found"), REFUSED)
def test_what_aws_would_refuse_is_refused(stack: str, path: str, value: Any, complained: str, found: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load(stack, as_engine(changed(values_of(stack), (path, value))), SYSTEMS)
    problem = next(problem for problem in caught.value.problems if problem.path == complained)
    assert found in problem.found
    assert problem.allowed
    assert problem.fix


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("platform:database.maintenance_window", "sun:23:45-mon:00:30"),
        ("platform:cache.maintenance_window", "sat:23:30-sun:01:00"),
        ("platform:database.backup_window", "23:45-00:15"),
        ("platform:load_balancer.allowed_cidr_blocks", ["20.0.0.0/8"]),
        ("platform:off_hours.stop", "0/15 8-18 ? JAN-MAR,DEC 2#1 2026-2030"),
        ("platform:network.data_cidr_blocks[0]", "10.1.201.0/28"),
        ("platform:database.instance_class", "db.r8g.48xlarge"),
        ("platform:cache.node_type", "cache.r7g.16xlarge"),
        ("platform:cache.nodes", 6),
        ("platform:load_balancer.allowed_cidr_blocks", [f"10.{number}.0.0/16" for number in range(30)]),
        ("platform:services.api.environment", {"A": "x" * 32_000}),
        ("platform:images", {"api": f"docker.io/library/python@sha256:{'a' * 64}"}),
        ("platform:alerts.emails", ["first.last+alarms@mail.example-bank.co.uk"]),
    ],
)
def test_what_aws_takes_is_taken(path: str, value: Any) -> None:
    load("dev", as_engine(changed(values_of("dev"), (path, value))), SYSTEMS)


@pytest.mark.parametrize(
    "expression",
    [
        "0 20 ? * MON-FRI *",
        "0 5 * * ? *",
        "0/5 * 1 1,2 ? 2026",
        "15 10 L * ? *",
        "15 10 LW * ? *",
        "0 8 1W * ? *",
        "0 8 ? * 6L *",
        "0 8 ? * 2#1 *",
        "0 3 29 2 ? *",
        "0 3 31 2,3 ? *",
        "0 3 28-31 FEB ? *",
        "0 3 30 2-4 ? *",
        "0 3 L 2 ? *",
        "0 3 31,1 4 ? *",
    ],
)
def test_cron_expressions_of_the_guide_are_taken(expression: str) -> None:
    assert cron("").accepts(expression)


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "0 24 ? * * *",
        "60 0 ? * * *",
        "0 0 * * * *",
        "0 0 ? * ? *",
        "0 0 32 * ? *",
        "0 0 0 * ? *",
        "0 0 ? 13 * *",
        "0 0 ? * FRI-MON *",
        "0 0 ? * 8 *",
        "0 0 ? * 2#6 *",
        "0 0 ? * * 1969",
        "0/0 0 ? * * *",
        "0/x 0 ? * * *",
        "0 0 1W/2 * ? *",
        "0  0 ? * * *",
        "5- 0 ? * * *",
        "\u0661 0 ? * * *",
        "0 0 ? * MON",
        "0 3 30 2 ? *",
        "0 3 30,31 FEB ? *",
        "0 3 31W 04,jun,SEP,11 ? *",
        "0 3 31/5 4 ? *",
    ],
)
def test_cron_expressions_that_never_come_are_refused(expression: str) -> None:
    assert not cron("").accepts(expression)


def test_time_zones_are_the_databases() -> None:
    assert known_time_zone("").accepts("America/New_York")
    assert not known_time_zone("").accepts("../../etc/passwd")


@pytest.mark.parametrize("name", ["user", "USER", "select", "admin", "rdsadmin", "pg_app", "rds_superuser"])
def test_reserved_users(name: str) -> None:
    assert is_reserved_user(name)


@pytest.mark.parametrize("name", ["app", "postgres", "users", "page", "reporting_service_account"])
def test_users_that_postgres_takes(name: str) -> None:
    assert not is_reserved_user(name)


def test_reserved_databases() -> None:
    assert all(map(is_reserved_database, ("select", "rdsadmin", "template1", "postgres")))
    assert not any(map(is_reserved_database, ("bank_data", "admin", "pg_data")))
