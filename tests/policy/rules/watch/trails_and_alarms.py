"""Cases of the rules trail-hardened, alarm-acts and provider-no-static-keys."""

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import DROP, Plan, spec
from tests.policy.tables import Table

TRAIL = Plan(
    spec(
        kinds.TRAIL,
        "trail",
        {
            "isMultiRegionTrail": True,
            "enableLogFileValidation": True,
            "kmsKeyId": "arn:aws:kms:us-east-1:111122223333:key/1",
            "cloudWatchLogsGroupArn": UNKNOWN,
        },
    )
)
trail = Table("trail-hardened", incomplete="`{}` leave out what changes something, what reads it, or a service.")
trail.good("hardened", TRAIL)
trail.switch(TRAIL, "trail", "isMultiRegionTrail")
trail.switch(TRAIL, "trail", "enableLogFileValidation")
trail.switch(TRAIL, "trail", "enableLogging", absent=True)
trail.switch(TRAIL, "trail", "includeGlobalServiceEvents", absent=True)
trail.key(TRAIL, "trail", "kmsKeyId")
SELECTORS: dict[str, list[dict[str, object]]] = {
    "management events of both kinds": [{"readWriteType": "All"}],
    "management events of both kinds in two": [{"readWriteType": "ReadOnly"}, {"readWriteType": "WriteOnly"}],
    "management events beside data": [{"includeManagementEvents": False, "dataResources": [{}]}, {"includeManagementEvents": True}],
    "data alone": [
        {"includeManagementEvents": False, "readWriteType": "WriteOnly", "dataResources": [{"type": "AWS::S3::Object"}]}
    ],
}
for title, selectors in SELECTORS.items():
    trail.look_alike(title, TRAIL.set("trail", {"eventSelectors": selectors}))
LEFT_OUT: dict[str, list[dict[str, object]]] = {
    "only what reads": [{"readWriteType": "ReadOnly"}],
    "only what changes": [{"readWriteType": "WriteOnly", "dataResources": [{"type": "AWS::S3::Object"}]}],
    "nothing": [{"includeManagementEvents": False}],
    "data, and nothing": [{"includeManagementEvents": False, "dataResources": [{}]}, {"includeManagementEvents": False}],
}
for title, selectors in LEFT_OUT.items():
    trail.bad(f"recording {title}", TRAIL.set("trail", {"eventSelectors": selectors}), "trail incomplete=eventSelectors")


def by_fields(*selectors: dict[str, object]) -> Plan:
    """Selectors by the fields of events; a list of words is what a field equals."""
    listed = [
        {"fieldSelectors": [{"field": name, **(how if isinstance(how, dict) else {"equals": how})} for name, how in one.items()]}
        for one in selectors
    ]
    return TRAIL.set("trail", {"advancedEventSelectors": listed})


MANAGEMENT: dict[str, object] = {"eventCategory": ["Management"]}
READING, CHANGING = {**MANAGEMENT, "readOnly": ["true"]}, {**MANAGEMENT, "readOnly": ["false"]}
WITHOUT_KEYS = {**MANAGEMENT, "eventSource": {"notEquals": ["kms.amazonaws.com"]}}
OBJECTS: dict[str, object] = {"eventCategory": ["Data"], "resources.type": ["AWS::S3::Object"]}
trail.good("management events by their fields", by_fields(MANAGEMENT))
trail.look_alike("management events of both kinds by a field", by_fields({**MANAGEMENT, "readOnly": ["true", "false"]}))
trail.look_alike("management events of both kinds by two selectors", by_fields(READING, CHANGING))
trail.look_alike("data by its fields", by_fields(OBJECTS))
trail.look_alike("changes of data by its fields, and management events", by_fields({**OBJECTS, "readOnly": ["false"]}, MANAGEMENT))
trail.look_alike("management events, and once more without keys", by_fields(WITHOUT_KEYS, MANAGEMENT))
trail.bad("only what reads by a field", by_fields(READING), "trail incomplete=advancedEventSelectors")
trail.bad("only what reads by a switch", by_fields({**MANAGEMENT, "readOnly": [True]}), "trail incomplete=advancedEventSelectors")
trail.bad("only what changes by a field", by_fields(CHANGING), "trail incomplete=advancedEventSelectors")
trail.bad("only what reads, and data", by_fields(OBJECTS, READING), "trail incomplete=advancedEventSelectors")
trail.bad("all but keys by a field", by_fields(WITHOUT_KEYS), "trail incomplete=advancedEventSelectors")
trail.bad("all but keys by a field, and what reads", by_fields(WITHOUT_KEYS, READING), "trail incomplete=advancedEventSelectors")
trail.undecided("a field unknown", by_fields({**MANAGEMENT, "readOnly": UNKNOWN}), "trail: advancedEventSelectors")
WITHOUT: dict[str, list[dict[str, object]]] = {
    "all but keys": [{"excludeManagementEventSources": ["kms.amazonaws.com"]}],
    "what reads, and all but keys": [{"readWriteType": "ReadOnly"}, {"excludeManagementEventSources": ["kms.amazonaws.com"]}],
}
for title, selectors in WITHOUT.items():
    trail.bad(f"recording {title}", TRAIL.set("trail", {"eventSelectors": selectors}), "trail incomplete=eventSelectors")
trail.look_alike("nothing left out", TRAIL.set("trail", {"eventSelectors": [{"excludeManagementEventSources": []}]}))
trail.bad(
    "recording only what reads beside fields of both kinds",
    by_fields(MANAGEMENT).set("trail", {"eventSelectors": [{"readWriteType": "ReadOnly"}]}),
    "trail incomplete=eventSelectors",
)
trail.bad(
    "fields of only what reads beside something unknown",
    by_fields(READING).set("trail", {"eventSelectors": [UNKNOWN]}),
    "trail incomplete=advancedEventSelectors",
    undecided="trail: eventSelectors",
)
trail.undecided(
    "what is recorded unknown", TRAIL.set("trail", {"eventSelectors": [{"readWriteType": UNKNOWN}]}), "trail: eventSelectors"
)
trail.bad("no log group", TRAIL.set("trail", {"cloudWatchLogsGroupArn": DROP}), "trail unset=cloudWatchLogsGroupArn")

ALARM = Plan(spec(kinds.ALARM, "alarm", {"alarmActions": [UNKNOWN], "treatMissingData": "breaching"}))
alarm = Table("alarm-acts", alarmActions="`alarmActions` names nobody.")
alarm.good("a topic", ALARM)
alarm.good("a known topic, not a list", ALARM.set("alarm", {"alarmActions": "arn:aws:sns:us-east-1:111122223333:alerts"}))
alarm.look_alike("silence means nothing wrong", ALARM.set("alarm", {"treatMissingData": "notBreaching"}))
alarm.look_alike("a composite alarm has no data", Plan(spec(kinds.COMPOSITE_ALARM, "alarm", {"alarmActions": [UNKNOWN]})))
alarm.bad("no actions", ALARM.set("alarm", {"alarmActions": DROP}), "alarm alarmActions")
alarm.bad("empty actions", ALARM.set("alarm", {"alarmActions": []}), "alarm alarmActions")
alarm.bad("actions of nothing", ALARM.set("alarm", {"alarmActions": [None, ""]}), "alarm alarmActions")
alarm.bad(
    "no word about silence",
    ALARM.set("alarm", {"treatMissingData": DROP}),
    "alarm needs=treatMissingData | not set | `breaching` or `notBreaching` or `ignore` or `missing`",
)
alarm.bad(
    "another word about silence",
    ALARM.set("alarm", {"treatMissingData": "NotBreaching"}),
    "alarm needs=treatMissingData | `NotBreaching` | `breaching` or `notBreaching` or `ignore` or `missing`",
)
alarm.bad("a composite alarm without actions", Plan(spec(kinds.COMPOSITE_ALARM, "alarm", {})), "alarm alarmActions")
alarm.switch(ALARM, "alarm", "actionsEnabled", absent=True)
alarm.undecided("silence unknown", ALARM.set("alarm", {"treatMissingData": UNKNOWN}), "alarm: treatMissingData")

PROVIDER = Plan(spec("pulumi:providers:aws", "default", {"region": "us-east-1", "assumeRole": {"roleArn": "x"}}))
provider = Table("provider-no-static-keys")
provider.good("a role", PROVIDER)
provider.good("empty", PROVIDER.set("default", {"accessKey": "", "token": None}))
provider.look_alike(
    "another provider's token", PROVIDER.retype("default", "pulumi:providers:github").set("default", {"token": "x"})
)
for key in ("accessKey", "secretKey", "token"):
    provider.bad(key, PROVIDER.set("default", {key: "x"}), f"default: `{key}` is set.")
    provider.undecided(f"{key}, which is unknown", PROVIDER.set("default", {key: UNKNOWN}), f"default: {key}")
