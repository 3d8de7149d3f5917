"""What runs is not deleted from its repository, here nor among the copies, however much is pushed after it."""

import json

import pytest

from components.compute.repository import RELEASED
from offline.simulation.runner import Mode, Recording
from tests.check.found import ACCOUNTS, DEPLOYED, listed
from tests.expiring import Image, expired
from tests.stacks import ROOT, STACKS, recorded

LIFECYCLE = "aws:ecr/lifecyclePolicy:LifecyclePolicy"
TEMPLATE = "aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate"
REPOSITORY = "aws:ecr/repository:Repository"
MEND = "mend the lifecycle policy of components/compute/repository.py"
LOSES = f"deletes an image that runs after thirty more were pushed: {MEND}"
RUNNING = Image("sha256:running", ("build-0", f"{RELEASED}20260331T080000Z"))


def policies(recording: Recording) -> dict[str, str]:
    """Return every lifecycle policy of a stack, of its repositories and of those that ECR makes for copies."""
    own = {one.name: str(one.inputs["policy"]) for one in recording.of(LIFECYCLE)}
    return own | {one.name: str(one.inputs["lifecyclePolicy"]) for one in recording.of(TEMPLATE)}


def pushed(count: int, *tags: str) -> list[Image]:
    return [Image(f"sha256:{number}", (f"build-{number}", *(f"{tag}{number}" for tag in tags))) for number in range(1, count + 1)]


def counts(policy: str) -> list[int]:
    return [rule["selection"]["countNumber"] for rule in json.loads(policy)["rules"]]


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("stack", STACKS)
def test_what_runs_survives_thirty_pushes(stack: str, mode: Mode) -> None:
    """ECR does not look at what runs: a task that is replaced after ten pushes would find no image."""
    for name, policy in policies(recorded(stack, mode)).items():
        assert RUNNING.digest not in expired(policy, [RUNNING, *pushed(30)]), f"{name} of {stack} {LOSES}"
        # ... and thirty releases of others that share the repository.
        assert RUNNING.digest not in expired(policy, [RUNNING, *pushed(30, RELEASED)]), f"{name} of {stack} {LOSES}"


@pytest.mark.parametrize("stack", STACKS)
def test_what_was_only_pushed_goes(stack: str) -> None:
    """Without the tag even what runs: docs/runbooks/deploy.md says who tags it, and when."""
    untagged = Image(RUNNING.digest, ("build-0",))
    for name, policy in policies(recorded(stack)).items():
        gone = expired(policy, [untagged, *pushed(30)])
        assert untagged.digest in gone, f"{name} of {stack} keeps images for ever that were only pushed: {MEND}"
        most = counts(policy)[-1]
        assert len(gone) == 31 - most, f"{name} of {stack} keeps {31 - len(gone)} images that were only pushed, not {most}: {MEND}"


@pytest.mark.parametrize("stack", STACKS)
def test_released_images_go_too_in_the_end(stack: str) -> None:
    for name, policy in policies(recorded(stack)).items():
        most = counts(policy)[0]
        told = f"{name} of {stack} does not keep exactly the last {most} released images: {MEND}"
        assert expired(policy, [RUNNING, *pushed(most - 1, RELEASED)]) == set(), told
        assert expired(policy, [RUNNING, *pushed(most, RELEASED)]) == {RUNNING.digest}, told


@pytest.mark.parametrize("stack", STACKS)
def test_every_repository_has_the_policy(stack: str) -> None:
    recording = recorded(stack)
    counted = len(recording.of(LIFECYCLE)), len(recording.of(REPOSITORY))
    assert counted[0] == counted[1], f"{stack} has {counted[0]} lifecycle policies for {counted[1]} repositories: {MEND}"
    without = [one.name for one in recording.of(TEMPLATE) if not one.inputs.get("lifecyclePolicy")]
    assert not without, f"give these templates of {stack} a lifecyclePolicy: {listed(without)}"
    # A tag that may be moved would protect an image today and another tomorrow.
    stores = (*recording.of(REPOSITORY), *recording.of(TEMPLATE))
    movable = [one.name for one in stores if one.inputs["imageTagMutability"] != "IMMUTABLE"]
    assert not movable, f"set image_tag_mutability of these to IMMUTABLE: {listed(movable)}"


@pytest.mark.parametrize("account", ACCOUNTS)
def test_copies_are_kept_as_long_as_what_they_are_copied_from(account: str) -> None:
    for template in recorded(account).of(TEMPLATE):
        kept = counts(str(template.inputs["lifecyclePolicy"]))
        for stack in DEPLOYED:
            names = {str(one.inputs["name"]) for one in recorded(stack).of(REPOSITORY)}
            if any(name.startswith(f"{template.inputs['prefix']}/") for name in names):
                for name, policy in policies(recorded(stack)).items():
                    told = f"Pulumi.{account}.yaml: raise platform:account.image_copies to what registry of {stack} says"
                    assert all(here <= there for here, there in zip(counts(policy), kept, strict=True)), f"{name}: {told}"


@pytest.mark.parametrize("page", ["docs/image-contract.md", "docs/runbooks/deploy.md"])
def test_the_pages_say_the_tag_that_the_policy_asks_for(page: str) -> None:
    text = (ROOT / page).read_text()
    assert f"`{RELEASED}" in text or f"{RELEASED}$" in text, f"{page} does not say that released images have the tag {RELEASED}"
