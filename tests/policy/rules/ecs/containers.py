"""Cases of the rules ecs-tasks-isolated, ecs-read-only-root, ecs-init-process and ecs-images-pinned."""

import json

from policy.knowledge.containers import JOBS
from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import DROP, Plan, spec
from tests.policy.tables import Table

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

isolated = Table(
    "ecs-tasks-isolated",
    device="Container api is given its host's `{}`.",
    capability="Container api is given `{}` over its host.",
    unlogged="Container api has no `logConfiguration.logDriver`.",
    privileged="Container api is privileged.",
)
isolated.good("alone", task())
isolated.look_alike("processes shared inside the task", task().set("task", {"pidMode": "task", "ipcMode": "task"}))
isolated.good("privileged, switched off", task(privileged=False))
isolated.good("another log driver", task(logConfiguration={"logDriver": "awsfirelens"}))
isolated.bad("privileged", task(privileged=True), "task privileged")
isolated.bad("privileged by a text", task(privileged="true"), "task privileged")
isolated.bad("the second one", task({**CONTAINER, "name": "sidecar", "privileged": True}), "task: Container sidecar is privileged.")
isolated.bad("no log", task(logConfiguration=DROP), "task unlogged")
isolated.bad("a log to nowhere", task(logConfiguration={}), "task unlogged")
for path, allowed in {"pidMode": "`` or `task`", "ipcMode": "`` or `task` or `none`", "networkMode": "`awsvpc` or `none`"}.items():
    isolated.bad(f"the host's {path}", task().set("task", {path: "host"}), f"task needs={path} | `host` | {allowed}")
    isolated.undecided(f"{path} unknown", task().set("task", {path: UNKNOWN}), f"task: {path}")
isolated.good("no network", task().set("task", {"networkMode": "none"}))
isolated.good("a volume of the task's own", task().set("task", {"volumes": [{"name": "scratch", "hostPath": ""}]}))
isolated.bad(
    "a volume of the host's",
    task().set("task", {"volumes": [{"name": "scratch"}, {"name": "docker", "hostPath": "/var/run/docker.sock"}]}),
    "task: `volumes.1.hostPath` is `/var/run/docker.sock`, which is the host's.",
)
isolated.undecided(
    "a volume's path unknown", task().set("task", {"volumes": [{"name": "x", "hostPath": UNKNOWN}]}), "task: volumes.0.hostPath"
)
isolated.undecided("volumes unknown", task().set("task", {"volumes": UNKNOWN}), "task: volumes.0.hostPath")
for name in (
    "ALL",
    "BPF",
    "DAC_READ_SEARCH",
    "NET_ADMIN",
    "SYSLOG",
    "SYS_ADMIN",
    "SYS_BOOT",
    "SYS_MODULE",
    "SYS_RAWIO",
    "sys_time",
):
    isolated.bad(
        f"the capability {name}", task(linuxParameters={"capabilities": {"add": ["SYS_PTRACE", name]}}), f"task capability={name}"
    )
isolated.look_alike("a capability over its own processes", task(linuxParameters={"capabilities": {"add": ["SYS_PTRACE"]}}))
FARGATE = task(linuxParameters={"capabilities": {"add": ["SYS_PTRACE", "NET_RAW"]}})
isolated.look_alike("a capability that does not reach its host", FARGATE)
isolated.bad(
    "a capability that Fargate has not",
    FARGATE.set("task", {"requiresCompatibilities": ["EC2", "FARGATE"]}),
    "task: Container api is given `NET_RAW`, which Fargate refuses.",
)
DAEMON = {"image": DIGEST, "name": "agent", "logConfiguration": {"logDriver": "awslogs"}}


def daemon(**changes: object) -> Plan:
    return Plan(spec(kinds.DAEMON_TASKS, "daemon", {"containerDefinitions": [{**DAEMON, **changes}], "volumes": [{"name": "x"}]}))


isolated.good("a daemon, in a network of ECS's", daemon())
isolated.bad("a privileged daemon", daemon(privileged=True), "daemon: Container agent is privileged.")
isolated.bad(
    "a daemon's capability",
    daemon(linuxParameters={"capabilities": {"adds": ["NET_ADMIN"]}}),
    "daemon: Container agent is given `NET_ADMIN` over its host.",
)
isolated.undecided("a daemon's containers unknown", daemon(image=UNKNOWN), "daemon: containerDefinitions")
isolated.look_alike("a capability dropped", task(linuxParameters={"capabilities": {"drop": ["ALL"]}}))
for device in ("/dev", *(f"/dev/{name}" for name in ("mem", "kmem", "port", "kmsg", "root", "disk/by-id/x", "mapper/x", "dm-0"))):
    isolated.bad(f"the device {device}", task(linuxParameters={"devices": [{"hostPath": device}]}), f"task device={device}")
for device in ("/dev/sda", "/dev/vda1", "/dev/xvda", "/dev/nvme0n1"):
    isolated.bad(
        f"the disk {device}",
        task(linuxParameters={"devices": [{"hostPath": "/dev/fuse"}, {"hostPath": device}]}),
        f"task device={device}",
    )
isolated.look_alike("an accelerator", task(linuxParameters={"devices": [{"hostPath": "/dev/neuron0"}]}))
isolated.bad(
    "AWS's default network", task().set("task", {"networkMode": DROP}), "task needs=networkMode | not set | `awsvpc` or `none`"
)
isolated.undecided("unknown", HIDDEN, "task: containerDefinitions")

BRIDGED = task().set("task", {"networkMode": "bridge"})
isolated.look_alike(
    "a machine outside AWS has no interface to give", BRIDGED.set("task", {"requiresCompatibilities": ["EXTERNAL"]})
)
isolated.bad(
    "a machine of EC2 has",
    BRIDGED.set("task", {"requiresCompatibilities": ["EC2"]}),
    "task needs=networkMode | `bridge` | `awsvpc` or `none`",
)
isolated.bad(
    "the host's network, on a machine outside AWS",
    BRIDGED.set("task", {"networkMode": "host", "requiresCompatibilities": ["EXTERNAL"]}),
    "task needs=networkMode | `host` | `awsvpc` or `none` or `bridge`",
)
isolated.undecided(
    "on machines of either kind", BRIDGED.set("task", {"requiresCompatibilities": UNKNOWN}), "task: requiresCompatibilities"
)
read_only = Table("ecs-read-only-root", writable="Container api can write to its root file system.")
read_only.good("read-only", task())
read_only.bad("absent", task(readonlyRootFilesystem=DROP), "task writable")
read_only.bad("off", task(readonlyRootFilesystem=False), "task writable")
read_only.bad("a text", task(readonlyRootFilesystem="true"), "task writable")
read_only.bad("the second one", task({"name": "sidecar"}), "task: Container sidecar can write to its root file system.")
read_only.undecided("unknown", HIDDEN, "task: containerDefinitions")

init = Table("ecs-init-process", missing="Container api has no init process.")
init.good("on", task())
init.look_alike(
    "Windows", task(linuxParameters=DROP).set("task", {"runtimePlatform": {"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"}})
)
init.bad("absent", task(linuxParameters=DROP), "task missing")
init.bad("empty", task(linuxParameters={}), "task missing")
init.bad("off", task(linuxParameters={"initProcessEnabled": False}), "task missing")
init.undecided("unknown", HIDDEN, "task: containerDefinitions")

pinned = Table(
    "ecs-images-pinned",
    moving="Container api runs `{}`, whose tag can move.",
    untagged="Container api runs `{}`, which names neither digest nor tag.",
    latest="Container api runs `{}`, which is something else after every push.",
)
pinned.good("a digest", task())
pinned.good("a digest behind a tag", task(image=DIGEST.replace("@", ":v1@")))
pinned.look_alike("a tag that cannot move", task(image=TAGGED))
pinned.look_alike("the tracing collector", task(image="public.ecr.aws/aws-observability/aws-otel-collector:v0.47.0"))
pinned.look_alike(
    "a registry that is trusted", task(image="registry.example.com/x:1"), immutableRegistries=["registry.example.com/"]
)
for sentence, images in {
    "untagged": ("nginx", "registry.example.com:5000/api", ""),
    "latest": ("nginx:latest", "public.ecr.aws/x:latest"),
    "moving": ("nginx:1.27", DIGEST[:-1]),
}.items():
    for image in images:
        pinned.bad(f"the image {image[:30]}", task(image=image), f"task {sentence}={image}")
pinned.bad("no image", task(image=DROP), "task untagged=")
pinned.bad(
    "a tag that moves",
    task(image=TAGGED).set("repository", {"imageTagMutability": "MUTABLE"}),
    "task moving=111122223333.dkr.ecr.us-east-1.amazonaws.com/pde/api:v1.4.2",
)
pinned.bad(
    "a tag that moves by default",
    task(image=TAGGED).set("repository", {"imageTagMutability": DROP}),
    "task moving=111122223333.dkr.ecr.us-east-1.amazonaws.com/pde/api:v1.4.2",
)
pinned.bad(
    "a tag of another repository",
    task(image=TAGGED.replace("pde/api", "pde/other")),
    "task moving=111122223333.dkr.ecr.us-east-1.amazonaws.com/pde/other:v1.4.2",
)
pinned.bad(
    "the second one",
    task({**CONTAINER, "name": "sidecar", "image": "nginx"}),
    "task: Container sidecar runs `nginx`, which names neither digest nor tag.",
)
pinned.bad(
    "trust withdrawn",
    task(image="public.ecr.aws/aws-observability/aws-otel-collector:v0.47.0"),
    "task moving=public.ecr.aws/aws-observability/aws-otel-collector:v0.47.0",
    immutableRegistries=[],
)
pinned.undecided(
    "unknown whether the tag can move",
    task(image=TAGGED).set("repository", {"imageTagMutability": UNKNOWN}),
    "task: imageTagMutability of a repository",
)
for registry in ("docker.io", "evil.example.com", "999988887777.dkr.ecr.us-east-1.amazonaws.com"):
    image = f"{registry}/pde/api:v1.4.2"
    pinned.bad(f"a repository of the same name in {registry}", task(image=image), f"task moving={image}")
UNPLACED = task(image=TAGGED).set("repository", {"repositoryUrl": UNKNOWN})
pinned.undecided("a repository whose URL AWS will give", UNPLACED, "task: imageTagMutability of a repository")
pinned.undecided(
    "whether tags move unknown",
    task(image=TAGGED).set("repository", {"imageTagMutability": UNKNOWN}),
    "task: imageTagMutability of a repository",
)
pinned.undecided(
    "the second one unknown",
    task({"name": "two", "image": TAGGED}).set("repository", {"imageTagMutability": UNKNOWN}),
    "task: imageTagMutability of a repository",
)
for image in (
    "docker.io/pde/api:v1",
    TAGGED.replace("amazonaws.com", "amazonaws.com.evil.example"),
    TAGGED.replace("pde/api", "x"),
):
    pinned.bad(
        f"the image {image[-40:]}, and a repository whose URL AWS will give",
        task(image=image).set("repository", {"repositoryUrl": UNKNOWN}),
        f"task moving={image}",
    )
pinned.bad(
    "no tag, and a repository whose tags may move",
    task(image="nginx").set("repository", {"imageTagMutability": UNKNOWN}),
    "task untagged=nginx",
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
    "task: Container number 3 runs `nginx:1`, whose tag can move.",
)
pinned.undecided("unknown", HIDDEN, "task: containerDefinitions")

_IMAGE = f"111122223333.dkr.ecr.us-east-1.amazonaws.com/report@sha256:{'0' * 64}"
for path, place in (
    ("containerProperties", lambda one: one),
    ("ecsProperties", lambda one: {"taskProperties": [{"containers": [one]}]}),
    ("nodeProperties", lambda one: {"nodeRangeProperties": [{"container": one}]}),
):
    job = Plan(spec(JOBS, "job", {path: json.dumps(place({"image": _IMAGE}))}), spec("random:index/randomId:RandomId", "elsewhere"))
    unknown = job.set("job", {path: UNKNOWN}).edge("job", path, "elsewhere")
    isolated.good(f"a job's {path}", job)
    open_job = job.set("job", {path: json.dumps(place({"image": _IMAGE, "privileged": True}))})
    isolated.bad(f"a job's {path}, privileged", open_job, "job: Container of the job is privileged.")
    isolated.bad(f"a job's {path} that nobody can read", job.set("job", {path: "{"}), f"job: `{path}` is no readable document.")
    isolated.undecided(f"a job's {path} unknown", unknown, f"job: {path}")
    pinned.good(f"a job's {path}", job)
    latest = job.set("job", {path: json.dumps(place({"image": "nginx:latest"}))})
    pinned.bad(
        f"a job's {path}, latest",
        latest,
        "job: Container of the job runs `nginx:latest`, which is something else after every push.",
    )
    pinned.undecided(f"a job's {path} unknown", unknown, f"job: {path}")
