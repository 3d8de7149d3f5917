"""Shows what services and jobs log."""

import argparse
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from ops.aws import logs
from ops.readers.outputs import named
from ops.run import Run
from ops.verb import Command

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_SECONDS = 3
_LONGEST = timedelta(days=3653)


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="SERVICE", nargs="?", help="a service or job (default: all)")
    parser.add_argument(
        "--since", metavar="TIME", type=_duration, default="15m", help="how far back: 90s, 15m, 2h, 7d (default: 15m)"
    )
    parser.add_argument(
        "--filter", metavar="PATTERN", default="", help="of CloudWatch Logs, such as ERROR or '{ $.level = \"error\" }'"
    )
    parser.add_argument("--follow", action="store_true", help="go on until Ctrl-C")


def _duration(text: str) -> timedelta:
    found = re.fullmatch(r"(\d{1,6})([smhd])", text)
    if found is None:
        raise argparse.ArgumentTypeError(f"{text!r} is not a duration such as 90s, 15m, 2h or 7d")
    duration = timedelta(seconds=int(found[1]) * _UNITS[found[2]])
    if duration > _LONGEST:
        raise argparse.ArgumentTypeError(f"{text!r} is longer than ten years, the longest that logs are kept")
    return duration


def _run(run: Run) -> None:
    groups = run.outputs.log_groups
    name: str | None = run.options.name
    chosen = groups if name is None else {name: named("SERVICE", name, groups)}
    width = max(map(len, chosen)) if len(chosen) > 1 else 0
    start = run.clock.now() - run.options.since
    tails = {source: logs.Tail(run.aws, group, start, pattern=run.options.filter) for source, group in chosen.items()}
    shown = False
    while True:
        for time, source, message in sorted(_lines(tails)):
            shown = True
            run.screen.show(f"{time:%H:%M:%S}  {f'{source:<{width}}  ' if width else ''}{message.rstrip()}")
        if not run.options.follow:
            break
        run.clock.sleep(_SECONDS)
    if not shown:
        run.screen.note(f"nothing was logged in {', '.join(chosen.values())} since {start:%Y-%m-%d %H:%M:%S} UTC")


def _lines(tails: Mapping[str, logs.Tail]) -> list[tuple[datetime, str, str]]:
    return [
        (datetime.fromtimestamp(event["timestamp"] / 1000, UTC), source, event["message"])
        for source, tail in tails.items()
        for event in tail.new()
    ]


COMMAND = Command(
    summary="show what services and jobs log",
    example="logs api --since 15m --follow --stack production",
    arguments=_arguments,
    run=_run,
    calls=("logs:FilterLogEvents",),
)
