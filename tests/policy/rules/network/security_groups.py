"""Cases of the rules security-groups-described and security-groups-attached."""

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import DROP, Plan, spec
from tests.policy.rules.network.security_groups_plans import GROUP
from tests.policy.tables import Table

INLINE = GROUP.set("group", {"ingress": [{"description": "HTTPS", "cidrBlocks": ["10.0.0.0/8"]}]})

described = Table("security-groups-described", silent="`{}` says nothing.")
described.good("both", GROUP)
described.good("inside", INLINE)
BOTH = INLINE.set("group", {"egress": [{"description": "To the office", "cidrBlocks": ["203.0.113.0/24"]}]})
described.good("inside, both ways", BOTH)
described.good("a description that another resource gives", GROUP.set("group", {"description": UNKNOWN}))
described.look_alike("the default group, which nobody describes", Plan(spec(kinds.DEFAULT_SECURITY_GROUP, "default", {})))
described.bad("a group's absent", GROUP.set("group", {"description": DROP}), "group silent=description")
described.bad("what Pulumi writes itself", GROUP.set("group", {"description": "Managed by Pulumi"}), "group silent=description")
described.bad("a rule's absent", GROUP.set("rule", {"description": DROP}), "rule silent=description")
described.bad("blank", GROUP.set("rule", {"description": " "}), "rule silent=description")
described.bad("a rule's inside absent", INLINE.set("group", {"ingress.0.description": DROP}), "group silent=ingress.0.description")
described.bad(
    "an outgoing rule's inside absent", BOTH.set("group", {"egress.0.description": DROP}), "group silent=egress.0.description"
)
described.bad(
    "an outgoing rule's alone",
    BOTH.set("group", {"ingress": DROP, "egress.0.description": DROP}),
    "group silent=egress.0.description",
)

attached = Table("security-groups-attached", unused="Nothing runs under the group.")
attached.good("by id", GROUP)
BY_EDGE = GROUP.set("group", {"id": UNKNOWN}).depends("service", "group")
attached.good("by edge", BY_EDGE)
TWO = GROUP.add(spec(kinds.SECURITY_GROUP, "other", {"id": "sg-2"}))
JOB = spec(kinds.STATE_MACHINE, "job", {"definition": '{"SecurityGroups": ["sg-2"]}'})
attached.good("two by id", TWO.add(JOB))
attached.good("one by edge and id, one by id", TWO.add(JOB).depends("service", "group"))
attached.good(
    "two by edge",
    BY_EDGE.add(spec(kinds.SECURITY_GROUP, "other", {"id": UNKNOWN}), spec(kinds.SERVICE, "more")).depends("more", "other"),
)
attached.look_alike(
    "in a state machine's definition",
    GROUP.set("service", {"networkConfiguration": DROP, "definition": '{"SecurityGroups": ["sg-1"]}'}),
)
attached.look_alike(
    "in a container's environment, for the tasks that it starts",
    GROUP.drop("service").add(
        spec(kinds.TASK_DEFINITION, "task", {"containerDefinitions": '[{"environment": [{"name": "GROUP", "value": "sg-1"}]}]'})
    ),
)
attached.bad(
    "in a description's quotes",
    GROUP.drop("service").add(spec(kinds.ALARM, "alarm", {"alarmDescription": 'Refused by "sg-1"'})),
    "group unused",
)
attached.bad("by nothing", GROUP.drop("service"), "group unused")
attached.bad("by another", GROUP.set("service", {"networkConfiguration.securityGroups": ["sg-2"]}), "group unused")
attached.bad(
    "by a component only", GROUP.drop("service").add(spec("platform:service:Service", "component", {"x": "sg-1"})), "group unused"
)
attached.bad("one of two", GROUP.add(spec(kinds.SECURITY_GROUP, "other", {"id": UNKNOWN})), "other unused")
attached.bad(
    "one of two, beside an empty property",
    GROUP.add(spec(kinds.SECURITY_GROUP, "other", {"id": UNKNOWN})).set("service", {"platformVersion": ""}),
    "other unused",
)
PLANNED = BY_EDGE.set("service", {"networkConfiguration.securityGroups": [UNKNOWN]})
attached.bad(
    "one of two that are being created",
    PLANNED.edge("service", "networkConfiguration", "group").add(TWO.specs["other"]),
    "other unused",
)
attached.undecided(
    "a service with unknown groups", PLANNED.depends("service"), "group: groups of something that names one which is unknown"
)
attached.undecided(
    "a task with unknown containers",
    GROUP.drop("service").add(spec(kinds.TASK_DEFINITION, "task", {"containerDefinitions": UNKNOWN}, containerDefinitions="rule")),
    "group: groups of something that names one which is unknown",
)
