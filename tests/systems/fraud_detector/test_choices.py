"""The rest of the guide of the fraud detector: what its jobs run, what is drawn and counted, how long logs last."""

import json
from typing import Any

import pytest

from offline.simulation.runner import Recording, plain
from tests import reading
from tests.shipped import recorded
from tests.systems.fraud_detector.test_parts import ALARM, STACK, STAGING


@pytest.mark.parametrize("stack", [STACK, STAGING])
def test_the_database_is_vacuumed_by_what_the_image_has(stack: str) -> None:
    *php, program = reading.container(recorded(stack), "vacuum")["command"]
    assert php == ["php", "-r"]
    assert '->exec("VACUUM ANALYZE")' in program
    assert "sslmode=require" in program
    assert "password" not in program.replace('getenv("DB_PASSWORD")', "").lower()


def test_the_worker_takes_what_waits_in_the_queue(applied: Recording) -> None:
    """As long as the queue leaves a job to it, and as often as the queue hands it out."""
    worker = reading.container(applied, "worker")
    assert worker["command"][:2] == ["sh", "-c"]
    assert worker["command"][2] == 'exec php artisan queue:work sqs --sleep=0 --tries=0 --timeout="$SQS_WORK_SECONDS"'
    assert {"name": "SQS_WORK_SECONDS", "value": "270"} in worker["environment"]


@pytest.mark.parametrize(
    ("name", "metric", "statistic"),
    [
        ("api-errors", "HTTPCode_Target_5XX_Count", "Sum"),
        ("api-refusals", "HTTPCode_Target_4XX_Count", "Sum"),
        ("api-latency", "TargetResponseTime", "Average"),
    ],
)
def test_the_guides_alarms_look_at_five_minutes_of_both_sides(applied: Recording, name: str, metric: str, statistic: str) -> None:
    (alarm,) = (one.inputs for one in applied.of(ALARM) if one.inputs["name"] == f"frd-production-{name}")
    assert alarm["comparisonOperator"] == "GreaterThanThreshold"
    watched: list[dict[str, Any]] = [one["metric"] for one in alarm["metricQueries"] if "metric" in one]
    assert {(one["namespace"], one["metricName"], one["stat"], one["period"]) for one in watched} == {
        ("AWS/ApplicationELB", metric, statistic, 300)
    }
    assert len({one["dimensions"]["TargetGroup"] for one in watched}) == 2
    assert all(one["dimensions"]["LoadBalancer"] for one in watched)


def test_requests_that_bedrock_refuses_are_an_alarm(applied: Recording) -> None:
    alarm = applied.named("bedrock-throttles-1-alarm", ALARM).inputs
    assert (alarm["namespace"], alarm["metricName"], alarm["threshold"]) == ("AWS/Bedrock", "InvocationThrottles", 0)
    assert alarm["dimensions"] == {"ModelId": "ca.amazon.nova-lite-v1:0"}
    assert alarm["alarmActions"] == [applied.named("alerts-topic").outputs["arn"]]


def test_the_dashboard_draws_load_of_the_api_and_the_applications_own_metric(applied: Recording) -> None:
    body = json.loads(plain(applied.named("watch-dashboard").inputs["dashboardBody"]))
    drawn = [line for one in body["widgets"] for line in one["properties"].get("metrics", ()) if len(line) > 1]
    for metric in ("CPUUtilization", "MemoryUtilization"):
        assert [line for line in drawn if line[:2] == ["AWS/ECS", metric] and "frd-production-api" in line], metric
    assert [line for line in drawn if line[:2] == ["fraud-detector", "ProcessingTime"]]
    assert {one["properties"]["region"] for one in body["widgets"]} == {"ca-central-1"}


def test_logs_last_ninety_days(either: Recording) -> None:
    groups = {one.inputs["name"]: one.inputs["retentionInDays"] for one in either.of("aws:cloudwatch/logGroup:LogGroup")}
    tasks = ("api", "worker", "ml-service", "migrate", "vacuum", "back-up-models")
    assert {groups[f"/ecs/fraud-detector/production/{name}"] for name in tasks} == {90}


def test_models_and_their_backup_keep_earlier_versions(either: Recording) -> None:
    for name in ("models", "backup-models"):
        assert either.named(f"{name}-bucket").inputs["bucket"] == f"frd-production-{name}-111122223333"
        assert either.named(f"{name}-versioning").inputs["versioningConfiguration"] == {"status": "Enabled"}
        (encryption,) = either.named(f"{name}-encryption").inputs["rules"]
        assert encryption["applyServerSideEncryptionByDefault"]["sseAlgorithm"] == "aws:kms"
