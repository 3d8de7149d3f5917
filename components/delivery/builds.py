"""All builds of a pipeline: what each of them runs, is given and may call."""

from collections.abc import Mapping

from components.base.logs import Logging
from components.data.bucket import Bucket
from components.delivery.build import Build
from components.delivery.grants import ACT_AS_DEPLOYER, LOG_IN_TO_REGISTRY, LOOK_AT_IMAGES, PUSH_IMAGES, SIGN_IMAGES
from components.delivery.names import deploy_role
from components.delivery.signing import Signing
from components.delivery.stages import Builds
from stack.settings import DeliveredToSettings, DeliverySettings
from stack.settings.delivery import DEPLOY_MINUTES, LOCK_MINUTES, WAIT_MINUTES
from stack.site import Site

_BUILDS_IMAGES = "builds images with docker, which runs containers of its own"


def declare_builds(
    site: Site, delivery: DeliverySettings, *, names: Mapping[str, str], logging: Logging, sources: Bucket, signing: Signing
) -> Builds:
    """Declare every build of a pipeline, each with what it calls.

    Args:
        site: the pipeline's.
        delivery: what is built, and where to.
        names: stack that is delivered to -> what heads its names, `<code>-<environment>`.
        logging: where log groups get their key and retention from.
        sources: where the pipeline keeps what is built from.
        signing: what images are signed with.
    """
    stacks = [names[target.stack] for target in delivery.stacks]
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
            physical_role=deploy_role(site, names[target.stack]),
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
