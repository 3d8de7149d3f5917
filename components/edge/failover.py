"""A domain that leads elsewhere while the system does not answer: Route 53 checks it, and turns the record over by itself."""

import pulumi
import pulumi_aws as aws

from components.base.access import HTTPS
from components.base.signal import Metrics, Signal
from components.edge.load_balancer import LoadBalancer
from components.watch.alarms import declare_alarms
from components.watch.alert_topic import AlertTopic
from stack.settings import AlertSettings, FailoverSettings
from stack.site import Site

# Where Route 53 publishes the health of every check, wherever the system is (Route 53 guide, "CloudWatch metrics").
_METRICS_REGION = "us-east-1"


class Failover(pulumi.ComponentResource):
    """A health check of the load balancer, its alarm, and a pair of records of one name: the balancer's, and another entrance's.

    Adding it to a running stack takes the plain record away first, so the domain is unknown for some seconds.

    Args:
        name: logical and physical name part; for ever.
        site: names.
        balancer: what the domain leads to while it answers.
        zone_id: the hosted zone of both names.
        settings: the other entrance, and what is checked.
        topic: who is told, if it is where Route 53 publishes.
        alerts: who is told by a topic there, if not.
    """

    def __init__(
        self,
        name: str,
        site: Site,
        *,
        balancer: LoadBalancer,
        zone_id: str,
        settings: FailoverSettings,
        topic: AlertTopic,
        alerts: AlertSettings,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("platform:failover:Failover", name, None, opts)
        self._name, self._domain, self._secondary = name, balancer.domain, settings.secondary
        child = pulumi.ResourceOptions(parent=self)
        self._check = aws.route53.HealthCheck(
            f"{name}-check",
            type="HTTPS",
            # The balancer's own name: the domain's would say how the other entrance is, once it has turned over.
            fqdn=balancer.dns_name,
            port=HTTPS,
            resource_path=settings.health_path,
            request_interval=30,
            failure_threshold=3,
            enable_sni=True,
            opts=child,
        )
        secondary: aws.route53.RecordAliasArgsDict = {
            "name": settings.secondary,
            "zone_id": zone_id,
            "evaluate_target_health": False,
        }
        for role, alias, check in (("PRIMARY", balancer.alias, self._check.id), ("SECONDARY", secondary, None)):
            aws.route53.Record(
                f"{name}-{role.lower()}",
                zone_id=zone_id,
                name=balancer.domain,
                type="A",
                set_identifier=role.lower(),
                failover_routing_policies=[{"type": role}],
                health_check_id=check,
                aliases=[alias],
                opts=child,
            )
        region = None if site.region == _METRICS_REGION else _METRICS_REGION
        if region is not None:
            topic = AlertTopic(f"{name}-alerts", site, settings=alerts, region=region, opts=child)
        declare_alarms(site, topic, [self._health()], self, region=region)
        self.register_outputs({"health_check_id": self._check.id})

    def _health(self) -> Signal:
        """Whether the domain leads elsewhere."""
        health = Metrics(tier=self._name, namespace="AWS/Route53", dimensions={"HealthCheckId": self._check.id})
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
