"""The image protocol: an image is found, checked, released, recorded and applied; what fails is taken back.

Several commands are made of it. Which parameter means what: docs/runbooks/deploy.md.
"""

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ops.aws import ecr, ssm
from ops.ending import Exit, LockedError, OpsError, TookTooLongError
from ops.image_checks import check_not_pinned, check_processor
from ops.readers.images import Image, find_image, read_repository
from ops.readers.services import NO_IMAGE, read_images, read_services
from ops.run import Run
from ops.words import short

_JOB_HAS_RUN: Final = "; the job has run: the schema is the new one"

CALLS: Final = (
    "ecs:DescribeServices",
    "ecs:DescribeTaskDefinition",
    "ecr:DescribeImages",
    "ecr:BatchGetImage",
    "ecr:GetDownloadUrlForLayer",
    "ecr:PutImage",
    "ssm:GetParametersByPath",
    "ssm:PutParameter",
)
"""What finding, checking, releasing and recording an image calls."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """An image that is to take the place of another."""

    image: Image
    recorded: str | None
    """What was recorded; None for nothing."""
    deployed: str | None
    """What ran last; None where none ever did."""

    @property
    def before(self) -> str | None:
        """What to go back to: what ran, and not what somebody has recorded and nobody has seen run."""
        return self.deployed or self.recorded

    @property
    def service(self) -> str:
        """The service's logical name."""
        return self.image.service


def find(run: Run, words: Mapping[str, str]) -> list[Change]:
    """Return what is to change, every image found and checked; nothing has been changed.

    Args:
        run: about the stack.
        words: service -> what names its image.

    Raises:
        OpsError: a service or an image is not there, is pinned in the stack file, or is for another processor.
    """
    for service in words:
        run.outputs.service(service)
        check_not_pinned(run, service)
    images = read_images(run.aws, run.file, run.outputs)
    services = read_services(run.aws, run.outputs, list(words))
    changes = []
    for name, word in words.items():
        image = find_image(run.aws, services[name], read_repository(run.aws, services[name]), word)
        check_processor(run, image, run.aws)
        changes.append(Change(image=image, recorded=images.recorded[name], deployed=images.deployed[name]))
    return changes


def release(run: Run, changes: list[Change]) -> None:
    """Tag each image `released-<time>`, so that ECR keeps it, and record its digest."""
    tag = f"released-{run.clock.now():%Y%m%dT%H%M%SZ}"
    tagged: dict[str, int] = {}
    for image in {(change.image.repository, change.image.digest): change.image for change in changes}.values():
        # A tag never moves: the second image of a repository needs another.
        number = tagged[image.repository] = tagged.get(image.repository, 0) + 1
        ecr.put_image(run.aws, image.repository, image.digest, image.manifest, tag if number == 1 else f"{tag}-{number}")
    for change in changes:
        ssm.put(run.aws, parameter(run, change.service), change.image.digest)


def take_back(run: Run, changes: list[Change]) -> dict[str, str]:
    """Record what ran before, and return that by service: a digest, or `none`.

    What somebody else has recorded meanwhile is theirs and stays; what somebody else has brought to run meanwhile is what is gone
    back to.
    """
    images, taken = read_images(run.aws, run.file, run.outputs), {}
    for change in changes:
        service, digest = change.service, change.image.digest
        if images.recorded[service] == digest:
            ran = images.deployed[service]
            taken[service] = (change.before if ran in {None, digest} else ran) or NO_IMAGE
            ssm.put(run.aws, parameter(run, service), taken[service])
    return taken


def parameter(run: Run, service: str) -> str:
    """Return the name of the parameter that says what a service is to run."""
    return run.file.path(f"images/{service}")


def describe(changes: list[Change]) -> str:
    """Return what is to change, in words."""
    return "; ".join(f"{change.service} from {short(change.before)} to {short(change.image.digest)}" for change in changes)


def deploy(run: Run, changes: list[Change], *, first: Callable[[], None] | None = None) -> None:
    """Release, record and apply; when that fails, take it back and apply what was before.

    Args:
        run: about the stack.
        changes: what is to change.
        first: done once the digests are recorded, before everything is applied; raises when it fails.

    Raises:
        OpsError: it failed and was taken back, or it took too long.
    """
    minutes: float = run.options.minutes
    schema = ""
    with recorded(run, changes):
        release(run, changes)
        try:
            if first is not None:
                first()
                schema = _JOB_HAS_RUN
            applied = run.pulumi.up(minutes=minutes)
        except LockedError as error:
            text = f"{error}\nNo service was deployed{schema}; {_told(changes, take_back(run, changes))}"
            raise OpsError(text, Exit.TOO_LONG, settled=True) from None
        except TookTooLongError:
            raise
        except OpsError as error:
            _turn_back(run, changes, str(error), schema)
        if not applied:
            _turn_back(run, changes, "`pulumi up` failed", schema)
        asleep = [] if run.dry_run else _started(run, changes, minutes)
    for change in changes:
        _tell(run, change, asleep=change.service in asleep)


def _started(run: Run, changes: list[Change], minutes: float) -> list[str]:
    """Wait until services run that had no task before; return those that `up` starts no task of.

    Raises:
        OpsError: somebody else has recorded another image meanwhile, so this one may not be what runs.
    """
    images = read_images(run.aws, run.file, run.outputs)
    others = {one.service: images.recorded[one.service] for one in changes if images.recorded[one.service] != one.image.digest}
    if others:
        told = "; ".join(f"{service} {short(digest)}" for service, digest in others.items())
        look = f"The next `up` deploys that, if none has; what runs: {run.command('status')}"
        raise OpsError(f"somebody else has recorded another image meanwhile: {told}. {look}", settled=True)
    first = [change.service for change in changes if change.deployed is None]
    # What has run is written by `up` itself, for services that are to have tasks.
    starting = [service for service in first if images.deployed[service] is not None]
    if starting:
        _wait_for_first_tasks(run, starting, minutes)
    return [service for service in first if service not in starting]


def _tell(run: Run, change: Change, *, asleep: bool) -> None:
    service, digest = change.service, change.image.digest
    if run.dry_run:
        run.screen.show(f"{service} would be deployed")
    elif asleep:
        why = "`min_capacity` is 0, or a secret has no version yet (docs/runbooks/third-party-secret.md)"
        run.screen.show(f"{service} is to run {digest} and has no task: {why}", "warn")
    else:
        run.screen.show(f"{service} runs {digest}")


@contextlib.contextmanager
def recorded(run: Run, changes: list[Change]) -> Iterator[None]:
    """Inside the block, digests may be recorded that do not run."""
    names = ", ".join(change.service for change in changes)
    with run.step(
        f"the images of {names} may be recorded and not run; the next `pulumi up` deploys what is recorded ({describe(changes)})",
        look=run.command("status"),
        finish=f"pulumi up -s {run.stack} --policy-pack policy",
        undo="; ".join(run.command(f"rollback {change.service}") for change in changes),
    ):
        yield


def _turn_back(run: Run, changes: list[Change], why: str, schema: str) -> None:
    """Take back what was recorded and apply it.

    Raises:
        OpsError: always: the deployment has failed.
    """
    taken = take_back(run, changes)
    if not taken:
        raise OpsError(f"{why}{schema}; {_told(changes, taken)}; what runs: {run.command('status')}", settled=True)
    run.screen.note(f"{why}; the images from before are recorded and applied again", "warn")
    if not run.pulumi.up(minutes=run.options.minutes):
        raise OpsError(
            f"{why}, and so did the `up` that goes back{schema}. Recorded is again what was before; what runs: "
            f"{run.command('status')}. Find out why (above), then: pulumi up -s {run.stack} --policy-pack policy"
        )
    raise OpsError(f"{why}{schema}; {_told(changes, taken, 'recorded and running')}. Why: {run.command('logs')}", settled=True)


def _told(changes: list[Change], taken: Mapping[str, str], how: str = "recorded") -> str:
    """What is the case once changes were taken back, in words."""
    left = ", ".join(change.service for change in changes if change.service not in taken)
    befores = "; ".join(f"{service} {short(None if back == NO_IMAGE else back)}" for service, back in taken.items())
    told = [f"{how} is again what was before: {befores}"] if taken else []
    return "; ".join([*told, *([f"what somebody else has recorded for {left} meanwhile stays"] if left else [])])


def _wait_for_first_tasks(run: Run, services: list[str], minutes: float) -> None:
    """Wait until services run that had no task: `up` has nothing to wait for with a service's very first image."""

    def settled() -> bool | None:
        found = read_services(run.aws, run.outputs, services)
        if failed := [name for name, one in found.items() if one.rollout == "FAILED"]:
            raise OpsError(f"the first tasks of {', '.join(failed)} do not start, and ECS has given up. Why: {run.command('logs')}")
        return all(one.settled and one.running > 0 for one in found.values()) or None

    run.wait(f"the first tasks of {', '.join(services)}", settled, minutes=minutes, seconds=15)
