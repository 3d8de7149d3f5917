"""Asks a stack what a client would: health, TLS, redirect, sign-in, and how fast it answers a small, bounded load."""

import argparse
import concurrent.futures
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from ops.aws import elbv2
from ops.ending import OpsError, refusal
from ops.http_probe import Entrance, NoAnswerError, certificate_ends, get
from ops.readers.services import read_services
from ops.run import Run
from ops.verb import Command

_OK, _MOVED, _SIGN_IN = 200, (301, 308), 302
_DAYS_LEFT = 21
_PORT = r"[1-9][0-9]{0,4}"
_MOST_REQUESTS, _MOST_AT_ONCE = 500, 20


@dataclass(frozen=True)
class _Found:
    what: str
    good: bool
    told: str


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--requests", metavar="N", type=int, default=50, help=f"of the load, at most {_MOST_REQUESTS} (default: 50)"
    )
    parser.add_argument("--at-once", metavar="N", type=int, default=4, help=f"of them, at most {_MOST_AT_ONCE} (default: 4)")
    parser.add_argument(
        "--p95-ms", metavar="MS", type=int, default=1000, help="how long 95 of 100 may take at most (default: 1000)"
    )
    parser.add_argument(
        "--connect-to",
        metavar="HOST[:HTTPS[:HTTP]]",
        help="send the requests there, under the domain's name: a load balancer that the domain does not lead to yet",
    )


def _run(run: Run) -> None:
    requests, at_once = run.options.requests, run.options.at_once
    if not (1 <= at_once <= _MOST_AT_ONCE and at_once <= requests <= _MOST_REQUESTS):
        allowed = f"1 to {_MOST_REQUESTS} requests, at most {_MOST_AT_ONCE} at once: this is no load test"
        found = f"{requests} requests, {at_once} at once"
        raise refusal("--requests, --at-once", found=found, allowed=allowed, fix="ask for fewer")
    if run.options.p95_ms < 1:
        raise refusal("--p95-ms", found=str(run.options.p95_ms), allowed="1 or more milliseconds", fix="write how long it may take")
    entrance = _entrance(run)
    if not run.outputs.urls:
        raise refusal(
            f"--stack {run.stack}", found="no service with a URL", allowed="a stack that answers requests", fix="name another"
        )
    checked: list[_Found] = []
    for one in _checks(run, entrance):
        run.screen.show(f"{'ok  ' if one.good else 'FAIL'}  {one.what}: {one.told}", "ok" if one.good else "bad")
        checked.append(one)
    failed = [one.what for one in checked if not one.good]
    if failed:
        raise OpsError(f"{len(failed)} of {len(checked)} checks failed: {', '.join(failed)}; next: {run.command('status')}")


def _entrance(run: Run) -> Entrance:
    domain = run.file.system_settings.load_balancer.domain
    if run.options.connect_to is None:
        return Entrance(domain=domain, host=domain)
    host, *ports = run.options.connect_to.split(":")
    if not host or len(ports) > 2 or not all(re.fullmatch(_PORT, port) and int(port) < 2**16 for port in ports):  # noqa: PLR2004 - one for each protocol
        allowed = "HOST, HOST:HTTPS or HOST:HTTPS:HTTP, ports from 1 to 65535"
        raise refusal("--connect-to", found=run.options.connect_to, allowed=allowed, fix="write one")
    https, http = ([int(port) for port in ports] + [443, 80][len(ports) :])[:2]
    return Entrance(domain=domain, host=host, https_port=https, http_port=http)


def _checks(run: Run, entrance: Entrance) -> Iterator[_Found]:
    yield _tls(run, entrance)
    yield _redirect(entrance)
    services = read_services(run.aws, run.outputs, list(run.outputs.urls))
    for name in run.outputs.urls:
        settings = run.file.system_settings.services.get(name)
        if not services[name].target_groups:
            yield _Found(f"health of {name}", good=False, told="no target group: nothing sends it requests; was the stack applied?")
            continue
        path = elbv2.health_check_path(run.aws, services[name].target_groups[0])
        if settings is not None and settings.sign_in is not None:
            yield _sign_in(name, entrance, urlsplit(run.outputs.urls[name]).path or "/", settings.sign_in.authorization_endpoint)
        else:
            yield _health(name, entrance, path)
            yield _load(run, name, entrance, path)


def _tls(run: Run, entrance: Entrance) -> _Found:
    try:
        days = (certificate_ends(entrance) - run.clock.now()).days
    except NoAnswerError as error:
        return _Found("TLS", good=False, told=f"{entrance.domain}: {error}")
    return _Found("TLS", good=days >= _DAYS_LEFT, told=f"certificate of {entrance.domain} is trusted and ends in {days} days")


def _redirect(entrance: Entrance) -> _Found:
    try:
        answer = get(entrance, "/", tls=False)
    except NoAnswerError as error:
        return _Found("redirect", good=False, told=str(error))
    where = answer.headers.get("location", "nowhere")
    good = answer.status in _MOVED and where.startswith("https://")
    return _Found("redirect", good=good, told=f"http answers {answer.status} and leads to {where}")


def _health(name: str, entrance: Entrance, path: str) -> _Found:
    try:
        answer = get(entrance, path)
    except NoAnswerError as error:
        return _Found(f"health of {name}", good=False, told=f"{path}: {error}")
    told = f"{path} answers {answer.status} after {answer.seconds * 1000:.0f} ms"
    if answer.status == 403:  # noqa: PLR2004 - the load balancer's answer to networks that may not connect
        told += "; does allowed_cidr_blocks of the stack file admit this network?"
    return _Found(f"health of {name}", good=answer.status == _OK, told=told)


def _sign_in(name: str, entrance: Entrance, path: str, endpoint: str) -> _Found:
    try:
        answer = get(entrance, path)
    except NoAnswerError as error:
        return _Found(f"sign-in of {name}", good=False, told=f"{path}: {error}")
    where = answer.headers.get("location", "")
    good = answer.status == _SIGN_IN and where.startswith(endpoint)
    told = f"{path} answers {answer.status} and leads to {where.partition('?')[0] or 'nowhere'}"
    return _Found(f"sign-in of {name}", good=good, told=told)


def _load(run: Run, name: str, entrance: Entrance, path: str) -> _Found:
    requests, at_once, limit = run.options.requests, run.options.at_once, run.options.p95_ms

    def one(_: int) -> float:
        try:
            answer = get(entrance, path)
        except NoAnswerError:
            return math.inf
        return answer.seconds if answer.status == _OK else math.inf

    with (
        run.screen.progress(f"{requests} requests to {name}, {at_once} at once"),
        concurrent.futures.ThreadPoolExecutor(at_once) as pool,
    ):
        seconds = sorted(pool.map(one, range(requests)))
    p95 = seconds[math.ceil(0.95 * requests) - 1]
    bad = sum(math.isinf(one) for one in seconds)
    told = f"{requests} requests, {at_once} at once: p95 " + ("never" if math.isinf(p95) else f"{p95 * 1000:.0f} ms")
    return _Found(f"speed of {name}", good=not bad and p95 * 1000 <= limit, told=f"{told}, at most {limit}; {bad} failed")


COMMAND = Command(
    summary="health, TLS, redirect, sign-in and p95 under a small load, as a client sees them",
    example="smoke --stack production",
    arguments=_arguments,
    run=_run,
    calls=("ecs:DescribeServices", "elasticloadbalancing:DescribeTargetGroups"),
)
