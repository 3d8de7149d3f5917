"""Variants of networks: what stands beside a resource, and what looks open or bare and is not."""

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import DROP, spec
from tests.policy.rules.network import datastore_reach
from tests.policy.rules.network.endpoints import ENDPOINT
from tests.policy.rules.network.load_balancers import BALANCER, FORWARD, NETWORK
from tests.policy.rules.network.security_group_rules import ingress_rule
from tests.policy.rules.network.security_group_rules_plans import ANYWHERE
from tests.policy.rules.network.web_acls_plans import ACL, RATE, managed
from tests.policy.tables import Table

redirects = Table("http-only-redirects")
for status in ("403", "404", "503"):
    refusal = {"type": "fixed-response", "fixedResponse": {"statusCode": status, "contentType": "text/plain"}}
    redirects.look_alike(f"a listener that refuses with {status}", BALANCER.set("http", {"defaultActions": [refusal]}))
ANSWER = {"type": "fixed-response", "fixedResponse": {"statusCode": "200", "messageBody": "hello"}}
redirects.bad(
    "a listener that answers",
    BALANCER.set("http", {"defaultActions": [ANSWER]}),
    "http: `defaultActions.0.type` is `fixed-response` over plain HTTP.",
)
redirects.bad(
    "a refusal that is not what it does",
    BALANCER.set("http", {"defaultActions": [{**refusal, **FORWARD}]}),
    "http: `defaultActions.0.type` is `forward` over plain HTTP.",
)
redirects.bad(
    "what comes behind a refusal",
    BALANCER.set("http", {"defaultActions": [refusal, FORWARD]}),
    "http: `defaultActions.1.type` is `forward` over plain HTTP.",
)
redirects.look_alike(
    "TCP on port 80 of a network load balancer (checkov 6945)",
    BALANCER.set("http", {"protocol": "TCP", "port": 80, "defaultActions": [FORWARD]}),
)

hardened = Table("load-balancer-hardened")
SOURCE = "aws:cloudwatch/logDeliverySource:LogDeliverySource"
TLS = NETWORK.set("lb", {"arn": "arn:lb", "accessLogs": DROP}).set("https", {"protocol": "TLS", "loadBalancerArn": "arn:lb"})
DELIVERED = TLS.add(spec(SOURCE, "source", {"resourceArn": "arn:lb", "logType": "NLB_ACCESS_LOGS"}))
UNLOGGED = ("lb needs=accessLogs.enabled | not set | true", "lb unset=accessLogs.bucket")
hardened.bad("a network load balancer with TLS and no log", TLS, *UNLOGGED)
hardened.look_alike("logs through CloudWatch", DELIVERED)
hardened.bad(
    "one beside it without logs",
    DELIVERED.add(spec(kinds.LOAD_BALANCER, "web", {"dropInvalidHeaderFields": True})),
    *(found.replace("lb", "web") for found in UNLOGGED),
)
hardened.bad("another's logs through CloudWatch", DELIVERED.set("source", {"resourceArn": "arn:other"}), *UNLOGGED)
hardened.undecided(
    "logs through CloudWatch of something unknown", DELIVERED.set("source", {"resourceArn": UNKNOWN}), "source: resourceArn"
)

names = Table("endpoint-private-dns")
SHARED = ENDPOINT.set("endpoint", {"privateDnsEnabled": False, "serviceName": "com.amazonaws.us-east-1.ecr.api"}).add(
    spec("aws:route53/zone:Zone", "zone", {"name": "api.ecr.us-east-1.amazonaws.com", "vpcs": [{"vpcId": "vpc-1"}]})
)
OFF = "endpoint needs=privateDnsEnabled | false | true"
names.look_alike("an endpoint that networks share by a zone", SHARED)
names.bad("another service's zone", SHARED.set("zone", {"name": "api.sagemaker.us-east-1.amazonaws.com"}), OFF)
names.bad("a zone of one's own", SHARED.set("zone", {"name": "api.ecr.example.com"}), OFF)
names.bad("a public zone", SHARED.set("zone", {"vpcs": DROP}), OFF)
names.undecided("a zone's name unknown", SHARED.set("zone", {"name": UNKNOWN}), "endpoint: a zone's name")

ingress = Table("ingress-not-from-anywhere", opens="`{}` is `{}` for ports {}.")
for protocol, kind, cidr in (("icmp", 3, "cidrIpv4"), ("1", 3, "cidrIpv4"), ("icmpv6", 2, "cidrIpv6"), ("58", 2, "cidrIpv6")):
    block = ANYWHERE if cidr == "cidrIpv4" else "::/0"
    too_big = ingress_rule(ipProtocol=protocol, fromPort=kind, toPort=-1, **{cidr: block})
    ingress.look_alike(f"messages of {protocol} that a packet was too big", too_big)
ingress.bad(
    "every message of ICMP",
    ingress_rule(ipProtocol="icmp", fromPort=-1, toPort=-1, cidrIpv4=ANYWHERE),
    "rule opens=cidrIpv4 | 0.0.0.0/0 | -1--1",
)
ingress.bad("TCP port 3", ingress_rule(fromPort=3, toPort=3, cidrIpv4=ANYWHERE), "rule opens=cidrIpv4 | 0.0.0.0/0 | 3-3")

rules = Table("web-acl-rules", enforces="No rule enforces `{}` on every request.")
COMMON, KNOWN_BAD = managed("AWSManagedRulesCommonRuleSet"), managed("AWSManagedRulesKnownBadInputsRuleSet")
BARE = ACL.set("acl", {"arn": "arn:acl", "rules": []})
BESIDE = BARE.add(
    spec("aws:wafv2/webAclRule:WebAclRule", "rate", {**RATE, "webAclArn": "arn:acl"}),
    spec("aws:wafv2/webAclRule:WebAclRule", "common", {**COMMON, "webAclArn": "arn:acl"}),
    spec(
        "aws:wafv2/webAclRuleGroupAssociation:WebAclRuleGroupAssociation",
        "known-bad",
        {
            "webAclArn": "arn:acl",
            "overrideAction": "none",
            "managedRuleGroup": {"vendorName": "AWS", "name": "AWSManagedRulesKnownBadInputsRuleSet"},
        },
    ),
)
rules.look_alike("rules beside their ACL", BESIDE)
rules.bad(
    "a group beside its ACL that counts only",
    BESIDE.set("known-bad", {"overrideAction": "count"}),
    "acl enforces=AWSManagedRulesKnownBadInputsRuleSet",
)
rules.bad("a rule of another ACL", BESIDE.set("common", {"webAclArn": "arn:other"}), "acl enforces=AWSManagedRulesCommonRuleSet")
rules.undecided("a rule of an unknown ACL", BESIDE.set("common", {"webAclArn": UNKNOWN}), "acl: webAclArn of a rule beside")

reached = Table("datastore-reached-only-by-workloads", opens="It opens more than, or another than, port {} of `db`.")
FROM_API = datastore_reach.STACK.drop("service", "job-rule")
WORKLOADS: dict[str, dict[str, object]] = {
    kinds.FUNCTION: {"vpcConfig": {"securityGroupIds": [UNKNOWN]}},
    kinds.INSTANCE: {"vpcSecurityGroupIds": [UNKNOWN]},
    kinds.DB_PROXY: {"vpcSecurityGroupIds": [UNKNOWN]},
    kinds.BUILD: {"vpcConfig": {"securityGroupIds": [UNKNOWN]}},
    "aws:ec2/launchTemplate:LaunchTemplate": {"vpcSecurityGroupIds": [UNKNOWN]},
    "aws:glue/connection:Connection": {"physicalConnectionRequirements": {"securityGroupIdLists": [UNKNOWN]}},
}
for token, props in WORKLOADS.items():
    runs = FROM_API.add(spec(token, "workload", props, **{next(iter(props)): "api"}))
    reached.look_alike(f"from {token}", runs)
    reached.undecided(
        f"from {token} under a group that is not known",
        runs.edge("workload", next(iter(props)), "subnet"),
        "rule: whether a workload runs under the group api",
    )
DB2 = datastore_reach.STACK.drop("job-rule").set("db", {"engine": "db2-se"})
reached.good("Db2 on its port", DB2.set("rule", {"fromPort": 50000, "toPort": 50000}))
reached.bad("Db2 on another port", DB2, "rule opens=50000")
MEMCACHED: dict[str, object] = {"engine": "memcached", "securityGroupIds": [UNKNOWN]}
reached.look_alike(
    "serverless Memcached's second port",
    datastore_reach.store(kinds.CACHE_SERVERLESS, MEMCACHED, 11212, "securityGroupIds"),
)
reached.bad(
    "Memcached on nodes has one port",
    datastore_reach.store(kinds.CACHE_CLUSTER, MEMCACHED, 11212, "securityGroupIds"),
    "rule opens=11211",
    "job-rule opens=11211",
)
EXPORTED = datastore_reach.KAFKA.set("rule", {"fromPort": 11001, "toPort": 11001})
JMX = EXPORTED.set("db", {"openMonitoring": {"prometheus": {"jmxExporter": {"enabledInBroker": True}}}})
reached.bad("brokers that show no metrics", EXPORTED, "rule opens=9094 or 9096 or 9098")
reached.look_alike(
    "brokers that show their metrics",
    JMX,
)
reached.bad(
    "brokers that show others", JMX.set("rule", {"fromPort": 11002, "toPort": 11002}), "rule opens=9094 or 9096 or 9098 or 11001"
)
reached.undecided("whether brokers show metrics", EXPORTED.set("db", {"openMonitoring": UNKNOWN}), "db: openMonitoring")
SERVERLESS: dict[str, object] = {"vpcConfigs": [{"securityGroupIds": [UNKNOWN]}]}
reached.bad(
    "serverless brokers show none",
    datastore_reach.store(kinds.KAFKA_SERVERLESS, SERVERLESS, 11001, "vpcConfigs"),
    "rule opens=9094 or 9096 or 9098",
    "job-rule opens=9094 or 9096 or 9098",
)
SHARED = datastore_reach.STACK.add(
    spec(kinds.SECURITY_GROUP_RULE, "own", {**datastore_reach.CLASSIC, "self": True}, securityGroupId="data")
)
ITSELF = "own: It admits the group of `db` itself, which no workload runs under."
reached.bad("a datastore's own group", SHARED, ITSELF)
reached.undecided("its own group, where a service's are not known", SHARED.drop("rule").unlinked("service"), "own: self")
reached.look_alike(
    "a group that a function shares with its datastore",
    SHARED.add(spec(kinds.FUNCTION, "function", {"vpcConfig": {"securityGroupIds": [UNKNOWN]}}, vpcConfig="data")),
)
