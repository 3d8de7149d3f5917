"""A pipeline of its own for the stacks of one application, so that no deployment changes what deploys it.

push -> source -> tests -> a build for each image -> for each stack: check -> approval -> deploy: migrate, up, smoke test, or back
each build -> a role for what it calls, a log group; sources -> a bucket with a key; failed runs -> alarm
deploy -> the deployer of one stack, which trusts this stack's role for it by name (account stack, `delivered_by`)
"""

from collections.abc import Iterator
from dataclasses import field

from components.base.iam import bind_roles
from components.base.key import EncryptionKey, for_log_groups
from components.base.logs import Logging
from components.data.access_logs import AccessLogs
from components.data.bucket import Bucket
from components.delivery.build import Build
from components.delivery.grants import ACT_AS_DEPLOYER, LOG_IN_TO_REGISTRY, LOOK_AT_IMAGES, PUSH_IMAGES, SIGN_IMAGES
from components.delivery.names import deploy_role
from components.delivery.pipeline import Pipeline
from components.delivery.signing import Signing
from components.delivery.stages import Builds
from components.watch.alert_topic import AlertTopic
from components.watch.dashboard import Observability
from stack.block import block
from stack.problems import Problem
from stack.settings import AlertSettings, BucketSettings, DeliveredToSettings, DeliverySettings, StackSettings
from stack.settings.delivery import DEPLOY_MINUTES, LOCK_MINUTES, WAIT_MINUTES
from stack.site import Site
from systems import Systems
from systems.system import Outputs, System, locate

_BUILDS_IMAGES = "builds images with docker, which runs containers of its own"


@block
class DeliveryStackSettings(StackSettings):
    """What the stack file of a pipeline says."""

    delivery: DeliverySettings
    alerts: AlertSettings = field(default_factory=AlertSettings)

    def problems(self) -> Iterator[Problem]:
        """Check that it delivers services of systems that there are."""
        systems = Systems()
        for index, target in enumerate(self.delivery.stacks):
            known = [] if target.system not in systems else [service.name for service in systems[target.system].services]
            if not known:
                yield Problem(
                    path=f"delivery.stacks[{index}].system",
                    found=target.system,
                    allowed="one of " + ", ".join(sorted(name for name, system in systems.items() if system.services)),
                    fix="name a module of systems/ that has services, with hyphens",
                )
            elif unknown := sorted(set(self.delivery.digests) - set(known)):
                yield Problem(
                    path="delivery.images",
                    found=f"{', '.join(unknown)}, which {target.system} does not have",
                    allowed="services of the systems that are delivered: " + ", ".join(known),
                    fix="correct the name, or remove it",
                )


def build(settings: DeliveryStackSettings) -> Outputs:
    """Declare the pipeline and return the stack's outputs."""
    delivery, site = settings.delivery, locate(SYSTEM, settings)
    if settings.role_boundary is not None:
        bind_roles(site.iam_arn(f"policy/{settings.role_boundary}"), SYSTEM.grants)
    access_logs = AccessLogs("access-logs", site, settings=settings.logs).targets
    logs_key = EncryptionKey("logs", site, purpose="logs of builds", services=[for_log_groups(site)])
    logging = Logging(key_arn=logs_key.arn, retention_days=settings.logs.retention_days, retain=site.protect)
    alerts = AlertTopic("alerts", site, settings=settings.alerts)
    kept = BucketSettings(noncurrent_days=7, expire_days=delivery.artifact_days)
    artifacts = Bucket("artifacts", site, settings=kept, access_logs=access_logs)
    signing = Signing("signing", site, profile=delivery.supply_chain.signing_profile)
    builds = _builds(site, delivery, logging, artifacts, signing)
    pipeline = Pipeline("pipeline", site, settings=delivery, builds=builds, artifacts=artifacts, topic=alerts)
    watch = Observability("watch", site, topic=alerts, signals=pipeline.signals, log_groups=[])
    return {
        "pipeline": pipeline.name,
        "signing_profile_arn": signing.arn,
        "deploy_roles": {stack: one.role_arn for stack, one in builds.deploy.items()},
        "log_groups": {one: site.path(f"builds/{one}") for one in ("tests", "images", "check")},
        "cloudwatch_dashboard_url": watch.dashboard_url,
        "topics": {"alerts": alerts.arn},
    }


def _builds(site: Site, delivery: DeliverySettings, logging: Logging, sources: Bucket, signing: Signing) -> Builds:
    stacks = [_name(target) for target in delivery.stacks]
    repositories = [site.arn("ecr", f"repository/{stack}/{image}") for stack in stacks for image in delivery.images]
    settings = delivery.build

    def deploys(target: DeliveredToSettings) -> Build:
        return Build(
            f"deploy-{target.stack}",
            site,
            settings=settings,
            specification="deploy.yml",
            description=f"Deploys {target.system} {target.environment} as its deployer",
            minutes=DEPLOY_MINUTES,
            logging=logging,
            sources=sources,
            statements=[ACT_AS_DEPLOYER.on("ActAsDeployer", site.iam_arn(f"role/{target.deployer}"))],
            variables={
                "ACCOUNT": site.account,
                "DEPLOYER": target.deployer,
                "LOGIN": target.login,
                "LOCK_MINUTES": str(LOCK_MINUTES),
                "WAIT_MINUTES": str(WAIT_MINUTES),
                "RECORDS": f"/{target.system}/{target.environment}/images",
                "PULUMI_VERSION": delivery.pulumi.version,
                "PULUMI_SHA256": delivery.pulumi.sha256,
            },
            physical_role=deploy_role(site, _name(target)),
        )

    return Builds(
        tests=Build(
            "tests",
            site,
            settings=settings,
            specification="tests.yml",
            description="Runs the application's tests",
            minutes=settings.test_minutes,
            logging=logging,
            sources=sources,
            variables={"TEST_COMMAND": delivery.test_command},
        ),
        images=Build(
            "images",
            site,
            settings=settings,
            specification="image.yml",
            description="Builds an image, and pushes it signed and with its SBOM",
            minutes=settings.image_minutes,
            logging=logging,
            sources=sources,
            statements=[
                LOG_IN_TO_REGISTRY.on("LogInToRegistry"),
                PUSH_IMAGES.on("PushImages", *repositories),
                SIGN_IMAGES.on("SignImages", signing.arn),
            ],
            variables={
                "REGISTRY": site.registry,
                "STACKS": " ".join(stacks),
                "BUILDER": settings.builder,
                "SBOM_GENERATOR": settings.sbom_generator,
            },
            privileged_because=_BUILDS_IMAGES,
        ),
        check=Build(
            "check",
            site,
            settings=settings,
            specification="check.yml",
            description="Checks scan, signature and SBOM of images before they are deployed",
            minutes=30,
            logging=logging,
            sources=sources,
            statements=[LOOK_AT_IMAGES.on("LookAtImages", *repositories)],
            variables={},
        ),
        deploy={target.stack: deploys(target) for target in delivery.stacks},
    )


def _name(target: DeliveredToSettings) -> str:
    """What heads the names of a stack."""
    return f"{Systems()[target.system].code}-{target.environment}"


SYSTEM: System[DeliveryStackSettings] = System(code="dlv", settings=DeliveryStackSettings, build=build, others=(Pipeline, Signing))
