"""One AWS on loopback for a worker of the test run, and one stack in it as good as new for each test."""

import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest

from ops.session import PLUGIN
from tests.ops.driving import FakeClock, Ops, Sleeping
from tests.ops.entrance import Entrance
from tests.ops.entrance import serve as serve_entrance
from tests.ops.fakes import fakes
from tests.ops.front import Front, serve
from tests.ops.names import BY_ROUTE_53, Names
from tests.ops.names import serve as serve_names
from tests.ops.planting import Planted

PROGRAM = f"""#!{sys.executable} -SE
import _socket, marshal, os, sys
keys = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
known = (*keys, "AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SSM_START_SESSION_RESPONSE")
seen = {{name: os.environ[name] for name in known if name in os.environ}}
asked = marshal.dumps({{"arguments": sys.argv[1:], "cwd": os.getcwd(), "environment": seen}})
host, port = os.environ["AWS_ENDPOINT_URL"].removeprefix("http://").split(":")
connection = _socket.socket(_socket.AF_INET, _socket.SOCK_STREAM)
connection.connect((host, int(port)))
head = f"POST /programs/{{os.path.basename(sys.argv[0])}} HTTP/1.0\\r\\nContent-Length: {{len(asked)}}\\r\\n\\r\\n"
connection.sendall(head.encode() + asked)
answer = marshal.loads(b"".join(iter(lambda: connection.recv(65536), b"")).partition(b"\\r\\n\\r\\n")[2])
connection.close()
sys.stdout.write(answer.get("out", ""))
sys.stderr.write(answer.get("err", ""))
for stream, key in ((sys.stdout, "out_bytes"), (sys.stderr, "err_bytes")):
    stream.flush()
    stream.buffer.write(bytes(answer.get(key, [])))
    stream.flush()
if answer.get("terminate") or answer.get("interrupt"):
    import signal
if answer.get("terminate"):
    def interrupted(*_):
        sys.exit("pulumi was interrupted")
    signal.signal(signal.SIGINT, interrupted)
    signal.alarm(20)
    os.kill(os.getppid(), signal.SIGTERM)
    signal.pause()
if answer.get("interrupt"):
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.kill(os.getppid(), signal.SIGINT)
sys.exit(answer.get("status", 0))
"""
"""In place of the Pulumi CLI and the session manager plugin: tells the tests what it was called with, and does what they answer.

It is run hundreds of times: loading `json` and `socket` would take longer than all else it does, so it goes without.
"""


@pytest.fixture(scope="session")
def front() -> Iterator[Front]:
    """AWS: moto, with what it lacks in front of it."""
    front = Front()
    kept = dict(os.environ)
    for name in list(os.environ):
        if name.startswith("AWS_"):
            del os.environ[name]
    serving = serve(front)
    made_up = {"AWS_ACCESS_KEY_ID": "AKIAMADEUP", "AWS_SECRET_ACCESS_KEY": "made-up", "AWS_EC2_METADATA_DISABLED": "true"}
    os.environ.update(made_up, AWS_ENDPOINT_URL=next(serving), AWS_CONFIG_FILE=os.devnull, AWS_SHARED_CREDENTIALS_FILE=os.devnull)
    try:
        yield front
    finally:
        next(serving, None)
        boto3.DEFAULT_SESSION = None
        os.environ.clear()
        os.environ.update(kept)


@pytest.fixture(scope="session")
def stands(front: Front) -> dict[str, Planted]:  # noqa: ARG001  AWS has to be there
    """The stacks that stand, by name; filled as tests ask for them."""
    return {}


@pytest.fixture(scope="session")
def bin_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what commands run."""
    folder = tmp_path_factory.mktemp("bin")
    for name in ("pulumi", PLUGIN):
        (folder / name).write_text(PROGRAM)
        (folder / name).chmod(stat.S_IRWXU)
    return folder


@pytest.fixture(scope="session")
def entrance() -> Iterator[Entrance]:
    """Where clients come in."""
    entrance = Entrance()
    serving = serve_entrance(entrance)
    next(serving)
    yield entrance
    next(serving, None)


@pytest.fixture(scope="session")
def resolver() -> Iterator[Names]:
    """Where the names of servers are asked."""
    names = Names()
    serving = serve_names(names)
    next(serving)
    yield names
    next(serving, None)


@pytest.fixture(scope="session")
def outside(entrance: Entrance, resolver: Names) -> tuple[Entrance, Names]:
    """What commands ask besides AWS."""
    return entrance, resolver


@pytest.fixture
def clock(front: Front, monkeypatch: pytest.MonkeyPatch, bin_folder: Path) -> FakeClock:
    """A clock of the test's own, which botocore's retries go by as well; and the CLI in the tests' place."""
    monkeypatch.setenv("PATH", f"{bin_folder}{os.pathsep}{os.environ['PATH']}")
    clock = FakeClock(front)
    monkeypatch.setattr("botocore.endpoint.time", Sleeping(clock))
    return clock


@pytest.fixture
def ops(
    stands: dict[str, Planted],
    outside: tuple[Entrance, Names],
    clock: FakeClock,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> Iterator[Ops]:
    """Commands about stacks as good as new."""
    front = clock.front
    front.reset()
    entrance, resolver = outside
    entrance.answers, entrance.redirects = {}, True
    resolver.servers = BY_ROUTE_53
    driver = Ops(front, clock, stands=stands, entrance=entrance, names=resolver, capfd=capfd, folder=tmp_path)
    front.fakes = fakes(driver)
    front.programs = {"pulumi": driver.pulumi, PLUGIN: driver.plugin}
    yield driver
    assert front.errors == []
