"""Cases of the rules of `policy.rules.delivery.pipelines`."""

import json

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import DROP, Plan, spec
from tests.policy.tables import Table

KEY = "arn:aws:kms:us-east-1:111122223333:key/1"
GROUP = "/pde/production/build"
SOURCE = {"category": "Source", "owner": "AWS", "provider": "CodeStarSourceConnection"}
PIPELINE = Plan(
    spec(
        kinds.PIPELINE,
        "pipeline",
        {
            "artifactStores": [{"location": "x", "type": "S3", "encryptionKey": {"id": KEY, "type": "KMS"}}],
            "stages": [{"name": "Source", "actions": [SOURCE]}, {"name": "Build", "actions": [{"provider": "CodeBuild"}]}],
        },
    )
)
BUILD = Plan(
    spec(
        kinds.BUILD,
        "build",
        {
            "artifacts": {"type": "CODEPIPELINE"},
            "logsConfig": {"cloudwatchLogs": {"groupName": GROUP}},
            "environment": {"privilegedMode": False, "environmentVariables": [{"name": "REGION", "value": "us-east-1"}]},
            "source": {"type": "CODEPIPELINE", "buildspec": "pytest"},
        },
    )
)

artifacts = Table("pipeline-artifacts-encrypted", encryptionKey="`encryptionKey` is not set.")
artifacts.good("a pipeline", PIPELINE)
artifacts.good("a project", BUILD.set("build", {"artifacts.type": "S3", "encryptionKey": KEY}))
artifacts.look_alike("a build inside a pipeline", BUILD)
artifacts.look_alike("a build that keeps nothing", BUILD.set("build", {"artifacts.type": "NO_ARTIFACTS"}))
artifacts.look_alike("a build that says nothing about artifacts", BUILD.set("build", {"artifacts": DROP}))
artifacts.key(PIPELINE, "pipeline", "artifactStores.0.encryptionKey.id")
artifacts.bad("no store", PIPELINE.set("pipeline", {"artifactStores": []}), "pipeline: `artifactStores` is empty.")
artifacts.bad("a project without a key", BUILD.set("build", {"artifacts.type": "S3"}), "build encryptionKey")
KEPT = BUILD.set("build", {"artifacts.type": "S3", "encryptionKey": KEY})
SECOND = BUILD.set("build", {"encryptionKey": KEY, "secondaryArtifacts": [{"type": "CODEPIPELINE"}, {"type": "S3"}]})
artifacts.good("a second artifact", SECOND)
artifacts.bad("a second artifact without a key", SECOND.set("build", {"encryptionKey": DROP}), "build encryptionKey")
artifacts.bad(
    "a second artifact in plain text",
    SECOND.set("build", {"secondaryArtifacts.1.encryptionDisabled": True}),
    "build needs=secondaryArtifacts.1.encryptionDisabled | true | false",
)
artifacts.bad(
    "a project's in plain text",
    KEPT.set("build", {"artifacts.encryptionDisabled": True}),
    "build needs=artifacts.encryptionDisabled | true | false",
)
artifacts.look_alike("nothing kept, in plain text", BUILD.set("build", {"artifacts.encryptionDisabled": True}))
artifacts.undecided(
    "encryption unknown", KEPT.set("build", {"artifacts.encryptionDisabled": UNKNOWN}), "build: artifacts.encryptionDisabled"
)
artifacts.undecided("a project's kind unknown", BUILD.set("build", {"artifacts.type": UNKNOWN}), "build: artifacts.type")

logged = Table("build-logged")
logged.good("to a group", BUILD)
logged.good("to a group that is being created", BUILD.set("build", {"logsConfig.cloudwatchLogs.groupName": UNKNOWN}))
logged.good("to a bucket", BUILD.set("build", {"logsConfig": {"s3Logs": {"status": "ENABLED", "location": "logs/build"}}}))
logged.bad("nothing said", BUILD.set("build", {"logsConfig": DROP}), "build unset=logsConfig.cloudwatchLogs.groupName")
logged.bad(
    "no group",
    BUILD.set("build", {"logsConfig.cloudwatchLogs.groupName": ""}),
    "build: `logsConfig.cloudwatchLogs.groupName` is a text.",
)
logged.bad(
    "switched off",
    BUILD.set("build", {"logsConfig.cloudwatchLogs.status": "DISABLED"}),
    "build: `logsConfig.cloudwatchLogs.status` is `DISABLED`.",
)
logged.bad(
    "to no bucket", BUILD.set("build", {"logsConfig": {"s3Logs": {"status": "ENABLED"}}}), "build unset=logsConfig.s3Logs.location"
)
logged.bad(
    "to a bucket in plain text",
    BUILD.set("build", {"logsConfig": {"s3Logs": {"status": "ENABLED", "location": "logs/build", "encryptionDisabled": True}}}),
    "build needs=logsConfig.s3Logs.encryptionDisabled | true | false",
)
logged.undecided("unknown", BUILD.set("build", {"logsConfig.cloudwatchLogs.status": UNKNOWN}), "build: logsConfig")

ON = BUILD.set("build", {"environment.privilegedMode": True})
privileged = Table(
    "build-privileged-for-images-only", privilegedMode="`environment.privilegedMode` is {}, and nothing here builds an image."
)
privileged.good("off", BUILD)
privileged.good("absent", BUILD.set("build", {"environment.privilegedMode": DROP}))
privileged.look_alike("a build of images", ON.set("build", {"source.buildspec": "docker buildx build ."}))
privileged.look_alike(
    "a build of images by its variables",
    ON.set("build", {"source": {}, "environment.environmentVariables": [{"name": "ECR_REPOSITORY_URI", "value": UNKNOWN}]}),
)
privileged.bad("tests", ON, "build privilegedMode=true")
privileged.bad(
    "nothing to see", ON.set("build", {"source": DROP, "environment.environmentVariables": DROP}), "build privilegedMode=true"
)
privileged.bad(
    "a specification of the repository's", ON.set("build", {"source.buildspec": "buildspec.yml"}), "build privilegedMode=true"
)
privileged.bad("a text", BUILD.set("build", {"environment.privilegedMode": "false"}), "build privilegedMode=a text")
privileged.undecided("unknown", BUILD.set("build", {"environment.privilegedMode": UNKNOWN}), "build: environment.privilegedMode")
privileged.undecided("an unknown specification", ON.set("build", {"source.buildspec": UNKNOWN}), "build: source.buildspec")


def variable(name: object, value: object, **more: object) -> Plan:
    return BUILD.set("build", {"environment.environmentVariables": [{"name": name, "value": value, **more}]})


ROOT = BUILD.set("build", {"environment.privilegedMode": True})
privileged.look_alike(
    "a build that mounts a file system", ROOT.set("build", {"fileSystemLocations": [{"type": "EFS", "mountPoint": "/x"}]})
)
privileged.look_alike(
    "a build that keeps layers of images",
    ROOT.set("build", {"cache": {"type": "LOCAL", "modes": ["LOCAL_SOURCE_CACHE", "LOCAL_DOCKER_LAYER_CACHE"]}}),
)
privileged.bad(
    "a build that keeps its source",
    ROOT.set("build", {"cache": {"type": "LOCAL", "modes": ["LOCAL_SOURCE_CACHE"]}}),
    "build: `environment.privilegedMode` is true, and nothing here builds an image.",
)

credentials = Table(
    "build-no-credentials",
    environmentVariables="`environment.environmentVariables.0` holds a secret in `{}`.",
    buildspec="`source.buildspec` holds a secret in the commands of `build`.",
)
credentials.good("a setting", BUILD)
credentials.good("none", BUILD.set("build", {"environment": DROP}))
credentials.look_alike("a secret's name and key", variable("NPM_TOKEN", "npm:token", type="SECRETS_MANAGER"))
credentials.look_alike("where the secret is", variable("NPM_TOKEN", "pde/npm", type="SECRETS_MANAGER"))
credentials.look_alike("a parameter that is being created", variable("NPM_TOKEN", UNKNOWN, type="PARAMETER_STORE"))
credentials.look_alike("an ARN", variable("NPM_TOKEN", "arn:aws:secretsmanager:r:1:secret:npm"))
credentials.bad("by its name", variable("NPM_TOKEN", "correct horse"), "build environmentVariables=NPM_TOKEN")
credentials.bad("by its value", variable("X", "AKIA" + "QX7RZT4WBN2MVK5D"), "build environmentVariables=X")
credentials.bad("plain in words", variable("NPM_TOKEN", "correct horse", type="PLAINTEXT"), "build environmentVariables=NPM_TOKEN")
credentials.bad(
    "behind one that says where the secret is",
    BUILD.set(
        "build",
        {
            "environment.environmentVariables": [
                {"name": "DB_PASSWORD", "type": "SECRETS_MANAGER", "value": "pde/database"},
                {"name": "NPM_TOKEN", "value": "correct horse"},
            ]
        },
    ),
    "build: `environment.environmentVariables.1` holds a secret in `NPM_TOKEN`.",
)
PASSWORD = "hunter" + "22"


def specified(**sections: object) -> Plan:
    return BUILD.set("build", {"source.buildspec": json.dumps({"version": 0.2, **sections})})


def passed(value: object) -> Plan:
    action = {"provider": "CodeBuild", "configuration": {"ProjectName": "x", "EnvironmentVariables": value}}
    return PIPELINE.set("pipeline", {"stages.1.actions": [action]})


credentials.good(
    "an inline build", specified(env={"variables": {"REGION": "us-east-1"}}, phases={"build": {"commands": ["pytest"]}})
)
credentials.good("a pipeline", PIPELINE)
credentials.look_alike("a build from a file", BUILD.set("build", {"source.buildspec": "ci/password=hunter.yml"}))
credentials.look_alike("what is no YAML", BUILD.set("build", {"source.buildspec": "{password: " + PASSWORD}))
credentials.look_alike("sections of another kind", specified(env={"variables": ["x"]}, phases=["x"]))
credentials.look_alike(
    "where the build finds it",
    specified(env={"secrets-manager": {"DB_PASSWORD": "production-db:password"}, "parameter-store": {"NPM_TOKEN": "npm"}}),
)
credentials.look_alike(
    "a command that asks for it", specified(phases={"build": {"commands": ["export NPM_TOKEN=$(aws ssm get-parameter --name x)"]}})
)
credentials.look_alike("a source without a user", BUILD.set("build", {"source.location": "https://github.com/o/r.git"}))
credentials.bad(
    "in an inline build's variables",
    specified(env={"variables": {"A": "b", "DB_PASSWORD": PASSWORD}}),
    "build: `source.buildspec` holds a secret in the variable `DB_PASSWORD`.",
)
credentials.bad(
    "in an inline build's commands",
    specified(phases={"install": {"commands": ["x"]}, "build": {"commands": ["y", f"DB_PASSWORD={PASSWORD} ./deploy"]}}),
    "build buildspec",
)
credentials.bad(
    "in an inline build's last command", specified(phases={"build": {"finally": f"x --token {PASSWORD}"}}), "build buildspec"
)
credentials.bad(
    "in the source's URL",
    BUILD.set("build", {"source.location": f"https://user:{PASSWORD}@github.com/o/r.git"}),
    "build: `source.location` holds a secret.",
)
credentials.bad(
    "in a pipeline's variables",
    passed(json.dumps([{"name": "A", "value": "b"}, {"name": "TOKEN", "value": PASSWORD}])),
    "pipeline: `stages.1.actions.0.configuration.EnvironmentVariables.1` holds a secret in `TOKEN`.",
)
credentials.look_alike(
    "where it is, in a pipeline", passed(json.dumps([{"name": "TOKEN", "value": "npm", "type": "PARAMETER_STORE"}]))
)
credentials.undecided(
    "a pipeline's variables unknown", passed(UNKNOWN), "pipeline: stages.1.actions.0.configuration.EnvironmentVariables"
)
credentials.undecided("an inline build unknown", BUILD.set("build", {"source.buildspec": UNKNOWN}), "build: source.buildspec")
credentials.look_alike("a secret's name and no value", variable("NPM_TOKEN", ""))
credentials.undecided(
    "not known yet, but called a secret", variable("DB_PASSWORD", UNKNOWN), "build: environment.environmentVariables.0.value"
)
credentials.undecided(
    "kind unknown", variable("NPM_TOKEN", "correct horse", type=UNKNOWN), "build: environment.environmentVariables.0.type"
)
credentials.undecided("value unknown", variable("X", UNKNOWN), "build: environment.environmentVariables.0")
credentials.undecided(
    "one unknown", BUILD.set("build", {"environment.environmentVariables": [UNKNOWN]}), "build: environment.environmentVariables.0"
)
credentials.undecided(
    "all unknown", BUILD.set("build", {"environment.environmentVariables": UNKNOWN}), "build: environment.environmentVariables"
)

sources = Table("pipeline-source-by-connection")
sources.good("a connection", PIPELINE)
sources.look_alike("a bucket", PIPELINE.set("pipeline", {"stages.0.actions.0.provider": "S3"}))
sources.look_alike(
    "a credential that is a connection",
    Plan(spec("aws:codebuild/sourceCredential:SourceCredential", "x", {"authType": "CODECONNECTIONS"})),
)
sources.look_alike(
    "a credential that is kept in a secret",
    Plan(spec("aws:codebuild/sourceCredential:SourceCredential", "x", {"authType": "SECRETS_MANAGER"})),
)
sources.bad(
    "a token",
    PIPELINE.set("pipeline", {"stages.0.actions.0.provider": "GitHub"}),
    "pipeline: `stages.0.actions.0.provider` is `GitHub`.",
)
sources.bad(
    "a webhook", Plan(spec("aws:codepipeline/webhook:Webhook", "x")), "x: A webhook belongs to a source with a personal token."
)
sources.bad(
    "a stored token",
    Plan(spec("aws:codebuild/sourceCredential:SourceCredential", "x", {"authType": "PERSONAL_ACCESS_TOKEN"})),
    "x needs=authType | `PERSONAL_ACCESS_TOKEN` | `CODECONNECTIONS`",
)
sources.undecided(
    "a credential's kind unknown",
    Plan(spec("aws:codebuild/sourceCredential:SourceCredential", "x", {"authType": UNKNOWN})),
    "x: authType",
)
sources.undecided(
    "unknown", PIPELINE.set("pipeline", {"stages.0.actions.0.provider": UNKNOWN}), "pipeline: stages.0.actions.0.provider"
)
