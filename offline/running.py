"""Run a project's program for one of its stacks, and keep its secrets out of whatever is said about it."""

from collections.abc import Callable, Iterable, Mapping

from offline.capture import captured
from offline.errors import PreviewError
from offline.failure import explain
from offline.pipelines import recorded_images
from offline.project import Project
from offline.reporting.redact import Redaction, secrets_of
from offline.simulation.mode import Mode
from offline.simulation.model import Recording, Resource
from offline.simulation.runner import Runner


def run(
    project: Project,
    mode: Mode,
    parameters: Mapping[str, str],
    when_loaded: Callable[[], None] = lambda: None,
    *,
    positions: bool = False,
) -> tuple[Recording, str]:
    """Run the program and return what it declared, secrets included, and what it printed.

    Args:
        project: the project, with a stack selected.
        mode: how much is known.
        parameters: what Parameter Store holds that the program did not put there, by path.
        when_loaded: called when the program first asks the engine for something.
        positions: whether to find out where in the program each resource is declared.

    Raises:
        PreviewError: the program failed; the message has no secret.
    """
    runner = Runner(
        stack=project.stack,
        project=project.name,
        config=project.config,
        mode=mode,
        parameters=parameters,
        secret_keys=project.hidden_keys,
        positions=positions,
    )
    try:
        with captured() as output:
            runner.execute(project.program, when_loaded=when_loaded)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - SystemExit too: whatever ends the program is the program's failure
        failure = explain(error, project.program, runner.declared)
        clean = redaction(project, runner.resources)
        said = (f"The program prints: {line}" for line in clean.text(output.text).splitlines())
        raise PreviewError("\n".join([clean.text(str(failure)), *said]), failure.status) from None
    return runner.recording(), output.text


def declared(project: Project, mode: Mode = Mode.APPLIED) -> Recording:
    """Return what the program declares for a stack, with images of all services, and with its secrets masked.

    Raises:
        PreviewError: the program failed.
    """
    recording, _ = run(project, mode, recorded_images(project.config))
    return redaction(project, recording.everything).of(recording)


def redaction(project: Project, resources: Iterable[Resource]) -> Redaction:
    """What hides the secrets of the stack file and of these resources."""
    config = project.config
    return Redaction(secrets_of(resources, [config[key] for key in project.hidden_keys]))
