"""Variants of tasks and images: Windows, caches of other registries, registries that scan by themselves."""

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import DROP, Plan, spec
from tests.policy.rules.ecs.containers import TAGGED, task
from tests.policy.rules.ecs.repositories import REPOSITORY
from tests.policy.tables import Table

WRITABLE = task(readonlyRootFilesystem=DROP)
FAMILY = "runtimePlatform.operatingSystemFamily"
read_only = Table("ecs-read-only-root", writable="Container api can write to its root file system.")
read_only.look_alike("a Windows container", WRITABLE.set("task", {FAMILY: "WINDOWS_SERVER_2022_CORE"}))
read_only.bad("a Linux container", WRITABLE.set("task", {FAMILY: "LINUX"}), "task writable")
read_only.undecided("a container of an unknown system", WRITABLE.set("task", {FAMILY: UNKNOWN}), f"task: {FAMILY}")

pinned = Table("ecs-images-pinned")
EXCLUDING = {
    "imageTagMutability": "IMMUTABLE_WITH_EXCLUSION",
    "imageTagMutabilityExclusionFilters": [{"filter": "dev-*", "filterType": "WILDCARD"}],
}
FIXED = task(image=TAGGED).set("repository", EXCLUDING)
MOVING = f"task: Container api runs `{TAGGED}`, whose tag can move."
pinned.look_alike("a tag that no filter excludes", FIXED)
pinned.bad("a tag that a filter excludes", FIXED.set("repository", {"imageTagMutabilityExclusionFilters.0.filter": "v1*"}), MOVING)
pinned.undecided(
    "a filter that is not known",
    FIXED.set("repository", {"imageTagMutabilityExclusionFilters.0.filter": UNKNOWN}),
    "task: imageTagMutability of a repository",
)
MUTABLE = FIXED.set("repository", {"imageTagMutability": "MUTABLE_WITH_EXCLUSION"})
pinned.bad("a repository that excludes from moving", MUTABLE, MOVING)
UNBORN = task().set("repository", {"repositoryUrl": DROP, "imageTagMutability": UNKNOWN})
for registry in (
    "dkr.ecr.cn-north-1.amazonaws.com.cn",
    "dkr.ecr-fips.us-gov-west-1.amazonaws.com",
    "dkr.ecr.eusc-de-east-1.amazonaws.eu",
    "dkr-ecr.us-east-1.on.aws",
):
    image = f"111122223333.{registry}/pde/api:v1"
    unborn = task(image=image).set("repository", {"repositoryUrl": DROP, "imageTagMutability": UNKNOWN})
    pinned.undecided(f"a repository of {registry} that has no URL yet", unborn, "task: imageTagMutability of a repository")

hardened = Table("ecr-repository-hardened")
UNSCANNED = REPOSITORY.set("images", {"imageScanningConfiguration": DROP})
NOT_SCANNED = "images needs=imageScanningConfiguration.scanOnPush | not set | true"
SCANS = UNSCANNED.add(
    spec(
        "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration",
        "scans",
        {
            "scanType": "BASIC",
            "rules": [{"scanFrequency": "SCAN_ON_PUSH", "repositoryFilters": [{"filter": "*", "filterType": "WILDCARD"}]}],
        },
    )
)
FILTER = "rules.0.repositoryFilters.0.filter"
hardened.look_alike("a registry that scans (checkov 4167)", SCANS)
hardened.look_alike(
    "a registry that scans for ever (steampipe-mod-aws-compliance 762)",
    SCANS.set("scans", {"rules.0.scanFrequency": "CONTINUOUS_SCAN"}),
)
hardened.look_alike("a registry that scans what is named alike (prowler 2228)", SCANS.set("scans", {FILTER: "pde"}))
hardened.bad("a registry that scans what is named otherwise", SCANS.set("scans", {FILTER: "prod*"}), NOT_SCANNED)
hardened.bad("a registry that scans what has another word in it", SCANS.set("scans", {FILTER: "other"}), NOT_SCANNED)
hardened.bad("a registry that scans what begins otherwise", SCANS.set("scans", {FILTER: "de/*"}), NOT_SCANNED)
hardened.bad("a registry that scans when asked", SCANS.set("scans", {"rules.0.scanFrequency": "MANUAL"}), NOT_SCANNED)
hardened.undecided(
    "a registry that scans what is not known", SCANS.set("scans", {FILTER: UNKNOWN}), "images: what the registry scans"
)
TEMPLATE = Plan(
    spec(
        kinds.REPOSITORY_TEMPLATE,
        "copies",
        {
            "prefix": "docker-hub",
            "appliedFors": ["PULL_THROUGH_CACHE"],
            "imageTagMutability": "MUTABLE",
            "encryptionConfigurations": [{"encryptionType": "KMS", "kmsKey": UNKNOWN}],
        },
    )
)
MOVES = "copies needs=imageTagMutability | `MUTABLE` | `IMMUTABLE` or `IMMUTABLE_WITH_EXCLUSION`"
hardened.look_alike("a cache of another registry, whose tags move", TEMPLATE)
hardened.bad("a copy of one's own registry", TEMPLATE.set("copies", {"appliedFors": ["REPLICATION"]}), MOVES)
hardened.undecided("a template for something unknown", TEMPLATE.set("copies", {"appliedFors": [UNKNOWN]}), "copies: appliedFors")
