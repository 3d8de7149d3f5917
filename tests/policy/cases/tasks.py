"""Cases of the rules about containers."""

import json

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import DROP, Plan, Table, spec

DIGEST = "111122223333.dkr.ecr.us-east-1.amazonaws.com/pde/api@sha256:" + "ab" * 32
TAGGED = "111122223333.dkr.ecr.us-east-1.amazonaws.com/pde/api:v1.4.2"
CONTAINER: dict[str, object] = {
    "name": "api",
    "image": DIGEST,
    "logConfiguration": {"logDriver": "awslogs"},
    "readonlyRootFilesystem": True,
    "linuxParameters": {"initProcessEnabled": True},
}


def task(*more: dict[str, object], **changes: object) -> Plan:
    first = {name: value for name, value in {**CONTAINER, **changes}.items() if value is not DROP}
    return Plan(
        spec(kinds.TASK_DEFINITION, "task", {"networkMode": "awsvpc", "containerDefinitions": json.dumps([first, *more])}),
        spec(
            kinds.REPOSITORY,
            "repository",
            {"name": "pde/api", "imageTagMutability": "IMMUTABLE", "repositoryUrl": TAGGED.rpartition(":")[0]},
        ),
    )


HIDDEN = task().set("task", {"containerDefinitions": UNKNOWN})

isolated = Table("ecs-tasks-isolated")
isolated.good("alone", task())
isolated.look_alike("processes shared inside the task", task().set("task", {"pidMode": "task", "ipcMode": "task"}))
isolated.good("privileged, switched off", task(privileged=False))
isolated.good("another log driver", task(logConfiguration={"logDriver": "awsfirelens"}))
isolated.bad("privileged", task(privileged=True), "task")
isolated.bad("privileged by a text", task(privileged="true"), "task")
isolated.bad("the second one", task({**CONTAINER, "name": "sidecar", "privileged": True}), "task")
isolated.bad("no log", task(logConfiguration=DROP), "task")
isolated.bad("a log to nowhere", task(logConfiguration={}), "task")
for path in ("pidMode", "ipcMode", "networkMode"):
    isolated.bad(f"the host's {path}", task().set("task", {path: "host"}), "task")
    isolated.unsure(f"{path} unknown", task().set("task", {path: UNKNOWN}), "task")
isolated.good("no network", task().set("task", {"networkMode": "none"}))
isolated.good("a volume of the task's own", task().set("task", {"volumes": [{"name": "scratch", "hostPath": ""}]}))
isolated.bad(
    "a volume of the host's",
    task().set("task", {"volumes": [{"name": "scratch"}, {"name": "docker", "hostPath": "/var/run/docker.sock"}]}),
    "task",
)
isolated.unsure("a volume's path unknown", task().set("task", {"volumes": [{"name": "x", "hostPath": UNKNOWN}]}), "task")
isolated.unsure("volumes unknown", task().set("task", {"volumes": UNKNOWN}), "task")
for name in ("ALL", "BPF", "DAC_READ_SEARCH", "SYS_ADMIN", "SYS_BOOT", "SYS_MODULE", "SYS_RAWIO", "sys_time"):
    isolated.bad(f"the capability {name}", task(linuxParameters={"capabilities": {"add": ["SYS_PTRACE", name]}}), "task")
isolated.look_alike("a capability over its own processes", task(linuxParameters={"capabilities": {"add": ["SYS_PTRACE"]}}))
isolated.look_alike("a capability dropped", task(linuxParameters={"capabilities": {"drop": ["ALL"]}}))
for device in ("/dev", *(f"/dev/{name}" for name in ("mem", "kmem", "port", "kmsg", "root", "disk/by-id/x", "mapper/x", "dm-0"))):
    isolated.bad(f"the device {device}", task(linuxParameters={"devices": [{"hostPath": device}]}), "task")
for device in ("/dev/sda", "/dev/vda1", "/dev/xvda", "/dev/nvme0n1"):
    isolated.bad(f"the disk {device}", task(linuxParameters={"devices": [{"hostPath": "/dev/fuse"}, {"hostPath": device}]}), "task")
isolated.look_alike("an accelerator", task(linuxParameters={"devices": [{"hostPath": "/dev/neuron0"}]}))
isolated.bad("AWS's default network", task().set("task", {"networkMode": DROP}), "task")
isolated.unsure("unknown", HIDDEN, "task")

read_only = Table("ecs-read-only-root")
read_only.good("read-only", task())
read_only.bad("absent", task(readonlyRootFilesystem=DROP), "task")
read_only.bad("off", task(readonlyRootFilesystem=False), "task")
read_only.bad("a text", task(readonlyRootFilesystem="true"), "task")
read_only.bad("the second one", task({"name": "sidecar"}), "task")
read_only.unsure("unknown", HIDDEN, "task")

init = Table("ecs-init-process")
init.good("on", task())
init.look_alike(
    "Windows", task(linuxParameters=DROP).set("task", {"runtimePlatform": {"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"}})
)
init.bad("absent", task(linuxParameters=DROP), "task")
init.bad("empty", task(linuxParameters={}), "task")
init.bad("off", task(linuxParameters={"initProcessEnabled": False}), "task")
init.unsure("unknown", HIDDEN, "task")

pinned = Table("ecs-images-pinned")
pinned.good("a digest", task())
pinned.good("a digest behind a tag", task(image=DIGEST.replace("@", ":v1@")))
pinned.look_alike("a tag that cannot move", task(image=TAGGED))
pinned.look_alike("the tracing collector", task(image="public.ecr.aws/aws-observability/aws-otel-collector:v0.47.0"))
pinned.look_alike(
    "a registry that is trusted", task(image="registry.example.com/x:1"), immutableRegistries=["registry.example.com/"]
)
for image in ("nginx", "nginx:latest", "nginx:1.27", DIGEST[:-1], "registry.example.com:5000/api", "", "public.ecr.aws/x:latest"):
    pinned.bad(f"the image {image[:30]}", task(image=image), "task")
pinned.bad("no image", task(image=DROP), "task")
pinned.bad("a tag that moves", task(image=TAGGED).set("repository", {"imageTagMutability": "MUTABLE"}), "task")
pinned.bad("a tag that moves by default", task(image=TAGGED).set("repository", {"imageTagMutability": DROP}), "task")
pinned.bad("a tag of another repository", task(image=TAGGED.replace("pde/api", "pde/other")), "task")
pinned.bad("the second one", task({**CONTAINER, "name": "sidecar", "image": "nginx"}), "task")
pinned.bad(
    "trust withdrawn", task(image="public.ecr.aws/aws-observability/aws-otel-collector:v0.47.0"), "task", immutableRegistries=[]
)
pinned.unsure("unknown whether the tag can move", task(image=TAGGED).set("repository", {"imageTagMutability": UNKNOWN}), "task")
for registry in ("docker.io", "evil.example.com", "999988887777.dkr.ecr.us-east-1.amazonaws.com"):
    image = f"{registry}/pde/api:v1.4.2"
    pinned.bad(f"a repository of the same name in {registry}", task(image=image), "task")
UNPLACED = task(image=TAGGED).set("repository", {"repositoryUrl": UNKNOWN})
pinned.unsure("a repository whose URL AWS will give", UNPLACED, "task")
pinned.unsure("whether tags move unknown", task(image=TAGGED).set("repository", {"imageTagMutability": UNKNOWN}), "task")
pinned.unsure(
    "the second one unknown", task({"name": "two", "image": TAGGED}).set("repository", {"imageTagMutability": UNKNOWN}), "task"
)
for image in (
    "docker.io/pde/api:v1",
    TAGGED.replace("amazonaws.com", "amazonaws.com.evil.example"),
    TAGGED.replace("pde/api", "x"),
):
    pinned.bad(
        f"the image {image[-40:]}, and a repository whose URL AWS will give",
        task(image=image).set("repository", {"repositoryUrl": UNKNOWN}),
        "task",
    )
pinned.bad(
    "no tag, and a repository whose tags may move", task(image="nginx").set("repository", {"imageTagMutability": UNKNOWN}), "task"
)
pinned.bad(
    "one that moves behind a trusted one and a digest",
    task().set(
        "task",
        {
            "containerDefinitions": json.dumps(
                [{"image": "public.ecr.aws/aws-observability/aws-otel-collector:v1"}, {"image": DIGEST}, {"image": "nginx:1"}]
            )
        },
    ),
    "task",
)
pinned.unsure("unknown", HIDDEN, "task")

TABLES = (isolated, read_only, init, pinned)
