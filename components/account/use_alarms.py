"""Alarms about identities that nobody should need: the root user, and the role of break-glass."""

import pulumi
import pulumi_aws as aws

from components.base.signal import Metrics
from components.watch.alarms import declare_alarms
from components.watch.alert_topic import AlertTopic
from stack.site import Site


class UseAlarms(pulumi.ComponentResource):
    """A metric of the trail's log group and a critical alarm for each identity, minutes after it has called anything.

    The trail brings the calls of every region into the one log group, and assuming a role is recorded where the endpoint was that
    was asked: an EventBridge rule would have to stand in every region there is. CloudTrail delivers within about five minutes.

    Args:
        name: logical name part; for ever.
        site: the account stack's.
        log_group: the trail's.
        topic: who is told.
        break_glass: ARN of the role, where there is one.
    """

    def __init__(
        self,
        name: str,
        site: Site,
        *,
        log_group: pulumi.Input[str],
        topic: AlertTopic,
        break_glass: str | None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("platform:usealarms:UseAlarms", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        # Services act for the root user as well, as with recovery by AWS itself (CloudTrail guide, "userIdentity").
        root = '{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType != "AwsServiceEvent" }'
        watched = {"root": ("the root user", root)}
        if break_glass is not None:
            # Both: whoever is refused has tried, and what is done in the hour keeps the alarm up.
            assumed = f'$.eventName = "AssumeRole" && $.requestParameters.roleArn = "{break_glass}"'
            acting = f'$.userIdentity.sessionContext.sessionIssuer.arn = "{break_glass}"'
            watched["break-glass"] = ("the break-glass role", f"{{ ({assumed}) || ({acting}) }}")
        signals = []
        for who, (meaning, pattern) in watched.items():
            metric = site.name("metric", f"{who}-used")
            aws.cloudwatch.LogMetricFilter(
                f"{name}-{who}",
                name=metric,
                log_group_name=log_group,
                pattern=pattern,
                metric_transformation={"namespace": site.system, "name": metric, "value": "1", "default_value": "0"},
                opts=child,
            )
            of_account = Metrics(tier=who, namespace=site.system, dimensions={}, runbook="incident-evidence")
            signals.append(
                of_account.above(
                    metric,
                    0,
                    "used",
                    "uses",
                    f"Somebody acts as {meaning}. Ask who it is; if nobody says so, somebody broke in. Each call is in the trail's "
                    "log group.",
                    statistic="Sum",
                    evaluation_periods=1,
                    severity="critical",
                )
            )
        declare_alarms(site, topic, signals, self)
        self.register_outputs({})
