"""A pipeline's stack file is held against the stacks it delivers to, and against the account stack beside it."""

from typing import Any

import pytest

from stack.file import load
from stack.problems import Problem, SettingsError
from stack.settings import DeploymentSettings
from stack.settings.delivery import DEPLOY_MINUTES, LOCK_MINUTES, MOST_MINUTES, WAIT_MINUTES
from stack.siblings import compare
from systems import Systems
from tests.stacks import DELETE, STACKS, as_engine, changed, values_of

STACK = "pre-delinquency-engine-delivery"
FILES = {stack: values_of(stack) for stack in STACKS}


def told(*changes: tuple[str, Any], **others: tuple[tuple[str, Any], ...]) -> list[Problem]:
    """Return what the pipeline is told, with its file changed, and with others beside it."""
    files = {**FILES, STACK: changed(FILES[STACK], *changes)}
    files |= {name: changed(FILES[name], *theirs) for name, theirs in others.items()}
    return compare(STACK, {name: as_engine(values) for name, values in files.items()})


def test_the_pipeline_as_shipped_is_told_nothing() -> None:
    assert told() == []


@pytest.mark.parametrize(
    ("change", "path", "said"),
    [
        (("stack", "prodution"), "stack", "prodution, which has no file here"),
        (("environment", "dev"), "environment", "production, as in Pulumi.production.yaml"),
        (("system", "ml-cicd"), "system", "pre-delinquency-engine, as in Pulumi.production.yaml"),
    ],
)
def test_a_target_is_the_stack_that_it_names(change: tuple[str, str], path: str, said: str) -> None:
    key, value = change
    first, *_ = told((f"platform:delivery.stacks[2].{key}", value))
    assert first.path == f"platform:delivery.stacks[2].{path}"
    assert said in f"{first.found} {first.allowed}"


def test_a_stack_in_another_region_is_refused() -> None:
    (problem,) = told(dev=(("aws:region", "us-east-2"),))
    assert (problem.path, problem.found) == ("platform:delivery.stacks[0].stack", "dev in us-east-2")


def test_a_stack_whose_jobs_take_longer_than_a_deployment_waits_is_refused() -> None:
    (problem,) = told(production=(("platform:jobs.migrate.timeout_minutes", 101),))
    assert problem.path == "platform:delivery.stacks[2].stack"
    assert problem.found == "production, where a job may take 101 minutes"
    assert told(production=(("platform:jobs.migrate.timeout_minutes", 100),)) == []


def test_a_deployer_that_does_not_trust_the_pipeline_is_told() -> None:
    (problem,) = told(account=(("platform:account.deployments[2].delivered_by", DELETE),))
    assert problem.path == "platform:delivery.stacks[2].deployer"
    assert "delivered_by: {system: delivery, environment: pde}" in problem.fix


def test_a_connection_that_the_line_does_not_list_is_told() -> None:
    (problem,) = told(
        ("platform:delivery.connection", FILES[STACK]["platform:delivery"]["connection"].replace(":connection/0", ":connection/1"))
    )
    assert problem.path == "platform:delivery.connection"


def test_files_that_cannot_be_read_are_not_compared() -> None:
    values: tuple[Any, ...] = ("x", [], {"stacks": "x"}, {"stacks": ["x", {}]})
    for value in values:
        compare(
            STACK,
            {
                **{name: as_engine(one) for name, one in FILES.items()},
                STACK: as_engine({**FILES[STACK], "platform:delivery": value}),
            },
        )


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (
            "stacks[1].login",
            "s3://example-platform-state/pre-delinquency-engine/dev?region=us-east-1",
            "/pre-delinquency-engine/staging",
        ),
        ("stacks[1].deployer", "acct-shared-deployer-pde-dev", "each stack's own"),
        ("stacks[1].stack", "dev", "each stack's own"),
        (
            "stacks[0]",
            {
                **FILES[STACK]["platform:delivery"]["stacks"][0],
                "system": "account",
                "login": "s3://example-platform-state/account/dev?region=us-east-1",
            },
            "a module of systems/ that has services",
        ),
        ("images.api.services", ["api", "dashboard"], "services that run no other image"),
        ("images.api.services", ["api", "apy"], "apy, which pre-delinquency-engine does not have"),
        ("images.api.services", [], "at least 1"),
        ("images", {}, "at least one image"),
        ("images.api.dockerfile", "../Dockerfile", "a path in the repository"),
        ("build.builder", "moby/buildkit:latest", "an image by its digest"),
        ("connection", "arn:aws:codeconnections:us-east-1:1:connection/x", "the ARN of a connection"),
        ("supply_chain.waivers", [{"finding": "CVE-2026-0001", "reason": "none", "expires": "2026-02-30"}], "a day as YYYY-MM-DD"),
        (
            "supply_chain.waivers",
            [{"finding": "CVE-2026-0001", "reason": "none", "expires": "2026-02-28", "images": ["apy"]}],
            "images that are built here",
        ),
    ],
)
def test_what_cannot_be_delivered_is_refused_with_a_way_out(path: str, value: Any, said: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load(STACK, as_engine(changed(FILES[STACK], (f"platform:delivery.{path}", value))), Systems())
    assert said in str(caught.value)
    assert "fix:" in str(caught.value)


def refusal(*changes: tuple[str, Any]) -> str:
    """Return what the pipeline's file is told with changes."""
    with pytest.raises(SettingsError) as caught:
        load(STACK, as_engine(changed(FILES[STACK], *changes)), Systems())
    return str(caught.value)


def test_an_image_is_called_like_the_repository_that_its_services_run_from() -> None:
    """A build pushes to the repository of the image's name: under another one it fails, or its services never see it."""
    built = dict(FILES[STACK]["platform:delivery"]["images"])
    built["web"] = built.pop("dashboard")
    said = refusal(("platform:delivery.images", built))
    assert "dashboard, which runs from the repository dashboard of pre-delinquency-engine" in said
    assert "call the image dashboard" in said


def test_a_system_without_a_migration_is_not_delivered() -> None:
    """Each deployment would end at `ops deploy --migrate`, in the pipeline."""
    target = {"system": "ml-cicd", "login": "s3://example-platform-state-west/ml-cicd/dev?region=us-west-2"}
    assert "ml-cicd, which has no job migrate" in refusal(
        *[(f"platform:delivery.stacks[0].{key}", value) for key, value in target.items()]
    )


def test_what_two_stacks_of_a_system_lack_is_told_once() -> None:
    assert refusal(("platform:delivery.images.api.services", ["apy"])).count("apy, which") == 1


def test_the_longest_deployment_ends_before_its_build_is_stopped() -> None:
    """Stopped half-way it could not take back what failed; CodePipeline itself waits eight hours."""
    longest = DeploymentSettings(strategy="canary", canary_percent=10, canary_minutes=30, bake_minutes=30)
    assert longest.minutes + 40 <= WAIT_MINUTES
    assert 10 + LOCK_MINUTES + 4 * WAIT_MINUTES + 10 <= DEPLOY_MINUTES <= MOST_MINUTES


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("deployments[0].delivered_by", {"system": "delivery", "environment": "other"}, "delivery/other"),
        ("deployments[0].delivered_by", {"system": "default-rate", "environment": "production"}, "a system with a pipeline"),
        ("deployments[12].delivered_by", {"system": "delivery", "environment": "pde"}, "none may change what deploys it"),
        ("deployments[5].delivered_by", {"system": "delivery", "environment": "pde"}, "a pipeline in us-west-2"),
        (
            "deployments[4].application",
            {"subject": "repo:org/app:environment:test", "signs_with": "dlv_pde_images"},
            "dlv_pde_images, which is called like a pipeline's own",
        ),
        # Who operates the pipeline becomes its deployer, and that makes the role which deploys production.
        (
            "deployments[2].operators",
            {"users": ["anna"], "permission_sets": ["ProductionOps"]},
            "delivery/pde, which permission set PlatformOperator may operate, and this stack not",
        ),
        ("deployments[12].operators", {"users": ["bob"]}, "delivery/pde, which user bob may operate, and this stack not"),
    ],
)
def test_a_line_names_a_pipeline_that_there_is(path: str, value: Any, said: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load("account", as_engine(changed(FILES["account"], (f"platform:account.{path}", value))), Systems())
    assert said in str(caught.value)


def test_a_pipeline_may_have_fewer_operators_than_what_it_delivers_to() -> None:
    people = {"users": ["anna", "bob"]}
    lines = [(f"platform:account.deployments[{index}].operators", people) for index in range(3)]
    fewer = ("platform:account.deployments[12].operators", {"users": ["anna"]})
    load("account", as_engine(changed(FILES["account"], *lines, fewer)), Systems())


def test_a_state_in_another_region_is_refused() -> None:
    login = "s3://example-platform-state/pre-delinquency-engine/dev?region=us-east-2"
    (problem,) = told(("platform:delivery.stacks[0].login", login))
    assert (problem.path, problem.found) == ("platform:delivery.stacks[0].login", login)
    assert "a place in us-east-1" in problem.allowed
