"""Cases of the rules http-only-redirects, listener-tls-1-2, load-balancer-hardened and load-balancer-deletion-protected."""

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import DROP, Plan, spec
from tests.policy.tables import Table

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


redirects = Table(
    "http-only-redirects",
    action="`defaultActions.0.type` is `{}` over plain HTTP.",
    takes="`{}` is `HTTP`, which takes clients off TLS.",
    over="`{}` is `forward` over plain HTTP.",
)
redirects.good("redirects", BALANCER)
redirects.good("as aws:alb", alb(BALANCER))
redirects.good("one action, not a list", BALANCER.set("http", {"defaultActions": REDIRECT}))
redirects.look_alike("TCP on a network load balancer", BALANCER.set("http", {"protocol": "TCP", "defaultActions": [FORWARD]}))
redirects.look_alike(
    "a gateway load balancer's listener", BALANCER.set("http", {"protocol": DROP, "port": DROP, "defaultActions": [FORWARD]})
)
redirects.good("a rule that redirects as well", BALANCER.edge("route", "listenerArn", "http").set("route", {"actions": [REDIRECT]}))
redirects.bad("forwards", BALANCER.set("http", {"defaultActions": [FORWARD]}), "http action=forward")
redirects.bad("forwards, as aws:alb", alb(BALANCER.set("http", {"defaultActions": [FORWARD]})), "http action=forward")
redirects.bad("in lower case", BALANCER.set("http", {"protocol": "http", "defaultActions": [FORWARD]}), "http action=forward")
redirects.bad(
    "protocol absent, which is HTTP", BALANCER.set("http", {"protocol": DROP, "defaultActions": [FORWARD]}), "http action=forward"
)
redirects.bad(
    "redirects to HTTP",
    BALANCER.set("http", {"defaultActions.0.redirect.protocol": "HTTP"}),
    "http needs=defaultActions.0.redirect.protocol | `HTTP` | `HTTPS`",
)
redirects.bad(
    "redirects to the same protocol",
    BALANCER.set("http", {"defaultActions.0.redirect.protocol": "#{protocol}"}),
    "http needs=defaultActions.0.redirect.protocol | `#{protocol}` | `HTTPS`",
)
redirects.bad(
    "a second action forwards", BALANCER.set("http", {"defaultActions": [REDIRECT, FORWARD]}), "http over=defaultActions.1.type"
)
redirects.bad("no action", BALANCER.set("http", {"defaultActions": []}), "http: `defaultActions` is empty.")
redirects.bad(
    "answers itself", BALANCER.set("http", {"defaultActions": [{"type": "fixed-response"}]}), "http action=fixed-response"
)
redirects.bad("a rule on the HTTP listener forwards", BALANCER.edge("route", "listenerArn", "http"), "route over=actions.0.type")
BACK = {"type": "redirect", "redirect": {"protocol": "http", "port": "80"}}
redirects.look_alike(
    "HTTPS redirects to itself", BALANCER.set("https", {"defaultActions": [{"type": "redirect", "redirect": {"path": "/x"}}]})
)
redirects.bad(
    "HTTPS redirects to HTTP",
    BALANCER.set("https", {"defaultActions": [FORWARD, BACK]}),
    "https takes=defaultActions.1.redirect.protocol",
)
redirects.bad(
    "a rule on the HTTPS listener redirects to HTTP",
    BALANCER.set("route", {"actions": [BACK]}),
    "route takes=actions.0.redirect.protocol",
)
redirects.undecided(
    "where HTTPS redirects to unknown",
    BALANCER.set("https", {"defaultActions.0.redirect.protocol": UNKNOWN}),
    "https: defaultActions.0.redirect.protocol",
)
redirects.undecided(
    "a rule on another stack's listener", BALANCER.set("route", {"listenerArn": "arn:x"}).unlinked("route"), "route: listenerArn"
)
redirects.undecided("action unknown", BALANCER.set("http", {"defaultActions": [UNKNOWN]}), "http: defaultActions.0.type")
redirects.undecided(
    "target unknown",
    BALANCER.set("http", {"defaultActions.0.redirect.protocol": UNKNOWN}),
    "http: defaultActions.0.redirect.protocol",
)
redirects.undecided(
    "protocol unknown",
    BALANCER.set("https", {"protocol": UNKNOWN, "defaultActions": [FORWARD]}),
    "https: protocol",
    "route: listenerArn",
)
redirects.good("protocol unknown, but it redirects", BALANCER.set("http", {"protocol": UNKNOWN}))
redirects.undecided("a rule of one of two listeners", BALANCER.edge("route", "listenerArn", "https", "http"), "route: listenerArn")
redirects.undecided("a rule of no known listener", BALANCER.unlinked("route"), "route: listenerArn")

redirects.good("a rule that redirects on no known listener", BALANCER.unlinked("route").set("route", {"actions": [REDIRECT]}))

tls = Table("listener-tls-1-2", sslPolicy="`sslPolicy` is {}, which accepts versions before TLS 1.2.")
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
    tls.bad(policy, BALANCER.set("https", {"sslPolicy": policy}), f"https sslPolicy=`{policy}`")
tls.bad("policy absent, which is of 2016", BALANCER.set("https", {"sslPolicy": DROP}), "https sslPolicy=not set")
tls.bad("policy null", BALANCER.set("https", {"sslPolicy": None}), "https sslPolicy=not set")
tls.bad("policy a list", BALANCER.set("https", {"sslPolicy": ["ELBSecurityPolicy-TLS13-1-2-2021-06"]}), "https sslPolicy=a list")
tls.bad("no certificate", BALANCER.set("https", {"certificateArn": DROP}), "https unset=certificateArn")
tls.bad("a network load balancer's TLS", BALANCER.set("https", {"protocol": "TLS", "sslPolicy": DROP}), "https sslPolicy=not set")
tls.bad("as aws:alb", alb(BALANCER.set("https", {"certificateArn": ""})), "https: `certificateArn` is a text.")
tls.undecided("policy unknown", BALANCER.set("https", {"sslPolicy": UNKNOWN}), "https: sslPolicy")
tls.undecided(
    "protocol unknown without a certificate",
    BALANCER.set("https", {"protocol": UNKNOWN, "certificateArn": DROP}),
    "https: protocol",
)
tls.good("protocol unknown, but all there", BALANCER.set("https", {"protocol": UNKNOWN}))

hardened = Table(
    "load-balancer-hardened",
    enabled="`accessLogs.enabled` is not set; it has to be true.",
    bucket="`accessLogs.bucket` is not set.",
)
hardened.good("hardened", BALANCER)
hardened.good("as aws:alb", alb(BALANCER))
hardened.look_alike("mode absent, which is defensive", BALANCER.set("lb", {"desyncMitigationMode": DROP}))
hardened.look_alike("a network load balancer has no headers", NETWORK)
hardened.look_alike("a gateway load balancer has no logs", NETWORK.set("lb", {"loadBalancerType": "gateway", "accessLogs": DROP}))
hardened.bad(
    "headers kept", BALANCER.set("lb", {"dropInvalidHeaderFields": False}), "lb needs=dropInvalidHeaderFields | false | true"
)
hardened.bad(
    "headers absent",
    BALANCER.set("lb", {"dropInvalidHeaderFields": DROP, "loadBalancerType": DROP}),
    "lb needs=dropInvalidHeaderFields | not set | true",
)
hardened.bad(
    "monitor only",
    BALANCER.set("lb", {"desyncMitigationMode": "monitor"}),
    "lb needs=desyncMitigationMode | `monitor` | `defensive` or `strictest`",
)
hardened.bad("no logs", BALANCER.set("lb", {"accessLogs": DROP}), "lb enabled", "lb bucket")
hardened.bad("logs off", BALANCER.set("lb", {"accessLogs.enabled": False}), "lb needs=accessLogs.enabled | false | true")
hardened.bad("logs enabled by default only", BALANCER.set("lb", {"accessLogs.enabled": DROP}), "lb enabled")
hardened.bad("logs nowhere", BALANCER.set("lb", {"accessLogs.bucket": DROP}), "lb bucket")
hardened.bad("logs a text", BALANCER.set("lb", {"accessLogs": "bucket"}), "lb enabled", "lb bucket")
QUIET = NETWORK.set("lb", {"accessLogs": None, "arn": "arn:lb"})


def heard(protocol: object, arn: object = "arn:lb") -> Plan:
    """A network load balancer without logs, and a listener of it."""
    return QUIET.add(spec(kinds.LISTENER, "ear", {"loadBalancerArn": arn, "port": 443, "protocol": protocol}))


hardened.bad("a network load balancer's TLS without logs", heard("TLS"), "lb enabled", "lb bucket")
hardened.look_alike("a network load balancer without TLS has nothing to log", heard("TCP"))
hardened.look_alike("a network load balancer without listeners", QUIET)
hardened.look_alike("another one's TLS", heard("TLS", "arn:other"))
hardened.undecided(
    "a network load balancer whose listener's protocol is unknown", heard(UNKNOWN), "lb: whether a listener of it speaks TLS"
)
hardened.undecided("a listener of an unknown balancer", heard("TLS", UNKNOWN), "lb: whether a listener of it speaks TLS")
hardened.look_alike("a listener without TLS of an unknown balancer", heard("TCP", UNKNOWN))
hardened.undecided("headers unknown", BALANCER.set("lb", {"dropInvalidHeaderFields": UNKNOWN}), "lb: dropInvalidHeaderFields")
hardened.undecided("logs unknown", BALANCER.set("lb", {"accessLogs": UNKNOWN}), "lb: accessLogs.enabled")
hardened.undecided(
    "kind unknown", BALANCER.set("lb", {"loadBalancerType": UNKNOWN, "dropInvalidHeaderFields": False}), "lb: loadBalancerType"
)

kept = Table(
    "load-balancer-deletion-protected", enableDeletionProtection="`enableDeletionProtection` is not set; it has to be true."
)
kept.good("protected", BALANCER)
kept.look_alike(
    "nothing stateful is protected", BALANCER.protect("bucket", on=False).set("lb", {"enableDeletionProtection": False})
)
kept.bad("off", BALANCER.set("lb", {"enableDeletionProtection": False}), "lb needs=enableDeletionProtection | false | true")
kept.bad("absent", BALANCER.set("lb", {"enableDeletionProtection": DROP}), "lb enableDeletionProtection")
kept.bad("as aws:alb", alb(BALANCER.set("lb", {"enableDeletionProtection": None})), "lb enableDeletionProtection")
kept.bad("a text", BALANCER.set("lb", {"enableDeletionProtection": "true"}), "lb needs=enableDeletionProtection | a text | true")
kept.undecided("unknown", BALANCER.set("lb", {"enableDeletionProtection": UNKNOWN}), "lb: enableDeletionProtection")
