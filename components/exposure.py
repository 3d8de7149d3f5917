"""A service's place behind the load balancer: which requests reach it, who may send them, and what to watch about them."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.access import Opening
from components.iam import Role, Statement, trust
from components.load_balancer import LoadBalancer
from components.network import ANYWHERE, HTTPS
from components.placement import Placement
from components.settings import ServiceSettings, SignInSettings
from components.signals import Signal
from components.task import Task

CATCH_ALL_PRIORITY = 50_000


@dataclass(frozen=True, kw_only=True)
class Route:
    """Which requests of a load balancer reach a service, and how the balancer asks whether a task is well."""

    balancer: LoadBalancer
    priority: int
    """Unique on the balancer; lower is asked first."""
    paths: tuple[str, ...]
    health: str
    """Path that answers 200 when the task can serve."""
    sticky: bool = False
    """Keep a browser on one task, for services that hold a session in memory."""

    @classmethod
    def catch_all(cls, balancer: LoadBalancer, *, health: str) -> "Route":
        """Return the route that takes what no other rule wants."""
        return cls(balancer=balancer, priority=CATCH_ALL_PRIORITY, paths=("/*",), health=health)


class Exposure(pulumi.ComponentResource):
    """The target groups and listener rule of a service, and the way from the balancer to its tasks.

    There are two groups from the start, so that a strategy can be switched on later; tasks are in the first. Where
    `settings.deployment` asks for blue/green or a canary, ECS moves requests from one group to the other by the rule's weights,
    with a role that may do nothing else. The rule's actions are ECS's from then on. A sticky route has one group and no
    strategy: a cookie that holds a browser in a group would hold it in the one whose tasks are gone.

    Args:
        name: the service's logical name.
        place: scope and network.
        task: the service's task; its group is opened to the balancer.
        port: the port it listens on.
        route: which requests reach it.
        settings: who may send requests, and how they move from one revision to the next.
    """

    def __init__(
        self,
        name: str,
        place: Placement,
        *,
        task: Task,
        port: int,
        route: Route,
        settings: ServiceSettings,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("platform:exposure:Exposure", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        self._child = child
        self._service = name
        self._log_group = task.log_group_name
        sign_in = settings.sign_in
        # AWS limits a target group's name to 32 characters, with the eight that Pulumi adds.
        parts = ("targets",) if route.sticky else ("targets", "targets-b")
        self._targets = [self._target_group(f"{name}-{part}", place, port, route) for part in parts]
        conditions: list[aws.lb.ListenerRuleConditionArgsDict] = [{"path_pattern": {"values": list(route.paths)}}]
        if settings.allowed_cidr_blocks:
            conditions.append({"source_ip": {"values": list(settings.allowed_cidr_blocks)}})
        forward: aws.lb.ListenerRuleActionArgsDict = {
            "type": "forward",
            "forward": {"target_groups": [{"arn": one.arn, "weight": int(one is self._targets[0])} for one in self._targets]},
        }
        self._rule = aws.lb.ListenerRule(
            f"{name}-rule",
            listener_arn=route.balancer.listener_arn,
            priority=route.priority,
            conditions=conditions,
            actions=[forward] if sign_in is None else [_authenticate(sign_in), forward],
            # An `up` that put the weights back would send requests to the revision that is gone.
            opts=pulumi.ResourceOptions(parent=self, ignore_changes=None if settings.deployment is None else ["actions"]),
        )
        group = task.security_group.id
        balancer_group = route.balancer.security_group_id
        opening = Opening(port=port, security_group_id=group, description=f"Requests and health checks to {name}")
        ways: list[pulumi.Resource] = [
            aws.vpc.SecurityGroupEgressRule(
                f"{route.balancer.logical_name}-to-{name}",
                security_group_id=balancer_group,
                ip_protocol="tcp",
                from_port=port,
                to_port=port,
                description=opening.description,
                referenced_security_group_id=group,
                opts=child,
            ),
            task.admit(f"{name}-from-{route.balancer.logical_name}", opening, balancer_group, group),
        ]
        if sign_in is not None:
            ways.append(
                aws.vpc.SecurityGroupEgressRule(
                    f"{route.balancer.logical_name}-to-sign-in-for-{name}",
                    security_group_id=balancer_group,
                    ip_protocol="tcp",
                    from_port=HTTPS,
                    to_port=HTTPS,
                    description=f"Token and user endpoints of the sign-in for {name}",
                    cidr_ipv4=ANYWHERE,
                    opts=child,
                )
            )
        first, *others = (
            {"LoadBalancer": route.balancer.arn_suffix, "TargetGroup": targets.arn_suffix} for targets in self._targets
        )
        self._dimensions, self._also = first, () if settings.deployment is None else tuple(others)
        self._turner = None if settings.deployment is None else self._role(place)
        self.ready: list[pulumi.Resource] = [self._rule, *ways, *([] if self._turner is None else self._turner.policies)]
        """What the service must wait for: ECS refuses a target group that no listener uses."""
        self.register_outputs({"target_group_arn": self._targets[0].arn})

    def attachment(self, container: str, port: int) -> aws.ecs.ServiceLoadBalancerArgsDict:
        """Return how the service's tasks are registered."""
        attachment: aws.ecs.ServiceLoadBalancerArgsDict = {
            "target_group_arn": self._targets[0].arn,
            "container_name": container,
            "container_port": port,
        }
        if self._turner is not None:
            attachment["advanced_configuration"] = {
                "alternate_target_group_arn": self._targets[1].arn,
                "production_listener_rule": self._rule.arn,
                "role_arn": self._turner.arn,
            }
        return attachment

    def _target_group(self, name: str, place: Placement, port: int, route: Route) -> aws.lb.TargetGroup:
        return aws.lb.TargetGroup(
            name,
            vpc_id=place.network.vpc_id,
            port=port,
            protocol="HTTP",
            target_type="ip",
            deregistration_delay=30,
            stickiness={"type": "lb_cookie", "enabled": True, "cookie_duration": 86400} if route.sticky else None,
            health_check={
                "path": route.health,
                "matcher": "200",
                "interval": 30,
                "timeout": 5,
                "healthy_threshold": 2,
                "unhealthy_threshold": 3,
            },
            opts=self._child,
        )

    def _role(self, place: Placement) -> Role:
        """Declare the role with which ECS moves requests between the target groups."""
        name = f"{self._service}-deployment"
        return Role(
            name,
            physical_name=place.scope.name(name),
            description=f"ECS moves requests between revisions of {self._service}",
            trust_policy=trust("ecs.amazonaws.com", {}),
            statements=[
                Statement(
                    sid="ReadRoutes",
                    actions=(
                        "elasticloadbalancing:DescribeListeners",
                        "elasticloadbalancing:DescribeRules",
                        "elasticloadbalancing:DescribeTargetGroups",
                        "elasticloadbalancing:DescribeTargetHealth",
                    ),
                    resources=("*",),
                    because="the service limits no Describe call to a resource",
                ),
                Statement(
                    sid="RegisterTasks",
                    actions=("elasticloadbalancing:DeregisterTargets", "elasticloadbalancing:RegisterTargets"),
                    resources=tuple(targets.arn for targets in self._targets),
                ),
                Statement(sid="MoveRequests", actions=("elasticloadbalancing:ModifyRule",), resources=(self._rule.arn,)),
            ],
            opts=self._child,
        )

    def signals(self, *, runs: bool) -> list[Signal]:
        """Errors, latency and requests; healthy tasks only when some are meant to run."""
        name = self._service
        signals = [
            Signal(
                name=f"{name}-errors",
                chart=f"{name} errors",
                meaning=f"{name} answered more than ten requests with 5xx in five minutes. Read {self._log_group}.",
                namespace="AWS/ApplicationELB",
                metric="HTTPCode_Target_5XX_Count",
                dimensions=self._dimensions,
                also=self._also,
                statistic="Sum",
                comparison="GreaterThanThreshold",
                threshold=10,
                evaluation_periods=1,
                severity="critical",
                rolls_back=True,
            ),
            Signal(
                name=f"{name}-latency",
                chart=f"{name} response time",
                meaning=f"{name} takes longer than 500 ms on average. Look at the database's CPU and the tasks' CPU first.",
                namespace="AWS/ApplicationELB",
                metric="TargetResponseTime",
                dimensions=self._dimensions,
                also=self._also,
                combined="MAX",
                statistic="Average",
                comparison="GreaterThanThreshold",
                threshold=0.5,
                rolls_back=True,
            ),
            Signal.charted(
                f"{name}-requests",
                f"{name} requests",
                "AWS/ApplicationELB",
                "RequestCount",
                self._dimensions,
                also=self._also,
                statistic="Sum",
            ),
        ]
        if runs:
            signals.append(
                Signal(
                    name=f"{name}-healthy",
                    chart=f"{name} tasks",
                    meaning=f"No task of {name} passes its health check: requests get 503.",
                    namespace="AWS/ApplicationELB",
                    metric="HealthyHostCount",
                    dimensions=self._dimensions,
                    also=self._also,
                    statistic="Minimum",
                    comparison="LessThanThreshold",
                    threshold=1,
                    period_seconds=60,
                    evaluation_periods=3,
                    missing_data="breaching",
                    severity="critical",
                )
            )
        return signals


def _authenticate(sign_in: SignInSettings) -> aws.lb.ListenerRuleActionArgsDict:
    return {
        "type": "authenticate-oidc",
        "authenticate_oidc": {
            "issuer": sign_in.issuer,
            "authorization_endpoint": sign_in.authorization_endpoint,
            "token_endpoint": sign_in.token_endpoint,
            "user_info_endpoint": sign_in.user_info_endpoint,
            "client_id": sign_in.client_id,
            "client_secret": pulumi.Output.secret(sign_in.client_secret),
            "on_unauthenticated_request": "authenticate",
            "scope": "openid",
        },
    }
