"""What an inline build specification says: CodeBuild's `buildspec`, a YAML document."""

from collections.abc import Iterator, Mapping

import yaml

from policy.knowledge.secret_text import command_holds_secret, holds_secret
from policy.model.values import dig, items, text

_COMMANDS = ("commands", "finally")


def build_spec_secrets(document: str) -> Iterator[str]:
    """Where a build specification has an unencrypted secret, never what it is.

    Sections that name where a secret is (`parameter-store`, `secrets-manager`) hold none. A path to a file of the repository, or
    what is no YAML, holds none.
    """
    try:
        spec: object = yaml.safe_load(document)
    except (yaml.YAMLError, ValueError, RecursionError):
        return
    variables, phases = dig(spec, "env.variables"), dig(spec, "phases")
    for name, value in variables.items() if isinstance(variables, Mapping) else ():
        if holds_secret(value, str(name)):
            yield f"the variable `{name}`"
    for name, phase in phases.items() if isinstance(phases, Mapping) else ():
        commands = [command for path in _COMMANDS for command in items(dig(phase, path))]
        if any(command_holds_secret([text(command)]) for command in commands):
            yield f"the commands of `{name}`"
