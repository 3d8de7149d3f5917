"""Cases of the rule data-backed-up: by tags, and by policies that take snapshots."""

from dataclasses import replace

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import DROP, Plan, spec
from tests.policy.rules.data.data_backed_up import ELSEWHERE, EVERYTHING, SELECTED, backed

DAILY = {"key": "backup", "value": "daily"}
BY_CONDITIONS = EVERYTHING.set("selection", {"conditions": [{"stringEquals": [{**DAILY, "key": "aws:ResourceTag/backup"}]}]})
BY_TAGS = EVERYTHING.set("selection", {"resources": DROP, "selectionTags": [{"type": "STRINGEQUALS", **DAILY}]})
TAGGED, OTHERWISE = {"backup": "daily", "team": "x"}, {"backup": "weekly"}
for title, plan in (("conditions", BY_CONDITIONS), ("tags", BY_TAGS)):
    backed.good(f"what has a tag, by {title}", plan.set("table", {"tags": TAGGED}))
    backed.good(f"what has it with the provider's tags, by {title}", plan.set("table", {"tags": {}, "tagsAll": TAGGED}))
    backed.bad(f"a tag that nobody has, by {title}", plan, "table backups")
    backed.bad(f"a tag with another value, by {title}", plan.set("table", {"tags": OTHERWISE}), "table backups")
    for where in ("tags", "tagsAll"):
        backed.undecided(
            f"{where} unknown, by {title}",
            plan.set("table", {where: UNKNOWN}).add(ELSEWHERE).edge("table", where, "elsewhere"),
            "table: whether a backup plan selects it",
        )
    backed.undecided(
        f"what the provider tags, by {title}",
        plan.add(spec("pulumi:providers:aws", "aws", {"defaultTags": '{"tags": {"backup": "daily"}}'})),
        "table: whether a backup plan selects it",
    )
    backed.bad(f"nothing that the provider tags, by {title}", plan.add(spec("pulumi:providers:aws", "aws")), "table backups")
for title, condition, taken in (
    ("a pattern", {"stringLikes": [{"key": "aws:ResourceTag/backup", "value": "d*y"}]}, True),
    ("another pattern", {"stringLikes": [{"key": "aws:ResourceTag/backup", "value": "w*"}]}, False),
    ("no pattern", {"stringEquals": [{"key": "aws:ResourceTag/backup", "value": "d*y"}]}, False),
    ("anything but", {"stringNotEquals": [{"key": "aws:ResourceTag/backup", "value": "none"}]}, True),
    ("anything but this", {"stringNotEquals": [{"key": "aws:ResourceTag/backup", "value": "daily"}]}, False),
    ("anything but what is no pattern", {"stringNotEquals": [{"key": "aws:ResourceTag/backup", "value": "d*y"}]}, True),
    ("anything like another", {"stringNotLikes": [{"key": "aws:ResourceTag/backup", "value": "no*"}]}, True),
    (
        "one tag of two",
        {"stringEquals": [{"key": "aws:ResourceTag/backup", "value": "daily"}, {"key": "aws:ResourceTag/team", "value": "y"}]},
        False,
    ),
):
    plan = BY_CONDITIONS.set("table", {"tags": TAGGED}).set("selection", {"conditions": [condition]})
    if taken:
        backed.good(f"by {title}", plan)
    else:
        backed.bad(f"by {title}", plan, "table backups")
NAMELESS = BY_CONDITIONS.set("selection", {"resources": DROP})
backed.good("everything that has a tag, by conditions alone", NAMELESS.set("table", {"tags": TAGGED}))
backed.bad("nothing is named", NAMELESS.set("selection", {"conditions": DROP}), "table backups")
backed.bad(
    "neither tag of a list", BY_TAGS.set("selection", {"selectionTags": [{"key": "x", "value": "y"}, DAILY]}), "table backups"
)
for title, plan in (("conditions", BY_CONDITIONS), ("tags", BY_TAGS)):
    hidden = plan.set("table", {"tags": {"backup": UNKNOWN}})
    backed.undecided(f"a tag's value unknown, by {title}", hidden, "table: whether a backup plan selects it")
    backed.bad(f"what AWS tags, by {title}", plan.set("table", {"tags": UNKNOWN}), "table backups")
backed.good("in the provider's region", SELECTED.set("selection", {"region": "us-east-1"}))
backed.good("named twice", SELECTED.add(replace(SELECTED.specs["selection"], name="second")))
backed.good(
    "by one tag of two in a list",
    BY_TAGS.set("table", {"tags": TAGGED}).set("selection", {"selectionTags": [{"key": "x", "value": "y"}, DAILY]}),
)
backed.undecided(
    "everything, by a list of tags that it does not have: AWS does not say which counts",
    EVERYTHING.set("selection", {"selectionTags": [DAILY]}),
    "table: whether a backup plan selects it",
)
backed.good("everything, by a list of tags", EVERYTHING.set("selection", {"selectionTags": [DAILY]}).set("table", {"tags": TAGGED}))
backed.bad(
    "named, and not as the conditions say",
    SELECTED.set("selection", {"conditions": [{"stringEquals": [{**DAILY, "key": "aws:ResourceTag/backup"}]}]}),
    "table backups",
)
backed.undecided(
    "conditions unknown",
    BY_CONDITIONS.set("selection", {"conditions": [{"stringEquals": UNKNOWN}]}),
    "table: whether a backup plan selects it",
)

VOLUME = Plan(spec(kinds.VOLUME, "disk", {"id": "vol-1", "tags": {"snapshots": "daily"}}))
SNAPSHOTS = VOLUME.add(
    spec(
        "aws:dlm/lifecyclePolicy:LifecyclePolicy",
        "snapshots",
        {"policyDetails": {"resourceTypes": ["VOLUME"], "targetTags": {"snapshots": "daily"}}},
    )
)
backed.look_alike("snapshots of a disk by its tag", SNAPSHOTS)
backed.look_alike("snapshots of all disks", SNAPSHOTS.set("snapshots", {"defaultPolicy": "VOLUME", "policyDetails": {}}))
backed.bad("snapshots of other disks", SNAPSHOTS.set("disk", {"tags": {"snapshots": "weekly"}}), "disk backups")
backed.bad("snapshots of machines", SNAPSHOTS.set("snapshots", {"policyDetails.resourceTypes": ["INSTANCE"]}), "disk backups")
backed.bad("snapshots that are off", SNAPSHOTS.set("snapshots", {"state": "DISABLED"}), "disk backups")
for path in ("state", "defaultPolicy", "policyDetails"):
    backed.undecided(
        f"snapshots by a policy whose {path} is unknown",
        SNAPSHOTS.set("snapshots", {path: UNKNOWN}).add(ELSEWHERE).edge("snapshots", path, "elsewhere"),
        "disk: whether a backup plan selects it",
    )
backed.look_alike("snapshots by a policy that is no default", SNAPSHOTS.set("snapshots", {"defaultPolicy": UNKNOWN}))
backed.undecided(
    "a disk's tags unknown",
    SNAPSHOTS.set("disk", {"tags": UNKNOWN}).add(ELSEWHERE).edge("disk", "tags", "elsewhere"),
    "disk: whether a backup plan selects it",
)
