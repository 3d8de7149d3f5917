"""Cases of the rules ecs-no-public-address, ecs-deployments-go-back, ecs-exec-logged and ecs-container-insights."""

import json

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import DROP, Plan, spec
from tests.policy.tables import Table

COMMANDS = "configuration.executeCommandConfiguration"
LOG = {"cloudWatchLogGroupName": "/pde/production/exec", "cloudWatchEncryptionEnabled": True}
SERVICE = Plan(
    spec(
        kinds.SERVICE,
        "service",
        {
            "cluster": UNKNOWN,
            "networkConfiguration": {"assignPublicIp": False},
            "deploymentCircuitBreaker": {"enable": True, "rollback": True},
            "enableExecuteCommand": True,
        },
        cluster="cluster",
    ),
    spec(
        kinds.CLUSTER,
        "cluster",
        {
            "settings": [{"name": "containerInsights", "value": "enabled"}],
            "configuration": {"executeCommandConfiguration": {"kmsKeyId": UNKNOWN, "logging": "OVERRIDE", "logConfiguration": LOG}},
        },
    ),
)

private = Table("ecs-no-public-address", AssignPublicIp="`AssignPublicIp` in `definition` is `ENABLED`, not `DISABLED`.")
private.good("off", SERVICE)
private.look_alike("absent, which is off", SERVICE.set("service", {"networkConfiguration": DROP}))
private.bad(
    "a number",
    SERVICE.set("service", {"networkConfiguration.assignPublicIp": 1}),
    "service needs=networkConfiguration.assignPublicIp | 1 | false",
)
private.switch(SERVICE, "service", "networkConfiguration.assignPublicIp", on=False, absent=True)

NETWORKS = {kinds.EVENT_TARGET: "ecsTarget.networkConfiguration", kinds.SCHEDULE: "target.ecsParameters.networkConfiguration"}
for token, network in NETWORKS.items():
    starter = Plan(spec(token, "starter")).set("starter", {f"{network}.assignPublicIp": False})
    private.good(f"off in {token}", starter)
    private.switch(starter, "starter", f"{network}.assignPublicIp", on=False, absent=True)
SET = Plan(spec(kinds.TASK_SET, "set", {"networkConfiguration": {"assignPublicIp": False}}))
private.good("off in a set of tasks", SET)
private.bad(
    "on in a set of tasks",
    SET.set("set", {"networkConfiguration.assignPublicIp": True}),
    "set needs=networkConfiguration.assignPublicIp | true | false",
)
JOB = Plan(spec(kinds.STATE_MACHINE, "job", {"definition": '{"States": [{"X": {"AssignPublicIp": "DISABLED"}}]}'}))
private.good("off in a job", JOB)
private.look_alike("absent in a job, which is off", JOB.set("job", {"definition": '{"States": {"X": {"Type": "Pass"}}}'}))
private.look_alike("a definition that is not JSON", JOB.set("job", {"definition": "x"}))
private.bad(
    "on in a job", JOB.set("job", {"definition": '{"States": [{"X": {"AssignPublicIp": "ENABLED"}}]}'}), "job AssignPublicIp"
)
private.bad(
    "on in a job as an object", JOB.set("job", {"definition": {"States": [{"AssignPublicIp": "ENABLED"}]}}), "job AssignPublicIp"
)
private.bad(
    "on in the second of two",
    JOB.set("job", {"definition": '[{"AssignPublicIp": "DISABLED"}, {"AssignPublicIp": "ENABLED"}]'}),
    "job AssignPublicIp",
)
private.bad(
    "on before a list", JOB.set("job", {"definition": '{"X": {"AssignPublicIp": "ENABLED"}, "Y": [{}]}'}), "job AssignPublicIp"
)
PIPE_NETWORK = "targetParameters.ecsTaskParameters.networkConfiguration.awsVpcConfiguration"
PIPE = Plan(spec(kinds.PIPE, "pipe")).set("pipe", {f"{PIPE_NETWORK}.assignPublicIp": "DISABLED"})
private.good("off in a pipe", PIPE)
private.look_alike("absent in a pipe, which is off", PIPE.set("pipe", {f"{PIPE_NETWORK}.assignPublicIp": DROP}))
private.bad(
    "on in a pipe",
    PIPE.set("pipe", {f"{PIPE_NETWORK}.assignPublicIp": "ENABLED"}),
    f"pipe needs={PIPE_NETWORK}.assignPublicIp | `ENABLED` | `DISABLED`",
)
private.undecided(
    "unknown in a pipe", PIPE.set("pipe", {f"{PIPE_NETWORK}.assignPublicIp": UNKNOWN}), f"pipe: {PIPE_NETWORK}.assignPublicIp"
)
DOCUMENTS = {
    "containerProperties": {"networkConfiguration": {"assignPublicIp": "DISABLED"}},
    "ecsProperties": {"taskProperties": [{"networkConfiguration": {"assignPublicIp": "DISABLED"}}]},
    "nodeProperties": {"nodeRangeProperties": [{"container": {"networkConfiguration": {"assignPublicIp": "DISABLED"}}}]},
}
for path, said in DOCUMENTS.items():
    BATCH = Plan(spec("aws:batch/jobDefinition:JobDefinition", "batch", {path: json.dumps(said)}))
    private.good(f"off in {path} of Batch", BATCH)
    private.bad(
        f"on in {path} of Batch",
        BATCH.set("batch", {path: json.dumps(said).replace("DISABLED", "ENABLED")}),
        f"batch: `assignPublicIp` in `{path}` is `ENABLED`, not `DISABLED`.",
    )
    private.look_alike(f"absent in {path} of Batch, which is off", BATCH.set("batch", {path: "{}"}))
    private.undecided(f"{path} of Batch unknown", BATCH.set("batch", {path: UNKNOWN}), f"batch: {path}")
private.undecided("a job's definition unknown", JOB.set("job", {"definition": UNKNOWN}), "job: definition")

back = Table("ecs-deployments-go-back", never_undone="Neither `deploymentCircuitBreaker` nor `alarms` has `enable` and `rollback`.")
back.good("a circuit breaker", SERVICE)
back.good("the current platform in words", SERVICE.set("service", {"platformVersion": "LATEST"}))
back.look_alike(
    "a strategy of ECS's own",
    SERVICE.set("service", {"deploymentCircuitBreaker": DROP, "deploymentConfiguration": {"strategy": "BLUE_GREEN"}}),
)
for controller in ("CODE_DEPLOY", "EXTERNAL"):
    back.look_alike(
        f"the controller {controller}",
        SERVICE.set("service", {"deploymentCircuitBreaker": DROP, "deploymentController": {"type": controller}}),
    )
back.look_alike(
    "alarms",
    SERVICE.set("service", {"deploymentCircuitBreaker": DROP, "alarms": {"enable": True, "rollback": True, "alarmNames": ["x"]}}),
)
for switch in ("rollback", "enable"):
    path = f"deploymentCircuitBreaker.{switch}"
    back.switch(SERVICE, "service", path, unlike="never_undone", unknown="deploymentCircuitBreaker")
back.bad("neither", SERVICE.set("service", {"deploymentCircuitBreaker": DROP}), "service never_undone")
back.bad(
    "rolling in words",
    SERVICE.set("service", {"deploymentCircuitBreaker": DROP, "deploymentConfiguration": {"strategy": "ROLLING"}}),
    "service never_undone",
)
back.bad(
    "an old platform", SERVICE.set("service", {"platformVersion": "1.3.0"}), "service needs=platformVersion | `1.3.0` | `LATEST`"
)
back.undecided(
    "strategy unknown",
    SERVICE.set("service", {"deploymentCircuitBreaker": DROP, "deploymentConfiguration": {"strategy": UNKNOWN}}),
    "service: deploymentCircuitBreaker",
)

shells = Table(
    "ecs-exec-logged",
    logging="`configuration.executeCommandConfiguration.logging` is not set; it has to be `OVERRIDE`.",
    cloudWatchEncryptionEnabled="`configuration.executeCommandConfiguration.logConfiguration.cloudWatchEncryptionEnabled` is not "
    "set; it has to be true.",
    kmsKeyId="`configuration.executeCommandConfiguration.kmsKeyId` is not set.",
    cloudWatchLogGroupName="`configuration.executeCommandConfiguration.logConfiguration.cloudWatchLogGroupName` is not set.",
)
shells.good("recorded", SERVICE)
shells.good(
    "in a bucket",
    SERVICE.set("cluster", {f"{COMMANDS}.logConfiguration": {"s3BucketName": UNKNOWN, "s3BucketEncryptionEnabled": True}}),
)
shells.good("by the cluster's name", SERVICE.set("service", {"cluster": "pde"}).set("cluster", {"name": "pde"}).unlinked("service"))
shells.look_alike("off", SERVICE.set("service", {"enableExecuteCommand": False}).set("cluster", {"configuration": DROP}))
shells.look_alike(
    "absent, which is off", SERVICE.set("service", {"enableExecuteCommand": DROP}).set("cluster", {"configuration": DROP})
)
shells.bad(
    "nothing said",
    SERVICE.set("cluster", {"configuration": DROP}),
    "cluster kmsKeyId",
    "cluster logging",
    "cluster cloudWatchLogGroupName",
    "cluster cloudWatchEncryptionEnabled",
)
shells.bad(
    "not recorded",
    SERVICE.set("cluster", {f"{COMMANDS}.logging": "NONE"}),
    "cluster needs=configuration.executeCommandConfiguration.logging | `NONE` | `OVERRIDE`",
)
shells.bad("AWS's default", SERVICE.set("cluster", {f"{COMMANDS}.logging": DROP}), "cluster logging")
shells.bad("no key", SERVICE.set("cluster", {f"{COMMANDS}.kmsKeyId": DROP}), "cluster kmsKeyId")
shells.bad(
    "a readable log",
    SERVICE.set("cluster", {f"{COMMANDS}.logConfiguration.cloudWatchEncryptionEnabled": False}),
    "cluster needs=configuration.executeCommandConfiguration.logConfiguration.cloudWatchEncryptionEnabled | false | true",
)
shells.bad(
    "a readable bucket",
    SERVICE.set("cluster", {f"{COMMANDS}.logConfiguration": {"s3BucketName": "x"}}),
    "cluster needs=configuration.executeCommandConfiguration.logConfiguration.s3BucketEncryptionEnabled | not set | true",
)
shells.bad(
    "the wrong cluster",
    SERVICE.add(spec(kinds.CLUSTER, "other")).edge("service", "cluster", "other"),
    "other kmsKeyId",
    "other logging",
    "other cloudWatchLogGroupName",
    "other cloudWatchEncryptionEnabled",
)
shells.bad(
    "beside a service that lets nobody in",
    Plan(spec(kinds.SERVICE, "closed", {"enableExecuteCommand": False}), *SERVICE.specs.values()).set(
        "cluster", {"configuration": DROP}
    ),
    "cluster kmsKeyId",
    "cluster logging",
    "cluster cloudWatchLogGroupName",
    "cluster cloudWatchEncryptionEnabled",
)
shells.undecided(
    "logging unknown",
    SERVICE.set("cluster", {f"{COMMANDS}.logging": UNKNOWN}),
    "cluster: configuration.executeCommandConfiguration.logging",
)
shells.undecided("a cluster of another stack", SERVICE.unlinked("service"), "service: cluster")
shells.undecided(
    "unknown whether on",
    SERVICE.set("service", {"enableExecuteCommand": UNKNOWN}).set("cluster", {"configuration": DROP}),
    "service: enableExecuteCommand",
)

UNRECORDED = ("cluster kmsKeyId", "cluster logging", "cluster cloudWatchLogGroupName", "cluster cloudWatchEncryptionEnabled")


def console(**parameters: object) -> Plan:
    """A state machine that runs one task in the cluster."""
    run = {"Resource": "arn:aws:states:::ecs:runTask.sync", "Parameters": {"Cluster": "pde", **parameters}}
    machine = spec(kinds.STATE_MACHINE, "machine", {"definition": json.dumps({"States": {"Run": run}})})
    return Plan(machine, SERVICE.specs["cluster"]).set("cluster", {"name": "pde"})


def unrecorded(plan: Plan) -> Plan:
    return plan.set("cluster", {"configuration": DROP})


shells.good("recorded, by a job", console(EnableExecuteCommand=True))
shells.look_alike("a job that lets nobody in", unrecorded(console(EnableExecuteCommand=False)))
shells.look_alike("a job that says nothing of it", unrecorded(console()))
shells.bad("a job's, not recorded", unrecorded(console(EnableExecuteCommand=True)), *UNRECORDED)
shells.bad("by a text", unrecorded(console(EnableExecuteCommand="true")), *UNRECORDED)
shells.undecided(
    "as whoever starts the job says", unrecorded(console(**{"EnableExecuteCommand.$": "$.enter"})), "machine: definition"
)
shells.undecided("a job unknown", unrecorded(console()).set("machine", {"definition": UNKNOWN}), "machine: definition")
shells.good(
    "a job unknown, in a recorded cluster",
    console().set("machine", {"definition": UNKNOWN}).edge("machine", "definition", "cluster"),
)
shells.undecided("a job in a cluster of another stack", console(EnableExecuteCommand=True, Cluster="other"), "machine: definition")
for token, switch, where in (
    (kinds.EVENT_TARGET, "ecsTarget.enableExecuteCommand", "arn"),
    (kinds.SCHEDULE, "target.ecsParameters.enableExecuteCommand", "target.arn"),
    (kinds.PIPE, "targetParameters.ecsTaskParameters.enableExecuteCommand", "target"),
):
    started = Plan(spec(token, "starter"), SERVICE.specs["cluster"]).set("cluster", {"name": "pde"}).set("starter", {where: "pde"})
    shells.good(f"recorded, by {token}", started.set("starter", {switch: True}))
    shells.look_alike(f"off in {token}", unrecorded(started.set("starter", {switch: False})))
    shells.bad(f"not recorded, by {token}", unrecorded(started.set("starter", {switch: True})), *UNRECORDED)
    shells.undecided(f"unknown in {token}", unrecorded(started.set("starter", {switch: UNKNOWN})), f"starter: {switch}")

insights = Table("ecs-container-insights", containerInsights="`containerInsights` is {}.")
insights.good("on", SERVICE)
insights.good("enhanced, not a list", SERVICE.set("cluster", {"settings": {"name": "containerInsights", "value": "enhanced"}}))
insights.bad("off", SERVICE.set("cluster", {"settings.0.value": "disabled"}), "cluster containerInsights=`disabled`")
insights.bad("absent", SERVICE.set("cluster", {"settings": DROP}), "cluster containerInsights=not set")
insights.bad("another setting", SERVICE.set("cluster", {"settings.0.name": "other"}), "cluster containerInsights=not set")
insights.bad("a truth value", SERVICE.set("cluster", {"settings.0.value": True}), "cluster containerInsights=true")
insights.undecided("a setting's name unknown", SERVICE.set("cluster", {"settings.0.name": UNKNOWN}), "cluster: settings")
insights.undecided("unknown", SERVICE.set("cluster", {"settings.0.value": UNKNOWN}), "cluster: settings")
