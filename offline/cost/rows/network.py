"""What traffic passes: load balancers, NAT gateways, endpoints, public addresses, web ACLs and flow logs."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from offline.cost.lines import Line, Range, Unpriced
from offline.cost.prices import HOURS
from offline.cost.rows.compute import all_tasks, kept
from offline.cost.view import View
from offline.simulation.model import Resource

_FAST_SECONDS: Final = 10
_NAT: Final = "aws:ec2/natGateway:NatGateway"


def load_balancer(resource: Resource, view: View) -> Iterator[Line | Unpriced]:
    """An Application Load Balancer, its use, and its public address in each zone."""
    kind = resource.inputs.get("loadBalancerType", "application")
    if kind != "application":
        yield Unpriced(what=f"{kind} load balancer", why="only application load balancers have a price here")
        return
    yield view.line(resource, "hours", HOURS, "network.alb_hour", f"{HOURS} hours")
    units = view.usage.figure("load_balancer_units")
    how = f"{units.value} x {HOURS} hours"
    yield view.line(resource, "capacity unit hours", units.value * HOURS, "network.alb_lcu_hour", how, assumed=units.assumed)
    if not resource.inputs.get("internal"):
        zones = len(resource.inputs.get("subnets") or resource.inputs.get("subnetMappings") or ())
        yield view.line(
            resource, "public addresses, hours", HOURS * zones, "network.public_ipv4_hour", f"{zones} zones x {HOURS} hours"
        )
        yield view.used(resource, "sent to the internet, GB", view.usage.figure("internet_gb"), "network.data_out_internet_gb")


def nat_gateway(resource: Resource, view: View) -> Iterator[Line | Unpriced]:
    """A NAT gateway and its part of what passes through all of them; its address is a resource of its own."""
    yield view.line(resource, "hours", HOURS, "network.nat_gateway_hour", f"{HOURS} hours")
    gateways = len(view.recording.of(_NAT))
    figure = view.usage.figure("nat_gb")
    whole = all_tasks(view).times(figure.value) if figure.assumed else Range.of(figure.value)
    how = f"{whole.expected:.2f} GB over {gateways} gateways"
    yield view.line(
        resource, "passed on, GB", whole.times(Decimal(1) / gateways), "network.nat_gateway_gb", how, assumed=figure.assumed
    )


def address(resource: Resource, view: View) -> Iterator[Line | Unpriced]:
    """A public IPv4 address, in use or not."""
    yield view.line(resource, "public address, hours", HOURS, "network.public_ipv4_hour", f"{HOURS} hours")


def endpoint(resource: Resource, view: View) -> Iterator[Line | Unpriced]:
    """An interface endpoint in each of its zones; gateway endpoints are free."""
    if resource.inputs.get("vpcEndpointType", "Gateway") == "Gateway":
        return
    zones = len(resource.inputs.get("subnetIds", ()))
    yield view.line(resource, "hours", HOURS * zones, "network.vpc_interface_endpoint_hour", f"{zones} zones x {HOURS} hours")
    yield Unpriced(what="what passes through interface endpoints", why="0.01 USD a GB; how much is not asked for")


def web_acl(resource: Resource, view: View) -> Iterator[Line | Unpriced]:
    """A web ACL, each of its rules and rule groups, and what it looks at."""
    rules = len(resource.inputs.get("rules", ()))
    yield view.line(resource, "web ACL", 1, "wafv2.web_acl_month", "1")
    yield view.line(resource, "rules", rules, "wafv2.rule_month", f"{rules} rules and rule groups")
    yield view.used(resource, "requests, millions", view.usage.figure("requests_million"), "wafv2.requests_million")


def flow_log(resource: Resource, view: View) -> Iterator[Line | Unpriced]:
    """What a flow log writes, and what its log group keeps."""
    figure = view.usage.figure("flow_log_gb")
    whole = all_tasks(view).times(figure.value) if figure.assumed else Range.of(figure.value)
    how = f"{figure.value} GB x {all_tasks(view).expected:.2f} tasks" if figure.assumed else "stated"
    if resource.inputs.get("logDestinationType") == "s3":
        yield view.line(resource, "flow logs, GB", whole, "cloudwatch.vended_flow_logs_to_s3_gb", how, assumed=figure.assumed)
        return
    yield view.line(resource, "flow logs, GB", whole, "cloudwatch.vended_flow_logs_to_cloudwatch_gb", how, assumed=figure.assumed)
    group = str(resource.inputs.get("logDestination", "")).partition(":log-group:")[2]
    yield from kept(resource, group, whole, view, figure.assumed)


def health_check(resource: Resource, view: View) -> Iterator[Line | Unpriced]:
    """A health check of an endpoint in AWS, with each option that is billed."""
    inputs = resource.inputs
    kind = str(inputs.get("type", ""))
    fast = inputs.get("requestInterval") == _FAST_SECONDS
    options = sum((kind.startswith("HTTPS"), kind.endswith("STR_MATCH"), fast, bool(inputs.get("measureLatency"))))
    yield view.line(resource, "health check", 1, "route53.health_check_aws_month", "1")
    yield view.line(
        resource, "options", options, "route53.health_check_option_month", f"{options} of HTTPS, text, interval, latency"
    )
