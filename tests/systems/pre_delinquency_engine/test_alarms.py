"""What is watched in production: every alarm with its metric, dimensions and bound, and what scaling follows."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

import pytest

from offline.simulation.runner import Recording, plain
from tests.systems.pre_delinquency_engine.engine import ALARM

SERVICES = ("api", "dashboard", "feature-processor", "intervention-worker", "transaction-simulator")
LOGS = [f"/ecs/pre-delinquency-engine/production/{name}" for name in SERVICES]
ERROR, SILENT_ERROR = "notBreaching", "breaching"


class Watch(NamedTuple):
    """What an alarm looks at. Dimensions that AWS assigns are written without a value, such as `TargetGroup`."""

    namespace: str
    metric: str
    dimensions: Mapping[str, str]
    statistic: str
    bound: tuple[str, float]
    period: int = 300
    periods: int = 2
    silence: str = ERROR
    combined: str = ""
    """The function over both target groups, where ECS moves requests from one to the other."""


def service(name: str) -> dict[str, str]:
    return {"ClusterName": "pde-production-cluster", "ServiceName": f"pde-production-{name}"}


DATABASE = {"DBInstanceIdentifier": "pde-production-database"}
TARGETS = {"LoadBalancer": "", "TargetGroup": ""}
CERTIFICATE = {"CertificateArn": ""}
STREAM = {"Cluster Name": "pde-production-stream"}


def requests(name: str, *, divided: bool) -> dict[str, Watch]:
    total, worst = ("SUM", "MAX") if divided else ("", "")
    return {
        f"{name}-errors": Watch(
            "AWS/ApplicationELB", "HTTPCode_Target_5XX_Count", TARGETS, "Sum", (">", 10), periods=1, combined=total
        ),
        f"{name}-latency": Watch("AWS/ApplicationELB", "TargetResponseTime", TARGETS, "Average", (">", 0.5), combined=worst),
        f"{name}-healthy": Watch(
            "AWS/ApplicationELB", "HealthyHostCount", TARGETS, "Minimum", ("<", 1), 60, 3, SILENT_ERROR, combined=total
        ),
    }


def workload(name: str) -> dict[str, Watch]:
    return {
        f"{name}-cpu": Watch("AWS/ECS", "CPUUtilization", service(name), "Average", (">", 80)),
        f"{name}-memory": Watch("AWS/ECS", "MemoryUtilization", service(name), "Average", (">", 85)),
        f"{name}-logged-errors": Watch("pre-delinquency-engine", f"pde-production-{name}-logged-errors", {}, "Sum", (">", 10)),
    }


def running(name: str, least: int) -> dict[str, Watch]:
    count = Watch("ECS/ContainerInsights", "RunningTaskCount", service(name), "Minimum", ("<", least), 60, 5, SILENT_ERROR)
    return {f"{name}-running": count}


def lag(group: str, topic: str) -> dict[str, Watch]:
    dimensions = {**STREAM, "Consumer Group": group, "Topic": topic}
    return {f"stream-lag-{group}-{topic}": Watch("AWS/Kafka", "SumOffsetLag", dimensions, "Maximum", (">", 10_000))}


def cache_node(node: str) -> dict[str, Watch]:
    dimensions = {"CacheClusterId": f"pde-production-cache-{node}"}
    return {
        f"cache-memory-{node}": Watch("AWS/ElastiCache", "DatabaseMemoryUsagePercentage", dimensions, "Average", (">", 80)),
        f"cache-evictions-{node}": Watch("AWS/ElastiCache", "Evictions", dimensions, "Sum", (">", 0)),
    }


ALARMS: dict[str, Watch] = {
    **{alarm: watch for name in SERVICES for alarm, watch in workload(name).items()},
    **requests("api", divided=True),
    **requests("dashboard", divided=False),
    **running("api", 2),
    **running("dashboard", 1),
    **running("feature-processor", 2),
    **running("intervention-worker", 1),
    "database-cpu": Watch("AWS/RDS", "CPUUtilization", DATABASE, "Average", (">", 80)),
    "database-storage": Watch("AWS/RDS", "FreeStorageSpace", DATABASE, "Minimum", ("<", 2 * 2**30), silence=SILENT_ERROR),
    "database-connections": Watch("AWS/RDS", "DatabaseConnections", DATABASE, "Maximum", (">", 80)),
    **{alarm: watch for node in ("001", "002") for alarm, watch in cache_node(node).items()},
    **{
        f"stream-disk-{broker}": Watch(
            "AWS/Kafka", "KafkaDataLogsDiskUsed", {**STREAM, "Broker ID": str(broker)}, "Maximum", (">", 80)
        )
        for broker in (1, 2, 3)
    },
    "alb-certificate": Watch("AWS/CertificateManager", "DaysToExpiry", CERTIFICATE, "Minimum", ("<", 30), 86400, 1),
    "stream-offline-partitions": Watch("AWS/Kafka", "OfflinePartitionsCount", STREAM, "Maximum", (">", 0)),
    **lag("feature-processor", "transactions-stream"),
    **lag("feature-processor", "customer-updates"),
    **lag("intervention-worker", "predictions-stream"),
}
ALARMS |= {
    f"{bucket}-replication-failed": Watch(
        "AWS/S3",
        "OperationsFailedReplication",
        {
            "SourceBucket": f"pde-production-{bucket}-111122223333",
            "DestinationBucket": f"pde-production-{bucket}-replica-111122223333",
            "RuleId": "everything",
        },
        "Sum",
        (">", 0),
        periods=1,
    )
    for bucket in ("models", "data")
}
ALARMS |= {
    f"backup-{name}": Watch("AWS/Backup", metric, {"BackupVaultName": "pde-production-backup"}, "Sum", (">", 0), periods=1)
    for name, metric in (
        ("job-failed", "NumberOfBackupJobsFailed"),
        ("copy-failed", "NumberOfCopyJobsFailed"),
        ("restore-failed", "NumberOfRestoreJobsFailed"),
    )
}
SIGNS = {"GreaterThanThreshold": ">", "LessThanThreshold": "<"}


def watched(inputs: Mapping[str, Any]) -> Watch:
    """Read an alarm back; of an expression, what its sides have in common."""
    combined, sides = "", [{**inputs, "stat": inputs.get("statistic")}]
    if "metricQueries" in inputs:
        (whole,) = (query for query in inputs["metricQueries"] if "expression" in query)
        ids = [query["id"] for query in inputs["metricQueries"] if "metric" in query]
        combined = whole["expression"].partition("(")[0]
        assert whole["returnData"] is True
        assert whole["expression"] == f"{combined}([{', '.join(f'FILL({one}, 0)' for one in ids)}])"
        sides = [query["metric"] for query in inputs["metricQueries"] if "metric" in query]
        assert len({side["dimensions"]["TargetGroup"] for side in sides}) == len(sides) == 2
    assigned = ("CertificateArn", "LoadBalancer", "TargetGroup")
    (watch,) = {
        json.dumps(
            [
                side["namespace"],
                side["metricName"],
                {key: "" if key in assigned else value for key, value in side["dimensions"].items()},
                side["stat"],
                [SIGNS[inputs["comparisonOperator"]], inputs["threshold"]],
                side["period"],
                inputs["evaluationPeriods"],
                inputs["treatMissingData"],
                combined,
            ]
        )
        for side in sides
    }
    namespace, metric, dimensions, statistic, bound, *rest = json.loads(watch)
    return Watch(namespace, metric, dimensions, statistic, (bound[0], bound[1]), *rest)


def test_every_alarm_watches_what_it_is_named_for(production: Recording) -> None:
    """A metric without the dimensions it is published with, or a sign the wrong way round, never fires and looks well."""
    found = {alarm.name.removesuffix("-alarm"): watched(plain(alarm.inputs)) for alarm in production.of(ALARM)}
    assert found == ALARMS


def test_every_alarm_tells_the_topic_when_it_fires_and_when_it_is_over(production: Recording) -> None:
    topic = production.named("alerts-topic").outputs["arn"]
    for alarm in production.of(ALARM):
        assert (alarm.inputs["alarmActions"], alarm.inputs["okActions"]) == ([topic], [topic])


@pytest.mark.parametrize("name", SERVICES)
def test_logged_errors_are_counted_from_the_services_own_log(production: Recording, name: str) -> None:
    counter = production.named(f"{name}-logged-errors", "aws:cloudwatch/logMetricFilter:LogMetricFilter").inputs
    alarm = production.named(f"{name}-logged-errors-alarm").inputs
    assert counter["logGroupName"] == f"/ecs/pre-delinquency-engine/production/{name}"
    assert counter["pattern"] == "?ERROR ?CRITICAL ?Traceback"
    written = counter["metricTransformation"]
    assert (written["namespace"], written["name"], written["value"]) == (alarm["namespace"], alarm["metricName"], "1")


def test_the_saved_queries_read_every_service(production: Recording) -> None:
    saved = {query.inputs["name"]: query.inputs for query in production.of("aws:cloudwatch/queryDefinition:QueryDefinition")}
    errors = "filter @message like /ERROR|CRITICAL|Traceback/ | "
    assert {name.removeprefix("pre-delinquency-engine/production/"): query["queryString"] for name, query in saved.items()} == {
        "errors": f"{errors}fields @timestamp, @log, @message | sort @timestamp desc",
        "errors-by-service": f"{errors}stats count(*) as errors by @log, bin(5m)",
        "slowest-requests": "filter ispresent(duration_ms) | sort duration_ms desc | limit 50",
    }
    assert all(query["logGroupNames"] == LOGS for query in saved.values())


# --- what scaling follows

CPU, MEMORY = ({"predefinedMetricType": f"ECSServiceAverage{what}Utilization"} for what in ("CPU", "Memory"))
LAG = {
    "namespace": "AWS/Kafka",
    "metricName": "SumOffsetLag",
    "statistic": "Maximum",
    "dimensions": [
        {"name": "Cluster Name", "value": "pde-production-stream"},
        {"name": "Consumer Group", "value": "feature-processor"},
        {"name": "Topic", "value": "transactions-stream"},
    ],
}
CONFIGURATION = "targetTrackingScalingPolicyConfiguration"
PACE = {"scaleInCooldown": 300, "scaleOutCooldown": 60}
POLICIES: dict[str, tuple[str, dict[str, Any]]] = {
    "api-scaling-cpu": ("api", {"predefinedMetricSpecification": CPU, "targetValue": 70, **PACE}),
    "api-scaling-memory": ("api", {"predefinedMetricSpecification": MEMORY, "targetValue": 80, **PACE}),
    "dashboard-scaling-cpu": ("dashboard", {"predefinedMetricSpecification": CPU, "targetValue": 70, **PACE}),
    "dashboard-scaling-memory": ("dashboard", {"predefinedMetricSpecification": MEMORY, "targetValue": 80, **PACE}),
    "feature-processor-scaling-cpu": ("feature-processor", {"predefinedMetricSpecification": CPU, "targetValue": 70, **PACE}),
    "feature-processor-scaling-lag": ("feature-processor", {"customizedMetricSpecification": LAG, "targetValue": 1000, **PACE}),
}


def test_services_scale_on_their_own_load(production: Recording) -> None:
    policies = {policy.name: plain(policy.inputs) for policy in production.of("aws:appautoscaling/policy:Policy")}
    growth = policies.pop("stream-storage-growth")
    assert {
        name: (policy["resourceId"].removeprefix("service/pde-production-cluster/pde-production-"), policy[CONFIGURATION])
        for name, policy in policies.items()
    } == POLICIES
    assert all(policy["scalableDimension"] == "ecs:service:DesiredCount" for policy in policies.values())
    assert growth["resourceId"] == production.named("stream-cluster").outputs["arn"]
    assert growth["scalableDimension"] == "kafka:broker-storage:VolumeSize"
    assert growth[CONFIGURATION] == {
        "predefinedMetricSpecification": {"predefinedMetricType": "KafkaBrokerStorageUtilization"},
        "targetValue": 60,
        "disableScaleIn": True,
    }


# --- what the dashboard draws

CHARTS: dict[str, set[str]] = {
    **{f"{name} CPU and memory (%)": {"CPUUtilization", "MemoryUtilization"} for name in SERVICES},
    **{f"{name} tasks": {"RunningTaskCount"} for name in ("feature-processor", "intervention-worker")},
    "logged errors": {f"pde-production-{name}-logged-errors" for name in SERVICES},
    "database CPU (%)": {"CPUUtilization"},
    "database free storage": {"FreeStorageSpace"},
    "alb certificate (days)": {"DaysToExpiry"},
    "database connections": {"DatabaseConnections"},
    "database latency": {"ReadLatency", "WriteLatency"},
    "cache memory (%)": {"DatabaseMemoryUsagePercentage"},
    "cache evictions": {"Evictions"},
    "stream disks (%)": {"KafkaDataLogsDiskUsed"},
    "stream offline partitions": {"OfflinePartitionsCount"},
    "stream consumer lag": {"SumOffsetLag"},
    "stream traffic": {"BytesInPerSec", "BytesOutPerSec"},
    "backup failed jobs": {"NumberOfBackupJobsFailed", "NumberOfCopyJobsFailed", "NumberOfRestoreJobsFailed"},
    **{f"{name} failed copies": {"OperationsFailedReplication"} for name in ("data", "models")},
}
for routed in ("api", "dashboard"):
    CHARTS[f"{routed} tasks"] = {"HealthyHostCount", "RunningTaskCount"}
    CHARTS[f"{routed} errors"] = {"HTTPCode_Target_5XX_Count"}
    CHARTS[f"{routed} response time"] = {"TargetResponseTime"}
    CHARTS[f"{routed} requests"] = {"RequestCount"}


def test_each_chart_draws_its_metrics_with_their_dimensions(production: Recording) -> None:
    """A metric without its dimensions draws an empty chart."""
    body = json.loads(production.named("watch-dashboard").inputs["dashboardBody"])
    lines = {
        widget["properties"]["title"]: widget["properties"]["metrics"] for widget in body["widgets"] if widget["type"] == "metric"
    }
    metrics = {title: [line for line in drawn if len(line) > 1] for title, drawn in lines.items()}
    assert {title: {line[1] for line in drawn} for title, drawn in metrics.items()} == CHARTS
    for title, drawn in metrics.items():
        assert all(len(line) > 4 for line in drawn) or title == "logged errors"
    assert metrics["dashboard response time"][0][2:6:2] == ["LoadBalancer", "TargetGroup"]
    assert metrics["stream traffic"][0][2:-1] == ["Cluster Name", "pde-production-stream", "Broker ID", "1"]
