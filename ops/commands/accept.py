"""Accepts a throw-away stack: builds it, has it run another's images, asks it as a client would, and destroys it; with a report."""

import argparse
from collections.abc import Callable
from datetime import UTC, date, timedelta
from pathlib import Path

from ops import deploying, image_checks
from ops.acceptance import Step, show_steps, tried
from ops.aws import ecr
from ops.commands import deploy, promote, smoke
from ops.editing import Edit, plan_edit
from ops.ending import Exit, OpsError, refusal
from ops.readers.images import Image, read_repository
from ops.readers.services import read_images, read_services
from ops.run import Run
from ops.verb import Command
from ops.words import short

_COLLECTOR = "collector"
"""The repository of the trace collector's image."""
_SMOKE, _PREVIEW, _DESTROY = "smoke", "preview --expect-no-changes", "destroy"


def _arguments(parser: argparse.ArgumentParser) -> None:
    smoke.COMMAND.arguments(parser)
    parser.add_argument(
        "--from",
        dest="source",
        metavar="STACK",
        help="whose images it is to run: what that stack runs is copied, and deployed here",
    )
    parser.add_argument(
        "--migrate", metavar="JOB", nargs="?", const="migrate", help="run the job before the services have tasks (JOB: migrate)"
    )
    parser.add_argument("--report", metavar="FILE", type=Path, help="write what was found there: Markdown, or JSON for *.json")
    parser.add_argument("--keep-failed", action="store_true", help="leave the stack as it is when a step fails, to look into it")
    parser.add_argument(
        "--keep-until",
        metavar="DAY",
        type=_day,
        help="write this day into the stack file as its last, and leave an accepted stack standing until somebody destroys it",
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day, such as 2026-12-31") from None


def _run(run: Run) -> None:
    if run.file.settings.protect:
        fix = "copy its file, without protect, under another environment"
        raise refusal(f"--stack {run.stack}", found="a protected stack", allowed="a throw-away stack: accept destroys it", fix=fix)
    last_day = _last_day(run)
    report: Path | None = run.options.report
    if report is not None and not report.parent.is_dir():
        raise refusal("--report", found=str(report), allowed="a file in a folder that is there", fix="make the folder")
    held = len(run.pulumi.resources())
    if held:
        fix = f"pulumi destroy -s {run.stack}, if nobody needs it"
        raise refusal(f"--stack {run.stack}", found=f"a stack that holds {held} resources", allowed="one that holds none", fix=fix)
    source = None if run.options.source is None else run.beside(run.options.source)
    images = _images(run, source)
    edit = None if last_day == run.file.last_day else plan_edit(run, {("expires",): f'"{last_day}"'})
    if edit is not None:
        run.screen.show(edit.difference)
    ends = "to DESTROY it with its data" if run.options.keep_until is None else f"to keep it until {last_day}"
    told = "" if source is None else f", with {', '.join(f'{one.service} {short(one.digest)}' for one in images)} of {source.stack}"
    run.confirm(f"About to build {run.stack}{told}, to ask it and {ends}. It costs money meanwhile.", always=True)
    if edit is not None:
        edit.write(run)
    steps: list[Step] = []
    try:
        with run.step(
            f"resources of {run.stack} may be there, and cost money until they are destroyed",
            look=f"pulumi stack -s {run.stack}",
            finish=f"pulumi destroy -s {run.stack}",
            undo="" if edit is None else f"{edit.undo}, once it is destroyed: its last day was written there",
        ):
            _accept(run, steps, [*_building(run, source, images), *_asking(run)], edit)
    finally:
        last = _DESTROY if run.options.keep_until is None else _PREVIEW
        show_steps(run, steps, report, last=last)


def _last_day(run: Run) -> date:
    """The last day the stack may be there: it has one, or it is no throw-away stack."""
    today, asked, written = run.clock.now().astimezone(UTC).date(), run.options.keep_until, run.file.last_day
    name = "--keep-until" if asked is not None else f"Pulumi.{run.stack}.yaml: platform:expires"
    last_day: date | None = written if asked is None else asked
    if last_day is None or last_day < today:
        raise refusal(
            name,
            found="nothing: a stack that is meant to stay" if last_day is None else str(last_day),
            allowed=f"the last day of a throw-away stack, {today} or later (UTC): accept destroys it, and who forgets it is told",
            fix=f'write platform:expires: "{today + timedelta(days=1)}", or a later --keep-until',
        )
    return last_day


def _images(run: Run, source: Run | None) -> list[Image]:
    """What the services are to run, as another stack has it; those pinned to what every stack can pull need nothing of it."""
    settings = run.file.system_settings
    # A digest alone is of the stack's own repository, which is empty; and its roles may pull from no other's.
    outside = {name for name, image in settings.images.items() if "@" in image and ".dkr.ecr." not in image}
    wanted = [name for name in settings.services if name not in outside]
    if source is None:
        wanted += [] if _collector_digest(run) is None else [_COLLECTOR]
        if wanted or run.options.migrate is not None:
            raise refusal(
                "--from",
                found=f"nothing, and no image that {', '.join(wanted or settings.services)} could run: "
                "the repositories of a new stack are empty, and it may pull from no other stack's",
                allowed=f"a stack of {settings.system} that runs, or platform:images with images of a registry outside Amazon ECR",
                fix="add --from STACK, and --migrate where the database needs its schema",
            )
        return []
    promote.check_same_system(run, source)
    if run.options.migrate is not None:
        source.outputs.job(run.options.migrate)
    _collector(run, source)
    deployed = read_images(source.aws, source.file, source.outputs).deployed
    images = []
    for service in wanted:
        image_checks.check_not_pinned(run, service)
        if service in deployed and deployed[service] is None and service not in source.outputs.urls:
            run.screen.note(f"{service} has never run in {source.stack}, and stays without an image here", "warn")
            continue
        images.append(image := promote.running(source, service))
        image_checks.check_processor(run, image, source.aws)
    return images


def _collector_digest(run: Run) -> str | None:
    tracing = run.file.system_settings.tracing
    return None if tracing is None else tracing.collector


def _collector(run: Run, source: Run) -> list[Image]:
    """The image of the trace collector, where one is named: without it no task starts."""
    digest = _collector_digest(run)
    if digest is None:
        return []
    repository = source.outputs.repositories.get(_COLLECTOR, "").partition("/")[2]
    manifest = ecr.image_manifest(source.aws, repository, digest) if repository else None
    if manifest is None:
        raise refusal(
            f"Pulumi.{run.stack}.yaml: platform:tracing.collector",
            found=f"{short(digest)}, which {source.stack} does not have",
            allowed=f"the digest of a collector in a repository of {source.stack}",
            fix="name it, or remove the line: then no trace is taken",
        )
    return [Image(service=_COLLECTOR, repository=repository, digest=digest, manifest=manifest)]


_Act = tuple[str, Callable[[], None]]
"""A step's name and what it does."""


def _building(run: Run, source: Run | None, images: list[Image]) -> list[_Act]:
    """What brings the stack about; each makes sense only after the one before."""

    def up() -> None:
        _good(run.pulumi.up(minutes=run.options.minutes), "`pulumi up` failed")

    if source is None:
        return [("up", up)]
    acts: list[_Act] = [("up", up), ("images", lambda: _bring(run, source, images))]
    # The `up` after the first image brings `deployment` about (docs/runbooks/deploy.md, Where no task runs).
    settings = run.file.system_settings.services
    return [*acts, ("up with deployment", up)] if any(settings[one.service].deployment for one in images) else acts


def _bring(run: Run, source: Run, images: list[Image]) -> None:
    """Copy the images, record them and deploy them."""
    if run.dry_run:
        for image in images:
            run.screen.show(
                f"would write {short(image.digest)} of {source.stack} into the repository of {image.service}, and record it"
            )
        run.screen.show("would run   the job alone, and then pulumi up" if run.options.migrate else "would run   pulumi up")
        return
    services = read_services(run.aws, run.outputs)
    copied = [(image, read_repository(run.aws, services[image.service])) for image in images]
    copied += [(image, run.outputs.repositories[_COLLECTOR].partition("/")[2]) for image in _collector(run, source)]
    for image, repository in copied:
        if not promote.has(run, image, repository):
            promote.copy(source, run, image, repository)
    job: str | None = run.options.migrate
    changes = deploying.find(run, {image.service: image.digest for image in images})
    deploying.deploy(run, changes, first=None if job is None else lambda: deploy.migrate_first(run, job))


def _asking(run: Run) -> list[_Act]:
    """What is asked of the stack once it stands, all of it."""

    def preview() -> None:
        good = run.pulumi.preview(expect_no_changes=True, minutes=run.options.minutes)
        _good(good, "a second `up` would change something")

    return [(_SMOKE, lambda: _smoke(run)), (_PREVIEW, preview)]


def _accept(run: Run, steps: list[Step], acts: list[_Act], edit: Edit | None) -> None:
    failed = None
    for name, act in acts:
        # What stands is asked all there is to ask; what does not is built no further.
        if failed is None or steps[-1].name == _SMOKE:
            outcome = tried(run, steps, name, act)
            failed = failed or outcome
    if failed is not None and run.options.keep_failed:
        raise failed
    if failed is None and run.options.keep_until is not None:
        run.screen.show(f"{run.stack} is accepted, and stands until somebody runs: pulumi destroy -s {run.stack}", "ok")
        return
    minutes = run.options.minutes
    left = tried(run, steps, _DESTROY, lambda: _good(run.pulumi.destroy(minutes=minutes), "`pulumi destroy` failed"))
    if left is not None:
        raise left if failed is None else OpsError(f"{failed}; and {left}", failed.status)
    if failed is not None:
        if edit is not None:
            edit.take_back()
        raise OpsError(f"{failed}\n{run.stack} was destroyed: nothing is left of it", failed.status, settled=True)
    if not run.dry_run:
        run.screen.show(f"{run.stack} is accepted, and destroyed: nothing is left of it", "ok")


def _smoke(run: Run) -> None:
    if run.dry_run:
        run.screen.show(f"would run   {run.command('smoke')}")
    else:
        smoke.COMMAND.run(run)


def _good(good: bool, otherwise: str) -> None:  # noqa: FBT001 - the outcome of a call
    if not good:
        raise OpsError(otherwise, Exit.FAILED)


COMMAND = Command(
    summary="build a throw-away stack (`platform:expires`) with another's images, ask it, see that nothing changes, destroy it",
    example="accept --from staging --migrate --report acceptance.md --stack feature-x",
    arguments=_arguments,
    run=_run,
    calls=tuple(dict.fromkeys((*smoke.COMMAND.calls, *promote.COMMAND.calls, *deploy.COMMAND.calls))),
    minutes=180,
)
