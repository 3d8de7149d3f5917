"""Signals made from the metrics of one thing."""

from components.base.signal import Metrics

RDS = Metrics(
    tier="database", namespace="AWS/RDS", dimensions={"DBInstanceIdentifier": "pde-dev-database"}, runbook="database-full"
)


def test_above_and_below_differ_in_the_comparison_alone() -> None:
    above = RDS.above("CPUUtilization", 80, "cpu", "CPU (%)", "Too busy.")
    assert (above.name, above.chart, above.threshold, above.comparison) == (
        "database-cpu",
        "database CPU (%)",
        80,
        "GreaterThanThreshold",
    )
    assert RDS.below("CPUUtilization", 80, "cpu", "CPU (%)", "Too busy.").comparison == "LessThanThreshold"


def test_a_charted_metric_never_fires() -> None:
    assert RDS.chart("ReadLatency", "read-latency", "latency", statistic="Maximum").threshold is None


def test_more_dimensions_leave_the_others() -> None:
    assert RDS.where({"Role": "writer"}).dimensions == {"DBInstanceIdentifier": "pde-dev-database", "Role": "writer"}
    assert RDS.dimensions == {"DBInstanceIdentifier": "pde-dev-database"}
