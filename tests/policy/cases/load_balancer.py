"""Cases of the rules about load balancers."""

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import DROP, Plan, Table, spec

REDIRECT = {"type": "redirect", "redirect": {"protocol": "HTTPS", "port": "443", "statusCode": "HTTP_301"}}
FORWARD = {"type": "forward", "targetGroupArn": UNKNOWN}
BALANCER = Plan(
    spec(
        kinds.LOAD_BALANCER,
        "lb",
        {
            "loadBalancerType": "application",
            "dropInvalidHeaderFields": True,
            "desyncMitigationMode": "strictest",
            "accessLogs": {"bucket": UNKNOWN, "enabled": True},
            "enableDeletionProtection": True,
        },
    ),
    spec(
        kinds.LISTENER,
        "https",
        {
            "port": 443.0,
            "protocol": "HTTPS",
            "sslPolicy": "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
            "certificateArn": UNKNOWN,
            "defaultActions": [{"type": "fixed-response", "fixedResponse": {"statusCode": "404"}}],
        },
    ),
    spec(kinds.LISTENER, "http", {"port": 80, "protocol": "HTTP", "defaultActions": [REDIRECT]}),
    spec(kinds.LISTENER_RULE, "route", {"listenerArn": UNKNOWN, "actions": [FORWARD]}, listenerArn="https"),
    spec(kinds.BUCKET, "bucket"),
).protect("bucket")
NETWORK = BALANCER.set("lb", {"loadBalancerType": "network", "dropInvalidHeaderFields": DROP, "desyncMitigationMode": DROP})


def alb(plan: Plan) -> Plan:
    """The same in the older spelling of the types."""
    for one in plan.specs.values():
        plan = plan.retype(one.name, one.token.replace("aws:lb/", "aws:alb/"))
    return plan


redirects = Table("http-only-redirects")
redirects.good("redirects", BALANCER)
redirects.good("as aws:alb", alb(BALANCER))
redirects.good("one action, not a list", BALANCER.set("http", {"defaultActions": REDIRECT}))
redirects.look_alike("TCP on a network load balancer", BALANCER.set("http", {"protocol": "TCP", "defaultActions": [FORWARD]}))
redirects.look_alike(
    "a gateway load balancer's listener", BALANCER.set("http", {"protocol": DROP, "port": DROP, "defaultActions": [FORWARD]})
)
redirects.good("a rule that redirects as well", BALANCER.edge("route", "listenerArn", "http").set("route", {"actions": [REDIRECT]}))
redirects.bad("forwards", BALANCER.set("http", {"defaultActions": [FORWARD]}), "http")
redirects.bad("forwards, as aws:alb", alb(BALANCER.set("http", {"defaultActions": [FORWARD]})), "http")
redirects.bad("in lower case", BALANCER.set("http", {"protocol": "http", "defaultActions": [FORWARD]}), "http")
redirects.bad("protocol absent, which is HTTP", BALANCER.set("http", {"protocol": DROP, "defaultActions": [FORWARD]}), "http")
redirects.bad("redirects to HTTP", BALANCER.set("http", {"defaultActions.0.redirect.protocol": "HTTP"}), "http")
redirects.bad("redirects to the same protocol", BALANCER.set("http", {"defaultActions.0.redirect.protocol": "#{protocol}"}), "http")
redirects.bad("a second action forwards", BALANCER.set("http", {"defaultActions": [REDIRECT, FORWARD]}), "http")
redirects.bad("no action", BALANCER.set("http", {"defaultActions": []}), "http")
redirects.bad("answers itself", BALANCER.set("http", {"defaultActions": [{"type": "fixed-response"}]}), "http")
redirects.bad("a rule on the HTTP listener forwards", BALANCER.edge("route", "listenerArn", "http"), "route")
BACK = {"type": "redirect", "redirect": {"protocol": "http", "port": "80"}}
redirects.look_alike(
    "HTTPS redirects to itself", BALANCER.set("https", {"defaultActions": [{"type": "redirect", "redirect": {"path": "/x"}}]})
)
redirects.bad("HTTPS redirects to HTTP", BALANCER.set("https", {"defaultActions": [FORWARD, BACK]}), "https")
redirects.bad("a rule on the HTTPS listener redirects to HTTP", BALANCER.set("route", {"actions": [BACK]}), "route")
redirects.unsure(
    "where HTTPS redirects to unknown", BALANCER.set("https", {"defaultActions.0.redirect.protocol": UNKNOWN}), "https"
)
redirects.unsure("a rule on another stack's listener", BALANCER.set("route", {"listenerArn": "arn:x"}).unlinked("route"), "route")
redirects.unsure("action unknown", BALANCER.set("http", {"defaultActions": [UNKNOWN]}), "http")
redirects.unsure("target unknown", BALANCER.set("http", {"defaultActions.0.redirect.protocol": UNKNOWN}), "http")
redirects.unsure("protocol unknown", BALANCER.set("https", {"protocol": UNKNOWN}), "https route")
redirects.good("protocol unknown, but it redirects", BALANCER.set("http", {"protocol": UNKNOWN}))
redirects.unsure("a rule of one of two listeners", BALANCER.edge("route", "listenerArn", "https", "http"), "route")
redirects.unsure("a rule of no known listener", BALANCER.unlinked("route"), "route")

redirects.good("a rule that redirects on no known listener", BALANCER.unlinked("route").set("route", {"actions": [REDIRECT]}))

tls = Table("listener-tls-1-2")
tls.good("TLS 1.3 and 1.2", BALANCER)
for policy in (
    "ELBSecurityPolicy-TLS13-1-3-2021-06",
    "ELBSecurityPolicy-TLS-1-2-Ext-2018-06",
    "ELBSecurityPolicy-FS-1-2-Res-2020-10",
):
    tls.good(policy, BALANCER.set("https", {"sslPolicy": policy}))
tls.look_alike("plain HTTP has another rule", BALANCER.drop("https"))
tls.look_alike("TCP passes TLS through", BALANCER.set("https", {"protocol": "TCP", "sslPolicy": DROP, "certificateArn": DROP}))
for policy in (
    "ELBSecurityPolicy-2016-08",
    "ELBSecurityPolicy-TLS-1-1-2017-01",
    "ELBSecurityPolicy-FS-2018-06",
    "ELBSecurityPolicy-TLS13-1-1-2021-06",
    "ELBSecurityPolicy-TLS13-1-0-2021-06",
):
    tls.bad(policy, BALANCER.set("https", {"sslPolicy": policy}), "https")
tls.bad("policy absent, which is of 2016", BALANCER.set("https", {"sslPolicy": DROP}), "https")
tls.bad("policy null", BALANCER.set("https", {"sslPolicy": None}), "https")
tls.bad("policy a list", BALANCER.set("https", {"sslPolicy": ["ELBSecurityPolicy-TLS13-1-2-2021-06"]}), "https")
tls.bad("no certificate", BALANCER.set("https", {"certificateArn": DROP}), "https")
tls.bad("a network load balancer's TLS", BALANCER.set("https", {"protocol": "TLS", "sslPolicy": DROP}), "https")
tls.bad("as aws:alb", alb(BALANCER.set("https", {"certificateArn": ""})), "https")
tls.unsure("policy unknown", BALANCER.set("https", {"sslPolicy": UNKNOWN}), "https")
tls.unsure("protocol unknown without a certificate", BALANCER.set("https", {"protocol": UNKNOWN, "certificateArn": DROP}), "https")
tls.good("protocol unknown, but all there", BALANCER.set("https", {"protocol": UNKNOWN}))

hardened = Table("load-balancer-hardened")
hardened.good("hardened", BALANCER)
hardened.good("as aws:alb", alb(BALANCER))
hardened.look_alike("mode absent, which is defensive", BALANCER.set("lb", {"desyncMitigationMode": DROP}))
hardened.look_alike("a network load balancer has no headers", NETWORK)
hardened.look_alike("a gateway load balancer has no logs", NETWORK.set("lb", {"loadBalancerType": "gateway", "accessLogs": DROP}))
hardened.bad("headers kept", BALANCER.set("lb", {"dropInvalidHeaderFields": False}), "lb")
hardened.bad("headers absent", BALANCER.set("lb", {"dropInvalidHeaderFields": DROP, "loadBalancerType": DROP}), "lb")
hardened.bad("monitor only", BALANCER.set("lb", {"desyncMitigationMode": "monitor"}), "lb")
hardened.bad("no logs", BALANCER.set("lb", {"accessLogs": DROP}), "lb")
hardened.bad("logs off", BALANCER.set("lb", {"accessLogs.enabled": False}), "lb")
hardened.bad("logs enabled by default only", BALANCER.set("lb", {"accessLogs.enabled": DROP}), "lb")
hardened.bad("logs nowhere", BALANCER.set("lb", {"accessLogs.bucket": DROP}), "lb")
hardened.bad("logs a text", BALANCER.set("lb", {"accessLogs": "bucket"}), "lb")
hardened.bad("a network load balancer without logs", NETWORK.set("lb", {"accessLogs": None}), "lb")
hardened.unsure("headers unknown", BALANCER.set("lb", {"dropInvalidHeaderFields": UNKNOWN}), "lb")
hardened.unsure("logs unknown", BALANCER.set("lb", {"accessLogs": UNKNOWN}), "lb")
hardened.unsure("kind unknown", BALANCER.set("lb", {"loadBalancerType": UNKNOWN, "dropInvalidHeaderFields": False}), "lb")

kept = Table("load-balancer-deletion-protected")
kept.good("protected", BALANCER)
kept.look_alike(
    "nothing stateful is protected", BALANCER.protect("bucket", on=False).set("lb", {"enableDeletionProtection": False})
)
kept.bad("off", BALANCER.set("lb", {"enableDeletionProtection": False}), "lb")
kept.bad("absent", BALANCER.set("lb", {"enableDeletionProtection": DROP}), "lb")
kept.bad("as aws:alb", alb(BALANCER.set("lb", {"enableDeletionProtection": None})), "lb")
kept.bad("a text", BALANCER.set("lb", {"enableDeletionProtection": "true"}), "lb")
kept.unsure("unknown", BALANCER.set("lb", {"enableDeletionProtection": UNKNOWN}), "lb")

TABLES = (redirects, tls, hardened, kept)
