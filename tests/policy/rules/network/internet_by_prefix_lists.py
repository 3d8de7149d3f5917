"""More cases of the rule internet-reaches-load-balancers-only: prefix lists."""

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import DROP, spec
from tests.policy.rules.network.internet_reaches_load_balancers_only import BALANCER, closure
from tests.policy.rules.network.security_groups_plans import GROUP

LISTED = GROUP.set("rule", {"cidrIpv4": DROP, "prefixListId": "pl-1", "ipProtocol": "tcp", "fromPort": 22, "toPort": 22}).add(
    spec(kinds.PREFIX_LIST, "list", {"id": "pl-1", "entries": [{"cidr": "203.0.113.0/24"}, {"cidr": "198.51.100.0/24"}]})
)
BESIDE = LISTED.set("list", {"entries": UNKNOWN}).add(
    spec(kinds.PREFIX_LIST_ENTRY, "entry", {"prefixListId": "pl-1", "cidr": "203.0.113.0/24"})
)
closure.good("a list of offices", LISTED)
closure.good("a list of offices by edge", LISTED.set("rule", {"prefixListId": UNKNOWN}).edge("rule", "prefixListId", "list"))
closure.good("a list with its entries beside it", BESIDE)
closure.bad("a list with everyone in it", LISTED.set("list", {"entries.1.cidr": "0.0.0.0/0"}), "rule together")
closure.bad("a list with everyone beside it", BESIDE.set("entry", {"cidr": "::/0"}), "rule together")
closure.bad(
    "a list with everyone by edge",
    LISTED.set("list", {"entries.0.cidr": "0.0.0.0/0"}).set("rule", {"prefixListId": UNKNOWN}).edge("rule", "prefixListId", "list"),
    "rule together",
)
closure.bad(
    "a list with everyone in a classic rule",
    LISTED.set("list", {"entries.0.cidr": "0.0.0.0/0"}).add(
        spec(
            kinds.SECURITY_GROUP_RULE,
            "classic",
            {
                "type": "ingress",
                "securityGroupId": "sg-1",
                "protocol": "tcp",
                "fromPort": 25,
                "toPort": 25,
                "prefixListIds": [UNKNOWN],
            },
            prefixListIds="list",
        )
    ),
    "rule together",
    "classic together",
)
closure.bad(
    "a list with everyone inside the group",
    LISTED.drop("rule")
    .set("list", {"entries.0.cidr": "0.0.0.0/0"})
    .set("group", {"ingress": [{"protocol": "-1", "prefixListIds": [UNKNOWN]}]})
    .edge("group", "ingress", "list"),
    "group together",
)
closure.look_alike(
    "a list with everyone on a load balancer",
    LISTED.drop("service").set("list", {"entries.0.cidr": "0.0.0.0/0"}).set("rule", {"fromPort": 80, "toPort": 80}).add(BALANCER),
)
WORLD = LISTED.set("list", {"entries.0.cidr": "0.0.0.0/0"}).set("rule", {"securityGroupId": UNKNOWN})
closure.undecided(
    "a list with everyone on a web port of no known group",
    WORLD.set("rule", {"fromPort": 80, "toPort": 80}),
    "rule: securityGroups of a load balancer",
)
closure.bad("a list with everyone on another port of no known group", WORLD, "rule together")
closure.undecided(
    "a list whose entry is unknown",
    LISTED.set("list", {"entries.1.cidr": UNKNOWN}),
    "rule: its group or ports, or the entries of its prefix list",
)
closure.undecided(
    "a list whose entries another resource gives",
    BESIDE.edge("list", "entries", "service"),
    "rule: its group or ports, or the entries of its prefix list",
)
closure.undecided(
    "a list that is not known",
    LISTED.set("rule", {"prefixListId": UNKNOWN}),
    "rule: its group or ports, or the entries of its prefix list",
)
closure.undecided(
    "an entry of a list that is not known",
    BESIDE.set("entry", {"prefixListId": UNKNOWN}),
    "rule: its group or ports, or the entries of its prefix list",
)
closure.look_alike("an entry of another list", BESIDE.set("entry", {"prefixListId": "pl-2", "cidr": "0.0.0.0/0"}))
FOREIGN = LISTED.drop("list")
closure.look_alike("SSH from AWS's instance connect", FOREIGN)
closure.look_alike("the storage behind an endpoint", FOREIGN.add(spec(kinds.ENDPOINT, "s3")).edge("rule", "prefixListId", "s3"))
for port in (1433, 1521, 2049, 3306, 5432, 6379, 6380, 9092, 9094, 9096, 9098, 11211, 27017):
    closure.bad(
        f"a datastore to another stack's list on {port}",
        FOREIGN.set("rule", {"fromPort": port, "toPort": port}),
        f"rule admits=pl-1 | {port}",
    )
closure.bad("ports up to a datastore's", FOREIGN.set("rule", {"fromPort": 5000, "toPort": 5432}), "rule admits=pl-1 | 5432")
closure.bad("ports from a datastore's on", FOREIGN.set("rule", {"fromPort": 27017, "toPort": 65535}), "rule admits=pl-1 | 27017")
closure.look_alike("ports between datastores'", FOREIGN.set("rule", {"fromPort": 5433, "toPort": 6378}))
TO_STORE = FOREIGN.set("rule", {"fromPort": 5432, "toPort": 5432})
closure.look_alike("a datastore to another stack's list that is known", TO_STORE, allowedPrefixLists=["pl-1"])
closure.bad("a datastore to a list of the same stack that is not", TO_STORE, "rule admits=pl-1 | 5432", allowedPrefixLists=["pl-2"])
closure.undecided(
    "ports unknown, for a list of AWS's",
    FOREIGN.set("rule", {"fromPort": UNKNOWN}),
    "rule: its ports, for a list that this stack does not declare",
)
closure.look_alike(
    "ports unknown, for a list that is allowed", FOREIGN.set("rule", {"fromPort": UNKNOWN}), allowedPrefixLists=["pl-1"]
)
