"""The public entrance of a system: an Application Load Balancer that speaks TLS and nothing else."""

import pulumi
import pulumi_aws as aws

from components.base.access import HTTPS
from components.base.iam import Statement
from components.base.signal import Metrics, Signal
from components.data.access_log import AccessLogTargets
from components.data.bucket import Bucket, bucket_name
from components.edge.failover import Failover
from components.network.placement import Placement
from stack.settings import BucketSettings, LoadBalancerSettings
from stack.site import bucket_arn

HTTP = 80
# TLS 1.3 and 1.2 with forward secrecy only, post-quantum key exchange offered (Elastic Load Balancing guide, "security policies").
TLS_POLICY = "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"

# ACM renews what it can 45 days before the end, and sends its own events from the 30th on (ACM guide, "monitor and log").
_LEAST_DAYS = 30


class LoadBalancer(pulumi.ComponentResource):
    """An internet-facing load balancer: 443 with a certificate, 80 redirects, unknown paths get 404, every request is logged.

    Services add their own listener rules; the listener itself forwards nothing.

    Args:
        name: logical and physical name part; for ever.
        placement: names, protection and network.
        settings: the domain, its certificate, and who may connect.
        access_logs: where requests to the bucket of its own logs are recorded.
        zone_id: the Route 53 zone that holds the domain; None when the settings name a certificate.
    """

    def __init__(
        self,
        name: str,
        placement: Placement,
        *,
        settings: LoadBalancerSettings,
        access_logs: AccessLogTargets,
        zone_id: str | None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("platform:load_balancer:LoadBalancer", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        self.logical_name = name
        self.domain = settings.domain
        group = aws.ec2.SecurityGroup(
            f"{name}-group", vpc_id=placement.network.vpc_id, description="Load balancer, from the internet", opts=self._child
        )
        self.security_group_id = group.id
        self._admit_clients(name, settings)
        logs = self._log_bucket(f"{name}-logs", placement, access_logs, settings.access_log_retention_days)
        balancer = aws.lb.LoadBalancer(
            f"{name}-load-balancer",
            name=placement.site.name("load-balancer", name),
            load_balancer_type="application",
            internal=False,
            subnets=placement.network.public_subnet_ids,
            security_groups=[group.id],
            access_logs={"bucket": logs.id, "enabled": True},
            drop_invalid_header_fields=True,
            desync_mitigation_mode="defensive",
            enable_http2=True,
            enable_cross_zone_load_balancing=True,
            enable_deletion_protection=placement.site.protect,
            opts=pulumi.ResourceOptions(parent=self, protect=placement.site.protect, depends_on=logs.depends_on),
        )
        self.arn = balancer.arn
        self.dns_name = balancer.dns_name
        self.arn_suffix = balancer.arn_suffix
        self.failover = None if zone_id is None else self._lead_here(name, settings, zone_id, balancer)
        """What turns the domain over to another entrance, where the settings name one."""
        certificate_arn = settings.certificate_arn if zone_id is None else self._certificate(name, placement, settings, zone_id)
        aws.lb.Listener(
            f"{name}-http",
            load_balancer_arn=balancer.arn,
            port=HTTP,
            protocol="HTTP",
            default_actions=[
                {"type": "redirect", "redirect": {"protocol": "HTTPS", "port": str(HTTPS), "status_code": "HTTP_301"}}
            ],
            opts=self._child,
        )
        listener = aws.lb.Listener(
            f"{name}-https",
            load_balancer_arn=balancer.arn,
            port=HTTPS,
            protocol="HTTPS",
            ssl_policy=TLS_POLICY,
            certificate_arn=certificate_arn,
            default_actions=[
                {
                    "type": "fixed-response",
                    "fixed_response": {"content_type": "text/plain", "message_body": "Not found", "status_code": "404"},
                }
            ],
            opts=self._child,
        )
        self.listener_arn = listener.arn
        self._name, self._certificate_arn = name, listener.certificate_arn.apply(str)
        self.register_outputs({"dns_name": self.dns_name, "listener_arn": self.listener_arn})

    @property
    def signals(self) -> list[Signal]:
        """How long its certificate is still good for: ACM renews its own 45 days before the end, and an imported one never."""
        acm = Metrics(
            tier=self._name,
            namespace="AWS/CertificateManager",
            dimensions={"CertificateArn": self._certificate_arn},
            runbook="certificate-expiry",
        )
        return [
            acm.below(
                "DaysToExpiry",
                _LEAST_DAYS,
                "certificate",
                "certificate (days)",
                f"The certificate expires in less than {_LEAST_DAYS} days, and its renewal should have been long ago.",
                statistic="Minimum",
                period_seconds=24 * 3600,
                evaluation_periods=1,
                severity="critical",
            )
        ]

    def _admit_clients(self, name: str, settings: LoadBalancerSettings) -> None:
        for port, label in ((HTTPS, "https"), (HTTP, "http")):
            for cidr_block in settings.allowed_cidr_blocks:
                aws.vpc.SecurityGroupIngressRule(
                    f"{name}-{label}-from-{cidr_block.replace('/', '-')}",
                    security_group_id=self.security_group_id,
                    ip_protocol="tcp",
                    from_port=port,
                    to_port=port,
                    cidr_ipv4=cidr_block,
                    description=f"Clients over {label.upper()}" + (", redirected to HTTPS" if port == HTTP else ""),
                    opts=self._child,
                )

    def _log_bucket(self, name: str, placement: Placement, access_logs: AccessLogTargets, retention_days: int) -> Bucket:
        delivery = Statement(
            sid="DeliverAccessLogs",
            actions=("s3:PutObject",),
            resources=(bucket_arn(bucket_name(placement.site, name), f"AWSLogs/{placement.site.account}/*"),),
            # The account id in the path is the protection here: the service sends no source condition for access logs.
            principals={"Service": ("logdelivery.elasticloadbalancing.amazonaws.com",)},
        )
        return Bucket(
            name,
            placement.site,
            settings=BucketSettings(noncurrent_days=1, expire_days=retention_days),
            access_logs=access_logs,
            aws_managed_encryption=True,
            writers=[delivery],
            opts=self._child,
        )

    def _lead_here(self, name: str, settings: LoadBalancerSettings, zone_id: str, balancer: aws.lb.LoadBalancer) -> Failover | None:
        """Declare the domain's record, and another entrance's where the domain may turn over to it."""
        failover = None
        if settings.failover is not None:
            failover = Failover(
                "failover",
                domain=settings.domain,
                zone_id=zone_id,
                address=balancer.dns_name,
                settings=settings.failover,
                opts=self._child,
            )
        record = aws.route53.Record(
            f"{name}-alias",
            zone_id=zone_id,
            name=settings.domain,
            type="A",
            aliases=[{"name": balancer.dns_name, "zone_id": balancer.zone_id, "evaluate_target_health": True}],
            allow_overwrite=settings.take_over_domain,
            **({} if failover is None else failover.primary),
            opts=self._child,
        )
        if failover is not None:
            failover.declare_secondary(record)
        return failover

    def _certificate(self, name: str, placement: Placement, settings: LoadBalancerSettings, zone_id: str) -> pulumi.Output[str]:
        """Declare a DNS-validated certificate; return its ARN once it is issued."""
        domain = settings.domain
        certificate = aws.acm.Certificate(f"{name}-certificate", domain_name=domain, validation_method="DNS", opts=self._child)
        proof = certificate.domain_validation_options[0]
        record = aws.route53.Record(
            f"{name}-certificate-proof",
            zone_id=zone_id,
            name=proof.resource_record_name,
            type=proof.resource_record_type,
            records=[proof.resource_record_value],
            ttl=300,
            # One record proves a domain's certificates in all regions, those of another stack too.
            allow_overwrite=True,
            opts=pulumi.ResourceOptions(parent=self, retain_on_delete=placement.site.protect),
        )
        issued = aws.acm.CertificateValidation(
            f"{name}-certificate-issued",
            certificate_arn=certificate.arn,
            validation_record_fqdns=[record.fqdn],
            opts=self._child,
        )
        return issued.certificate_arn
