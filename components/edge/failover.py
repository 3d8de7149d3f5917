"""A domain that leads elsewhere while the system does not answer: Route 53 checks it, and turns the record over by itself."""

from collections.abc import Mapping
from typing import Any

import pulumi
import pulumi_aws as aws

from components.base.access import HTTPS
from components.base.signal import Metrics, Signal
from components.watch.alarms import declare_alarms
from components.watch.alert_topic import AlertTopic
from stack.settings import AlertSettings, FailoverSettings
from stack.site import Site

# Where Route 53 publishes the health of every check, wherever the system is (Route 53 guide, "CloudWatch metrics").
_METRICS_REGION = "us-east-1"


class Failover(pulumi.ComponentResource):
    """A health check of the load balancer, and the record of another entrance beside the balancer's own.

    Route 53 takes no failover record beside a plain one, so the plain record becomes the primary in one change, before the
    secondary is made; on the way back the secondary has to go first (docs/runbooks/failover.md).

    Args:
        name: logical and physical name part; for ever.
        domain: what clients call.
        zone_id: the hosted zone of both names.
        address: the balancer's own name.
        settings: the other entrance, and what is checked.
    """

    def __init__(
        self,
        name: str,
        *,
        domain: str,
        zone_id: str,
        address: pulumi.Output[str],
        settings: FailoverSettings,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("platform:failover:Failover", name, None, opts)
        self._name, self._domain, self._zone_id, self._secondary = name, domain, zone_id, settings.secondary
        self._check = aws.route53.HealthCheck(
            f"{name}-check",
            type="HTTPS",
            # The domain's own name would say how the other entrance is, once it has turned over.
            fqdn=address,
            port=HTTPS,
            resource_path=settings.health_path,
            request_interval=30,
            failure_threshold=3,
            enable_sni=True,
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.primary: Mapping[str, Any] = {**_half("PRIMARY"), "health_check_id": self._check.id}
        """What makes the balancer's record the first of the pair."""
        self.register_outputs({"health_check_id": self._check.id})

    def declare_secondary(self, primary: aws.route53.Record) -> None:
        """Declare the other record of the pair, after the balancer's own."""
        aws.route53.Record(
            f"{self._name}-secondary",
            zone_id=self._zone_id,
            name=self._domain,
            type="A",
            aliases=[{"name": self._secondary, "zone_id": self._zone_id, "evaluate_target_health": False}],
            **_half("SECONDARY"),
            opts=pulumi.ResourceOptions(parent=self, depends_on=[primary]),
        )

    def watch(self, site: Site, *, topic: AlertTopic, alerts: AlertSettings) -> None:
        """Declare the alarm on the check, where Route 53 publishes.

        Args:
            site: the stack's.
            topic: who is told, if it is there.
            alerts: who is told by a topic that is, if not.
        """
        region = None if site.region == _METRICS_REGION else _METRICS_REGION
        if region is not None:
            topic = AlertTopic(
                f"{self._name}-alerts", site, settings=alerts, region=region, opts=pulumi.ResourceOptions(parent=self)
            )
        declare_alarms(site, topic, [self._health()], self, region=region)

    def _health(self) -> Signal:
        health = Metrics(tier=self._name, namespace="AWS/Route53", dimensions={"HealthCheckId": self._check.id}, runbook="recover")
        return health.below(
            "HealthCheckStatus",
            1,
            "health",
            "health",
            f"{self._domain} does not answer and leads to {self._secondary} now. Mend it; Route 53 turns back by itself.",
            statistic="Minimum",
            period_seconds=60,
            missing_data="breaching",
            severity="critical",
        )


def _half(role: str) -> Mapping[str, Any]:
    return {"set_identifier": role.lower(), "failover_routing_policies": [{"type": role}]}
