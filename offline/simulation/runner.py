"""Run a Pulumi program as the engine would, and keep what it declares.

`record(Path("."), stack="dev", config=config).named("database-instance").inputs["storageEncrypted"]` is what a test asks.
"""

import asyncio
import concurrent.futures
import contextlib
import contextvars
import os
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from google.protobuf import empty_pb2
from pulumi.runtime import config as pulumi_config
from pulumi.runtime import settings as pulumi_settings
from pulumi.runtime import stack as pulumi_stack
from pulumi.runtime.proto import engine_pb2

from offline.simulation.model import STACK_TYPE, Mode, OfflineError, Recording, Resource
from offline.simulation.monitor import Monitor
from offline.simulation.order import in_order
from offline.simulation.program import run_file
from offline.simulation.values import UNKNOWN, Secret, plain

__all__ = ["UNKNOWN", "Mode", "OfflineError", "Recording", "Resource", "Secret", "plain", "record"]

_P = ParamSpec("_P")
_T = TypeVar("_T")


def record(
    program: Callable[[], object] | Path,
    *,
    stack: str,
    project: str = "platform",
    config: Mapping[str, str] | None = None,
    mode: Mode = Mode.APPLIED,
    parameters: Mapping[str, str] | None = None,
    secret_keys: tuple[str, ...] = (),
) -> Recording:
    """Run a program and record every resource it registers. Runs do not see each other.

    Args:
        program: a callable, or the directory (or file) of a program with its own `__main__`.
        stack: the stack's name.
        project: the project's name.
        config: the stack's configuration with full keys (`aws:region`); objects as JSON, as the engine passes them.
        mode: whether what only AWS decides is unknown or answered.
        parameters: what SSM Parameter Store holds that the program did not put there, by path.
        secret_keys: keys of the configuration that are secret.

    Raises:
        OfflineError: the program asks for something the engine would refuse or that is not simulated.
        Exception: whatever the program raises.
    """
    run = Runner(stack=stack, project=project, config=config or {}, mode=mode, parameters=parameters or {}, secret_keys=secret_keys)
    run.execute(program)
    return run.recording()


@dataclass(kw_only=True)
class Runner:
    """One run of a program; the attributes are the arguments of `record`. What was registered stays even if the program fails."""

    stack: str
    project: str
    config: Mapping[str, str]
    mode: Mode
    parameters: Mapping[str, str]
    secret_keys: tuple[str, ...] = ()
    positions: bool = False
    """Whether to find out where in the program each resource is declared; it takes a tenth of the run."""

    def __post_init__(self) -> None:
        """Start with nothing registered."""
        providers = _providers(self.config, self.secret_keys)
        self._log = _Log()
        self._monitor = Monitor(
            project=self.project, stack=self.stack, mode=self.mode, providers=providers, parameters=self.parameters
        )

    def execute(self, program: Callable[[], object] | Path, when_loaded: Callable[[], None] = lambda: None) -> None:
        """Run the program to its end; whatever it raises is raised.

        Args:
            program: as for `record`.
            when_loaded: called once, when the program first looks something up or has a resource registered.
        """
        self._monitor.before_first = when_loaded
        contextvars.copy_context().run(self._execute, program)

    def _execute(self, program: Callable[[], object] | Path) -> None:
        for name in ("PULUMI_CONFIG", "PULUMI_CONFIG_SECRET_KEYS"):
            os.environ.pop(name, None)  # what the engine would set anew: another's would fill in what the stack file leaves out
        pulumi_config.set_all_config(dict(self.config), list(self.secret_keys))
        _configure(self._monitor, self._log, project=self.project, stack=self.stack, mode=self.mode)

        def call() -> None:
            if isinstance(program, Path):
                run_file(program)
            else:
                program()  # what it returns is its own business; the SDK would wait for it

        with contextlib.nullcontext() if self.positions else _without_stacks():
            _complete(call)

    @property
    def resources(self) -> tuple[Resource, ...]:
        """What was registered so far."""
        return self._monitor.resources

    @property
    def declared(self) -> int:
        """How many resources the program has declared so far, not counting the stack itself."""
        return sum(resource.type != STACK_TYPE for resource in self._monitor.resources)

    def recording(self) -> Recording:
        """What the program declared."""
        outputs = next(resource.outputs for resource in self._monitor.resources if resource.type == STACK_TYPE)
        return Recording(
            project=self.project,
            stack=self.stack,
            mode=self.mode,
            resources=in_order(self._monitor.resources),
            outputs=outputs,
            providers=self._monitor.providers,
            messages=tuple(self._log.messages),
        )


def _providers(config: Mapping[str, str], secret_keys: tuple[str, ...]) -> Mapping[str, Mapping[str, Any]]:
    """The stack's configuration of providers: `aws:region` is the region of the default provider of `aws`."""
    providers: dict[str, dict[str, Any]] = {}
    for key, value in config.items():
        package, _, name = key.partition(":")
        providers.setdefault(package, {})[name] = Secret(value) if key in secret_keys else value
    return providers


def _configure(monitor: Monitor, log: "_Log", *, project: str, stack: str, mode: Mode) -> None:
    settings = pulumi_settings.Settings(
        project=project,
        stack=stack,
        monitor=monitor,
        engine=log,
        dry_run=mode is Mode.PLANNED,
        organization="organization",
        root_directory=str(Path.cwd()),
    )
    pulumi_settings.ROOT.set(None)
    pulumi_settings.configure(settings)


def _complete(program: Callable[[], None]) -> None:
    """Run the program in an event loop of its own, one request at a time, and leave nothing of it behind."""
    loop = asyncio.new_event_loop()
    loop.set_default_executor(_Inline())
    loop.set_exception_handler(lambda _loop, _context: None)  # the first error is raised; what fails because of it is noise
    tasks: list[asyncio.Task[Any]] = []  # asyncio.all_tasks() goes through those of all runs of this process

    def started(_loop: asyncio.AbstractEventLoop, work: Any, **more: Any) -> asyncio.Task[Any]:
        tasks.append(asyncio.Task(work, loop=loop, **more))
        return tasks[-1]

    loop.set_task_factory(started)
    asyncio.set_event_loop(loop)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", category=DeprecationWarning, module="pulumi_")  # SDKs warn about themselves
            loop.run_until_complete(pulumi_stack.run_in_stack(program))
    finally:
        leftover = [task for task in tasks if not task.done()]
        for task in leftover:
            task.cancel()
        loop.run_until_complete(asyncio.gather(*leftover, return_exceptions=True))
        loop.close()
        asyncio.set_event_loop(None)


@contextlib.contextmanager
def _without_stacks() -> Iterator[None]:
    """The SDK sends the stack of every declaration along, for the engine's messages; reading them takes a tenth of a run."""
    before = getattr(sys, "tracebacklimit", None)
    sys.tracebacklimit = 1
    try:
        yield
    finally:
        if before is None:
            del sys.tracebacklimit
        else:
            sys.tracebacklimit = before


class _Inline(concurrent.futures.ThreadPoolExecutor):
    """Answers each request at once, in the calling thread: the order of registrations is then the same in every run."""

    def submit(self, fn: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> concurrent.futures.Future[_T]:
        future: concurrent.futures.Future[_T] = concurrent.futures.Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except BaseException as error:  # noqa: BLE001 - a future carries any error to the code that awaits it
            future.set_exception(error)
        return future


class _Log:
    """The engine's end of `pulumi.log`: keeps warnings and errors."""

    def __init__(self) -> None:
        self.messages: list[str] = []

    def Log(self, request: engine_pb2.LogRequest) -> empty_pb2.Empty:  # noqa: N802 - gRPC name
        """Keep one message."""
        if request.severity in (engine_pb2.WARNING, engine_pb2.ERROR):
            self.messages.append(request.message)
        return empty_pb2.Empty()
