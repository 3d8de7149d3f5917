"""Load balancers: TLS only, malformed requests dropped, every request logged."""

import re
from itertools import chain

from policy.knowledge.activity_logs import LOG_SOURCE
from policy.model import kinds
from policy.model.expectations import at_most_undecided, must_be_on, must_be_one_of, must_name, unless_unknown
from policy.model.graph import Attached, Graph, Resource
from policy.model.rule import About, Config, Findings, Rule, Undecided, Violation, resource_rule, stack_rule
from policy.model.values import UNKNOWN, dig, is_absent, items, shown, text

# The families that begin at TLS 1.2. AWS's default is from 2016 and begins at 1.0.
_TLS_POLICIES = re.compile(r"^ELBSecurityPolicy-(TLS13-1-[23]|TLS-1-2|FS-1-2)-")

_REFUSED = ("4", "5")  # how the status of an answer begins that holds nothing but a refusal


@stack_rule(
    About(
        name="http-only-redirects",
        title="Plain HTTP does nothing but redirect to HTTPS or refuse, and nothing redirects to it",
        severity="high",
        why="Passwords, sessions and answers cross the internet readable and changeable.",
        fix='Give the HTTP listener one default action of type `redirect` with `redirect` `{"protocol": "HTTPS", "port": "443", '
        '"status_code": "HTTP_301"}` and put every `ListenerRule` on the HTTPS listener.',
        references=("AWS-FSBP ELB.1", "NIST-800-53 SC-8", "NIST-800-53 AC-17(2)"),
        preview="the actions themselves, and the edge from a rule to its listener",
        passes='default_actions=[{"type": "redirect", "redirect": {"protocol": "HTTPS"}}]',
        fails='default_actions=[{"type": "forward"}]',
    )
)
def http_redirects(graph: Graph, _: Config) -> Findings:
    """A rule's actions win over its listener's default, so they are judged by the listener they hang on."""
    protocols = {listener.urn: _protocol(listener) for listener in graph.of(kinds.LISTENER)}
    for listener in graph.of(kinds.LISTENER):
        findings = list(_only_redirects(listener, "defaultActions"))
        if protocols[listener.urn] == "HTTP":
            yield from findings
        elif protocols[listener.urn] is UNKNOWN and findings:
            yield Undecided(listener, "protocol")
        else:
            yield from _redirects_to_http(listener, "defaultActions")
    for rule in graph.of(kinds.LISTENER_RULE):
        links = graph.links(rule, "listenerArn", kinds.LISTENER)
        spoken = {protocols[listener.urn] for listener in links.targets}
        findings = list(_only_redirects(rule, "actions"))
        if spoken == {"HTTP"}:
            yield from findings
        elif findings and (links.unknown or links.outside or spoken & {"HTTP", UNKNOWN}):
            yield Undecided(rule, "listenerArn")
        else:
            yield from _redirects_to_http(rule, "actions")


def _redirects_to_http(resource: Resource, path: str) -> Findings:
    for position, action in enumerate(items(resource.get(path))):
        place = f"{path}.{position}.redirect.protocol"
        if text(dig(action, "redirect.protocol")).upper() == "HTTP":
            yield Violation(resource, f"`{place}` is `HTTP`, which takes clients off TLS.")
        elif dig(action, "redirect.protocol") is UNKNOWN:
            yield Undecided(resource, place)


def _protocol(listener: Resource) -> object:
    """What a listener speaks. An application load balancer's is HTTP unless said otherwise; a gateway's has no port either."""
    protocol = listener.get("protocol")
    if is_absent(protocol):
        return None if is_absent(listener.get("port")) else "HTTP"
    return UNKNOWN if protocol is UNKNOWN else text(protocol).upper()


def _only_redirects(resource: Resource, path: str) -> Findings:
    actions = items(resource.get(path))
    if not actions:
        yield Violation(resource, f"`{path}` is empty.")
    for position, action in enumerate(actions):
        place = f"{path}.{position}"
        kind, protocol = dig(action, "type"), dig(action, "redirect.protocol")
        status = dig(action, "fixedResponse.statusCode") if kind == "fixed-response" else None
        if kind is UNKNOWN:
            yield Undecided(resource, f"{place}.type")
        elif status is UNKNOWN:
            yield Undecided(resource, f"{place}.fixedResponse.statusCode")
        elif text(status).startswith(_REFUSED):
            continue
        elif kind != "redirect":
            yield Violation(resource, f"`{place}.type` is {shown(kind, quote=True)} over plain HTTP.")
        elif protocol is UNKNOWN:
            yield Undecided(resource, f"{place}.redirect.protocol")
        elif text(protocol).upper() != "HTTPS":
            yield Violation(resource, f"`{place}.redirect.protocol` is {shown(protocol, quote=True)}; it has to be `HTTPS`.")


@resource_rule(
    About(
        name="listener-tls-1-2",
        title="TLS listeners begin at TLS 1.2 and have a certificate",
        severity="high",
        why="AWS's default policy still accepts TLS 1.0, whose flaws let a listener in the middle read or change the traffic.",
        fix='Set `ssl_policy="ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"` (or another of TLS 1.2 upwards) and `certificate_arn`.',
        references=("AWS-FSBP ELB.17", "NIST-800-53 SC-8(1)", "NIST-800-53 SC-13"),
        preview="the policy's name; the certificate by being named",
        passes='ssl_policy="ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"',
        fails='ssl_policy="ELBSecurityPolicy-2016-08"',
    ),
    kinds.LISTENER,
)
def tls(listener: Resource, _: Config) -> Findings:
    """HTTPS of application and TLS of network load balancers; anything else has no TLS to judge."""
    protocol = listener.get("protocol")
    if protocol is UNKNOWN or text(protocol).upper() in ("HTTPS", "TLS"):
        yield from unless_unknown(_tls_findings(listener), listener, "protocol")


def _tls_findings(listener: Resource) -> Findings:
    policy = listener.get("sslPolicy")
    if policy is UNKNOWN:
        yield Undecided(listener, "sslPolicy")
    elif not _TLS_POLICIES.match(text(policy)):
        yield Violation(listener, f"`sslPolicy` is {shown(policy, quote=True)}, which accepts versions before TLS 1.2.")
    yield from must_name(listener, "certificateArn")


@stack_rule(
    About(
        name="load-balancer-hardened",
        title="Load balancers drop malformed requests and log every one",
        severity="medium",
        why="Malformed headers smuggle requests past the checks in front of a service, and without logs nobody sees it happen.",
        fix="Set `drop_invalid_header_fields=True`, leave `desync_mitigation_mode` at `defensive` or `strictest`, and set "
        '`access_logs={"bucket": ..., "enabled": True}`.',
        references=("AWS-FSBP ELB.4", "AWS-FSBP ELB.5", "AWS-FSBP ELB.12", "NIST-800-53 SI-10", "NIST-800-53 AU-12"),
        preview="the values themselves; the log bucket by being named",
        passes='drop_invalid_header_fields=True, access_logs={"bucket": logs.bucket, "enabled": True}',
        fails='desync_mitigation_mode="monitor"',
    )
)
def hardened(graph: Graph, _: Config) -> Findings:
    """Headers exist for application load balancers only. A gateway load balancer has neither them nor logs, and a network load
    balancer logs what comes over TLS: without such a listener there is nothing to log ("Access logs for your Network Load
    Balancer"). Logs through CloudWatch, declared beside, do as well ("CloudWatch logs for your Network Load Balancer").
    """
    listeners = graph.attached(kinds.LISTENER, "loadBalancerArn", kinds.LOAD_BALANCER)
    delivered = graph.attached(LOG_SOURCE, "resourceArn", kinds.LOAD_BALANCER)
    for balancer in graph.of(kinds.LOAD_BALANCER):
        kind = balancer.get("loadBalancerType")
        if text(kind) in ("", "application"):  # an unknown kind is the empty string as well
            yield from unless_unknown(_sound_requests(balancer), balancer, "loadBalancerType")
        if delivered.to(balancer):
            continue
        logged: Findings = chain(must_be_on(balancer, "accessLogs.enabled"), must_name(balancer, "accessLogs.bucket"))
        if delivered.unresolved:
            logged = at_most_undecided(logged, Undecided(delivered.unresolved[0], "resourceArn"))
        if text(kind) == "network":
            yield from _if_tls(logged, balancer, listeners)
        elif text(kind) != "gateway":
            yield from unless_unknown(logged, balancer, "loadBalancerType")


def _if_tls(found: Findings, balancer: Resource, listeners: Attached) -> Findings:
    """Findings about a network load balancer that hold where it has a listener with TLS."""
    spoken = [_protocol(listener) for listener in listeners.to(balancer)]
    if "TLS" in spoken:
        yield from found
    elif UNKNOWN in spoken or any(_protocol(one) in ("TLS", UNKNOWN) for one in listeners.unresolved):
        yield from at_most_undecided(found, Undecided(balancer, "whether a listener of it speaks TLS"))


def _sound_requests(balancer: Resource) -> Findings:
    yield from must_be_on(balancer, "dropInvalidHeaderFields")
    yield from must_be_one_of(balancer, "desyncMitigationMode", ("defensive", "strictest"))


@stack_rule(
    About(
        name="load-balancer-deletion-protected",
        title="Load balancers of a protected stack resist deletion",
        severity="medium",
        why="A replacement takes the address away that DNS, allow-lists and clients hold.",
        fix="Set `enable_deletion_protection=True`.",
        references=("AWS-FSBP ELB.6", "NIST-800-53 CM-3", "NIST-800-53 SC-5(2)"),
        preview="the switch, in a stack where something stateful has Pulumi protection",
        passes="enable_deletion_protection=True",
        fails="enable_deletion_protection=False",
    )
)
def deletion_protected(graph: Graph, _: Config) -> Findings:
    """Only where the stack's data is meant to survive as well."""
    if graph.is_protected:
        for balancer in graph.of(kinds.LOAD_BALANCER):
            yield from must_be_on(balancer, "enableDeletionProtection")


RULES: tuple[Rule, ...] = (http_redirects, tls, hardened, deletion_protected)
