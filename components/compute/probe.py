"""How ECS asks a container whether it is healthy."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Probe:
    """A command of the container. ECS ignores a Dockerfile's HEALTHCHECK, and slim images have no curl."""

    command: tuple[str, ...]
    """Run inside the container without a shell; exit code 0 is healthy."""
    interval_seconds: int = 30
    timeout_seconds: int = 5
    retries: int = 3
    start_seconds: int = 60
    """Failures in this time after the start do not count."""

    def render(self) -> dict[str, Any]:
        """Return the probe as ECS writes it."""
        return {
            "command": ["CMD", *self.command],
            "interval": self.interval_seconds,
            "timeout": self.timeout_seconds,
            "retries": self.retries,
            "startPeriod": self.start_seconds,
        }


def python_http_probe(port: int, path: str, *, timeout_seconds: int = 5, start_seconds: int = 60) -> Probe:
    """Return a probe that asks `http://127.0.0.1:<port><path>` with the Python every image of ours has.

    Args:
        port: the container's own.
        path: answers 200 when the container is healthy.
        timeout_seconds: after which silence counts as a failure.
        start_seconds: how long failures do not count, such as while a model is loaded.
    """
    ask = f"import urllib.request as r; r.urlopen('http://127.0.0.1:{port}{path}', timeout={timeout_seconds - 1})"
    return Probe(command=("python", "-c", ask), timeout_seconds=timeout_seconds, start_seconds=start_seconds)


def php_http_probe(port: int, path: str, *, timeout_seconds: int = 5, start_seconds: int = 60) -> Probe:
    """Return a probe that asks `http://127.0.0.1:<port><path>` with the PHP of an image that has no Python.

    Args:
        port: the container's own.
        path: answers 200 when the container is healthy.
        timeout_seconds: after which silence counts as a failure.
        start_seconds: how long failures do not count.
    """
    context = f"stream_context_create(['http' => ['timeout' => {timeout_seconds - 1}]])"
    ask = f"exit(@file_get_contents('http://127.0.0.1:{port}{path}', false, {context}) === false ? 1 : 0);"
    return Probe(command=("php", "-r", ask), timeout_seconds=timeout_seconds, start_seconds=start_seconds)


def celery_probe(application: str) -> Probe:
    """Return a probe that pings the Celery worker of the container itself, over the broker.

    Args:
        application: what `celery -A` takes, such as `app.worker`.
    """
    ask = "import socket, subprocess, sys; sys.exit(subprocess.call([*sys.argv[1:], '-d', 'celery@' + socket.gethostname()]))"
    command = ("python", "-c", ask, "celery", "-A", application, "inspect", "ping", "--timeout", "10")
    # Starting Celery takes a second or two of CPU; a ping waits behind nothing but the broker.
    return Probe(command=command, interval_seconds=60, timeout_seconds=30, start_seconds=120)
