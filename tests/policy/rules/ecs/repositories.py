"""Cases of the rules ecr-repository-hardened, ecr-policy-not-open and ecr-images-expire."""

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import DROP, Plan, allow, document, spec
from tests.policy.tables import Table

REPOSITORY = Plan(
    spec(
        kinds.REPOSITORY,
        "images",
        {
            "name": "pde/api",
            "imageTagMutability": "IMMUTABLE",
            "imageScanningConfiguration": {"scanOnPush": True},
            "encryptionConfigurations": [{"encryptionType": "KMS", "kmsKey": UNKNOWN}],
        },
    ),
    spec(kinds.REPOSITORY_LIFECYCLE, "lifecycle", {"repository": "pde/api", "policy": "{}"}),
    spec(
        kinds.REPOSITORY_POLICY,
        "policy",
        {"repository": "pde/api", "policy": document(allow("ecr:BatchGetImage", Principal={"AWS": "arn:aws:iam::1:root"}))},
    ),
)

hardened = Table(
    "ecr-repository-hardened",
    encryptionType="`encryptionConfigurations.0.encryptionType` is `AES256`; it has to be `KMS` or `KMS_DSSE`.",
    imageTagMutability="`imageTagMutability` is not set; it has to be `IMMUTABLE` or `IMMUTABLE_WITH_EXCLUSION`.",
    kmsKey="`encryptionConfigurations.0.kmsKey` is not set.",
    encryptionConfigurations="`encryptionConfigurations` is not set.",
)
hardened.good("hardened", REPOSITORY)
hardened.good(
    "encryption as an object",
    REPOSITORY.set("images", {"encryptionConfigurations": {"encryptionType": "KMS", "kmsKey": "arn:aws:kms:r:1:key/1"}}),
)
hardened.bad(
    "tags mutable",
    REPOSITORY.set("images", {"imageTagMutability": "MUTABLE"}),
    "images needs=imageTagMutability | `MUTABLE` | `IMMUTABLE` or `IMMUTABLE_WITH_EXCLUSION`",
)
hardened.bad("tags absent", REPOSITORY.set("images", {"imageTagMutability": DROP}), "images imageTagMutability")
SIGNED = REPOSITORY.set(
    "images",
    {
        "imageTagMutability": "IMMUTABLE_WITH_EXCLUSION",
        "imageTagMutabilityExclusionFilters": [{"filter": "sha256-*", "filterType": "WILDCARD"}],
    },
)
hardened.look_alike("tags immutable but for those of signatures (open-bank-oss 9032)", SIGNED)
hardened.bad(
    "tags immutable but for all",
    SIGNED.set("images", {"imageTagMutabilityExclusionFilters.0.filter": "*"}),
    "images: `imageTagMutability` excludes every tag.",
)
hardened.look_alike("all tags immutable, whatever was left out", SIGNED.set("images", {"imageTagMutability": "IMMUTABLE"}))
hardened.bad(
    "tags mutable but for all that a filter names",
    SIGNED.set("images", {"imageTagMutability": "MUTABLE_WITH_EXCLUSION", "imageTagMutabilityExclusionFilters.0.filter": "*"}),
    "images needs=imageTagMutability | `MUTABLE_WITH_EXCLUSION` | `IMMUTABLE` or `IMMUTABLE_WITH_EXCLUSION`",
)
hardened.bad(
    "no scan",
    REPOSITORY.set("images", {"imageScanningConfiguration": DROP}),
    "images needs=imageScanningConfiguration.scanOnPush | not set | true",
)
hardened.bad(
    "scan off",
    REPOSITORY.set("images", {"imageScanningConfiguration.scanOnPush": False}),
    "images needs=imageScanningConfiguration.scanOnPush | false | true",
)
hardened.bad("AWS's encryption", REPOSITORY.set("images", {"encryptionConfigurations": DROP}), "images encryptionConfigurations")
hardened.bad(
    "AES256",
    REPOSITORY.set("images", {"encryptionConfigurations": [{"encryptionType": "AES256"}]}),
    "images encryptionType",
    "images kmsKey",
)
hardened.bad(
    "KMS with AWS's key", REPOSITORY.set("images", {"encryptionConfigurations": [{"encryptionType": "KMS"}]}), "images kmsKey"
)
hardened.bad(
    "AES256 beside a key",
    REPOSITORY.set("images", {"encryptionConfigurations.0.encryptionType": "AES256"}),
    "images encryptionType",
)
hardened.undecided(
    "encryption unknown", REPOSITORY.set("images", {"encryptionConfigurations": UNKNOWN}), "images: encryptionConfigurations"
)
hardened.undecided("tags unknown", REPOSITORY.set("images", {"imageTagMutability": UNKNOWN}), "images: imageTagMutability")

COPIES = Plan(
    spec(
        kinds.REPOSITORY_TEMPLATE,
        "copies",
        {
            "prefix": "pde",
            "imageTagMutability": "IMMUTABLE",
            "encryptionConfigurations": [{"encryptionType": "KMS", "kmsKey": UNKNOWN}],
        },
    )
)
hardened.look_alike("a creation template, which has no scan of its own", COPIES)
hardened.bad(
    "copies with AWS's encryption", COPIES.set("copies", {"encryptionConfigurations": DROP}), "copies encryptionConfigurations"
)
hardened.bad(
    "copies as AES256", COPIES.set("copies", {"encryptionConfigurations.0.encryptionType": "AES256"}), "copies encryptionType"
)
hardened.bad("copies with tags that move", COPIES.set("copies", {"imageTagMutability": DROP}), "copies imageTagMutability")

closed = Table("ecr-policy-not-open", open="Statement number 1 of `policy` lets anyone in, with no condition on who comes.")
closed.good("one account", REPOSITORY)
closed.look_alike(
    "everyone of one organisation",
    REPOSITORY.set(
        "policy", {"policy": document(allow("ecr:*", Principal="*", Condition={"StringEquals": {"aws:PrincipalOrgID": "o-1"}}))}
    ),
)
closed.bad("everyone", REPOSITORY.set("policy", {"policy": document(allow("ecr:BatchGetImage", Principal="*"))}), "policy open")
closed.bad(
    "everyone as an AWS principal",
    REPOSITORY.set("policy", {"policy": document(allow("ecr:*", Principal={"AWS": "*"}))}),
    "policy open",
)
closed.bad(
    "everyone but one", REPOSITORY.set("policy", {"policy": document(allow("ecr:*", NotPrincipal={"AWS": "1"}))}), "policy open"
)
closed.bad(
    "everyone, to the registry",
    REPOSITORY.retype("policy", kinds.REGISTRY_POLICY).set(
        "policy", {"policy": document(allow("ecr:ReplicateImage", Principal="*"))}
    ),
    "policy open",
)
closed.undecided("unknown", REPOSITORY.set("policy", {"policy": UNKNOWN}), "policy: policy")

expire = Table("ecr-images-expire", missing="The repository has no `LifecyclePolicy`.")
expire.good("by name", REPOSITORY)
expire.good("by edge", REPOSITORY.set("lifecycle", {"repository": UNKNOWN}).edge("lifecycle", "repository", "images"))
expire.bad("absent", REPOSITORY.drop("lifecycle"), "images missing")
expire.bad("of another name", REPOSITORY.set("lifecycle", {"repository": "pde/worker"}), "images missing")
expire.bad(
    "edge to another repository",
    REPOSITORY.set("lifecycle", {"repository": UNKNOWN})
    .add(spec(kinds.REPOSITORY, "other"))
    .edge("lifecycle", "repository", "other"),
    "images missing",
)
expire.bad("the second of two", REPOSITORY.add(spec(kinds.REPOSITORY, "other", {"name": "pde/worker"})), "other missing")
expire.undecided(
    "of no known repository",
    REPOSITORY.set("lifecycle", {"repository": UNKNOWN}),
    "images: repository of a lifecycle policy that could be this one's",
)
