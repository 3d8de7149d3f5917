"""What somebody or something has changed in AWS past the program."""

import argparse
from pathlib import Path

from ops.ending import Exit, OpsError
from ops.readers.drift import Change, drifted, read_expected, read_preview, unexpected
from ops.run import Run
from ops.verb import Command

EXPECTED = Path(".github") / "drift.yaml"


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("preview", metavar="FILE", type=Path, help="what `pulumi preview --refresh --json` printed")
    parser.add_argument(
        "--pending", metavar="FILE", type=Path, help="what it printed without --refresh: waits to be applied, no drift"
    )
    parser.add_argument("--expected", metavar="FILE", type=Path, help=f"what may differ, and why (default: {EXPECTED})")


def _run(run: Run) -> None:
    run.file  # noqa: B018 - a wrong name of a stack is told before anything else
    found, options = read_preview(run.options.preview), run.options
    pending = () if options.pending is None else read_preview(options.pending).changes
    changes = drifted(found.changes, pending)
    wrong = unexpected(changes, read_expected(options.expected or run.folder / EXPECTED))
    if pending:
        run.screen.show(f"waits to be applied to {run.stack}: {len(pending)} resources")
    if changes:
        rows = [(change.name, change.type, _what(change), "no" if change in wrong else "yes") for change in changes]
        run.screen.table(f"drift of {run.stack}", ["resource", "type", "what", "expected"], rows)
    if run.expired_for and found.stands:
        raise OpsError(
            f"{run.stack} was to be gone after {run.file.last_day} (platform:expires) and is there, {run.expired_for} d later\n"
            f"    fix: pulumi destroy -s {run.stack}, then remove its file and its line in the account stack; or write a later day"
        )
    if wrong:
        raise OpsError(
            f"{len(wrong)} resources of {run.stack} are not as the program says\n"
            "    fix: find who changed them (docs/runbooks/incident-evidence.md); `up` puts them back, or write what is meant\n"
            f"    into the stack file, or into {EXPECTED}",
            Exit.FAILED,
        )
    run.screen.show(f"no unexpected drift of {run.stack}", "ok")


def _what(change: Change) -> str:
    gone = {"create": "is gone", "delete": "is there, and should not be"}
    return gone.get(change.op) or ", ".join([change.op, *sorted(change.properties)])


COMMAND = Command(
    summary="what was changed in AWS past the program: judges two previews that were written as JSON",
    example="drift drift.json --pending pending.json --stack production",
    run=_run,
    arguments=_arguments,
)
