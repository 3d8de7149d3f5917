"""Alarms tell one topic, only this account's alarms may, and a signal over two metrics becomes an expression."""

from components.base.signal import Metrics
from components.network.placement import Placement
from components.watch.alarms import declare_alarms
from components.watch.alert_topic import AlertTopic
from offline.simulation.runner import Recording
from stack.settings import AlertSettings
from tests import reading
from tests.components.declaring import ACCOUNT, declared

ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
ONE = Metrics(tier="web", namespace="AWS/ApplicationELB", dimensions={"TargetGroup": "a"}, runbook="web-slow")
BOTH = Metrics(
    tier="both",
    namespace="AWS/ApplicationELB",
    dimensions={"TargetGroup": "a"},
    alternates=({"TargetGroup": "b"},),
    runbook="web-slow",
)


def alarms() -> Recording:
    def build(placement: Placement) -> None:
        topic = AlertTopic("alerts", placement.site, settings=AlertSettings(emails=("ops@example.com",)))
        signals = [
            ONE.above("HTTPCode_Target_5XX_Count", 10, "errors", "errors", "Look at the logs.", statistic="Sum"),
            BOTH.above("HTTPCode_Target_5XX_Count", 10, "errors", "errors", "Look at the logs.", statistic="Sum"),
            ONE.chart("RequestCount", "requests", "requests"),
        ]
        declare_alarms(placement.site, topic, signals, topic)

    return declared(build)


def test_what_fires_has_an_alarm_that_tells_the_topic_both_ways() -> None:
    found = alarms()
    assert {alarm.inputs["name"] for alarm in found.of(ALARM)} == {"wea-test-web-errors", "wea-test-both-errors"}
    topic = found.named("alerts-topic").outputs["arn"]
    for alarm in found.of(ALARM):
        assert alarm.inputs["alarmActions"] == alarm.inputs["okActions"] == [topic]
        assert reading.waits_for(found, alarm.name, "alerts-policy")


def test_the_description_ends_with_what_to_do() -> None:
    """An alarm arrives as a mail on a phone: what is in it is all there is."""
    for alarm in alarms().of(ALARM):
        assert alarm.inputs["alarmDescription"] == "[warning] Look at the logs. Runbook: docs/runbooks/web-slow.md"


def test_two_metrics_are_added_up() -> None:
    queries = alarms().named("both-errors-alarm").inputs["metricQueries"]
    assert queries[0]["expression"] == "SUM([FILL(both_errors_0, 0), FILL(both_errors_1, 0)])"
    assert [query["metric"]["dimensions"]["TargetGroup"] for query in queries[1:]] == ["a", "b"]


def test_only_alarms_of_this_account_may_publish() -> None:
    allowed, refused = reading.document(alarms().named("alerts-policy"))
    assert allowed["Condition"]["StringEquals"] == {"aws:SourceAccount": ACCOUNT}
    assert (refused["Effect"], refused["Principal"]) == ("Deny", "*")
