"""A service behind the load balancer: which requests reach it, who may send them, and what to watch about them."""

import pulumi
import pulumi_aws as aws

from components.base.access import ANYWHERE, HTTPS, Opening
from components.base.grant import OWN_TAGS, WITHOUT_RESOURCE, Grant, Reach, arns
from components.base.iam import Role, actions, trust
from components.base.signal import Metrics, Signal
from components.compute.request_signals import request_signals
from components.compute.route import Route
from components.compute.task import Task
from components.edge.load_balancer import LoadBalancer
from components.network.placement import Placement
from stack.settings import ServiceAlarms, ServiceSettings, SignInSettings

_READ_ROUTES = Grant(
    reach=WITHOUT_RESOURCE,
    actions=actions("elasticloadbalancing", "DescribeListeners DescribeRules DescribeTargetGroups DescribeTargetHealth"),
)
# Pulumi names target groups, after the component's part; their tags say whose they are.
_REGISTER = Grant(
    reach=Reach(
        sid="Targets",
        resources=arns("elasticloadbalancing", "targetgroup/*-targets-*"),
        conditions={"StringEqualsIfExists": OWN_TAGS},
    ),
    actions=("elasticloadbalancing:DeregisterTargets", "elasticloadbalancing:RegisterTargets"),
)
_MOVE = Grant(
    reach=Reach(sid="Routes", resources=arns("elasticloadbalancing", "listener-rule/app/{name}-*")),
    actions=("elasticloadbalancing:ModifyRule",),
)


class Routing(pulumi.ComponentResource):
    """The target groups and listener rule of a service, and the way from the balancer to its tasks.

    There are two groups from the start, so that a strategy can be switched on later; tasks are in the first. Where
    `settings.deployment` asks for blue/green or a canary, ECS moves requests from one group to the other by the rule's weights,
    with a role that may do nothing else. The rule's actions are ECS's from then on. A sticky route has one group and no
    strategy: a cookie that holds a browser in a group would hold it in the one whose tasks are gone.

    Args:
        name: the service's logical name.
        placement: site and network.
        task: the service's task; its group is opened to the balancer.
        port: the port it listens on.
        route: which requests reach it.
        balancer: where they come from.
        settings: who may send requests, and how they move from one revision to the next.
    """

    GRANTS = (_READ_ROUTES, _REGISTER, _MOVE)

    def __init__(
        self,
        name: str,
        placement: Placement,
        *,
        task: Task,
        port: int,
        route: Route,
        balancer: LoadBalancer,
        settings: ServiceSettings,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("platform:exposure:Exposure", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        self._child = child
        self._service = name
        self._port = port
        self._log_group = task.log_group_name
        sign_in = settings.sign_in
        # AWS limits a target group's name to 32 characters, with the eight that Pulumi adds.
        parts = ("targets",) if route.sticky else ("targets", "targets-b")
        self._targets = [self._target_group(f"{name}-{part}", placement, port, route) for part in parts]
        conditions: list[aws.lb.ListenerRuleConditionArgsDict] = [{"path_pattern": {"values": list(route.paths)}}]
        if settings.allowed_cidr_blocks:
            conditions.append({"source_ip": {"values": list(settings.allowed_cidr_blocks)}})
        forward: aws.lb.ListenerRuleActionArgsDict = {
            "type": "forward",
            "forward": {"target_groups": [{"arn": one.arn, "weight": int(one is self._targets[0])} for one in self._targets]},
        }
        self._rule = aws.lb.ListenerRule(
            f"{name}-rule",
            listener_arn=balancer.listener_arn,
            priority=route.priority,
            conditions=conditions,
            actions=[forward] if sign_in is None else [_authenticate(sign_in), forward],
            # An `up` that put the weights back would send requests to the revision that is gone.
            opts=pulumi.ResourceOptions(parent=self, ignore_changes=None if settings.deployment is None else ["actions"]),
        )
        group = task.security_group.id
        balancer_group = balancer.security_group_id
        opening = Opening(port=port, security_group_id=group, description=f"Requests and health checks to {name}")
        rules: list[pulumi.Resource] = [
            aws.vpc.SecurityGroupEgressRule(
                f"{balancer.logical_name}-to-{name}",
                security_group_id=balancer_group,
                ip_protocol="tcp",
                from_port=port,
                to_port=port,
                description=opening.description,
                referenced_security_group_id=group,
                opts=child,
            ),
            task.allow_ingress(f"{name}-from-{balancer.logical_name}", opening, balancer_group, group),
        ]
        if sign_in is not None:
            rules.append(
                aws.vpc.SecurityGroupEgressRule(
                    f"{balancer.logical_name}-to-sign-in-for-{name}",
                    security_group_id=balancer_group,
                    ip_protocol="tcp",
                    from_port=HTTPS,
                    to_port=HTTPS,
                    description=f"Token and user endpoints of the sign-in for {name}",
                    cidr_ipv4=ANYWHERE,
                    opts=child,
                )
            )
        first, *others = ({"LoadBalancer": balancer.arn_suffix, "TargetGroup": targets.arn_suffix} for targets in self._targets)
        self._metrics = Metrics(
            tier=name,
            namespace="AWS/ApplicationELB",
            dimensions=first,
            alternates=() if settings.deployment is None else tuple(others),
            runbook="service-failing",
        )
        self._traffic_shift_role = None if settings.deployment is None else self._role(placement)
        self.depends_on: list[pulumi.Resource] = [
            self._rule,
            *rules,
            *([] if self._traffic_shift_role is None else self._traffic_shift_role.policies),
        ]
        """What the service must wait for: ECS refuses a target group that no listener uses."""
        self.register_outputs({"target_group_arn": self._targets[0].arn})

    def attachment(self, container: str, *, staged: bool) -> aws.ecs.ServiceLoadBalancerArgsDict:
        """Return how the service's tasks are registered; where deployments are `staged`, also with what ECS moves requests."""
        attachment: aws.ecs.ServiceLoadBalancerArgsDict = {
            "target_group_arn": self._targets[0].arn,
            "container_name": container,
            "container_port": self._port,
        }
        if staged and self._traffic_shift_role is not None:
            attachment["advanced_configuration"] = {
                "alternate_target_group_arn": self._targets[1].arn,
                "production_listener_rule": self._rule.arn,
                "role_arn": self._traffic_shift_role.arn,
            }
        return attachment

    def _target_group(self, name: str, placement: Placement, port: int, route: Route) -> aws.lb.TargetGroup:
        return aws.lb.TargetGroup(
            name,
            vpc_id=placement.network.vpc_id,
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

    def _role(self, placement: Placement) -> Role:
        """Declare the role with which ECS moves requests between the target groups."""
        name = f"{self._service}-deployment"
        return Role(
            name,
            physical_name=placement.site.name("role", name),
            description=f"ECS moves requests between revisions of {self._service}",
            trust_policy=trust("ecs.amazonaws.com", {}),
            statements=[
                _READ_ROUTES.on("ReadRoutes"),
                _REGISTER.on("RegisterTasks", *(targets.arn for targets in self._targets)),
                _MOVE.on("MoveRequests", self._rule.arn),
            ],
            opts=self._child,
        )

    def signals(self, alarms: ServiceAlarms, *, runs: bool) -> list[Signal]:
        """Errors, latency and requests; healthy tasks only when some are meant to run."""
        return request_signals(self._service, self._metrics, alarms, log_group=self._log_group, runs=runs)


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
