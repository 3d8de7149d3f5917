"""Reads a stack's configuration into the settings of the system it names, and holds it against what that system is made of."""

import difflib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from stack.block import parse
from stack.configuration import NAMESPACE, plain_value, plain_values
from stack.problems import Problem, SettingsError, meant_names
from stack.provider import provider_problems
from stack.refusal import hints_of
from stack.services import Job, Service, architecture_problems, job_problems, service_problems
from stack.settings import StackSettings, SystemSettings
from stack.settings.network import ENDPOINTS_WITHOUT_NAT

_NAMESPACES = (NAMESPACE, "aws", "awsx", "pulumi", "random")

S_co = TypeVar("S_co", bound=StackSettings, covariant=True)
S = TypeVar("S", bound=StackSettings)


class System(Protocol[S_co]):
    """What a stack file is held against: the type of its settings, and the names of what it sizes."""

    @property
    def settings(self) -> type[S_co]:
        """The class of its settings."""

    @property
    def services(self) -> Sequence[Service]:
        """In the order of their declaration."""

    @property
    def jobs(self) -> Sequence[Job]:
        """What runs once when it is started."""

    @property
    def topics(self) -> Mapping[str, int]:
        """Topic -> partitions."""

    @property
    def sections(self) -> Mapping[str, Collection[str]]:
        """Section -> names of the blocks it needs."""


def named_system(config: Mapping[str, str]) -> str | None:
    """Return the system a configuration names, if it names one."""
    system = plain_values(config).get("system")
    return system if isinstance(system, str) else None


def load(stack: str, config: Mapping[str, str], systems: Mapping[str, System[S]]) -> S:
    """Return the settings of a stack.

    Args:
        stack: the stack's name, only to say which file is wrong.
        config: Pulumi's configuration as the engine hands it over, `namespace:key` to string.
        systems: the systems that exist and what each is made of.

    Raises:
        SettingsError: with every problem found, before anything is declared.
    """
    values = plain_values(config)
    system = systems.get(named_system(config) or "")
    settings: S | None = None
    if system is None:
        problems = list(_system_problems(values, systems))
    else:
        settings, problems = parse(system.settings, values, NAMESPACE)
        # On the plain values, so that these are told even when other blocks do not parse.
        problems += [*_section_problems(values, system), *_endpoint_problems(values, system)]
    wrong = {problem.path for problem in problems}
    sound = {key: value for key, value in values.items() if f"{NAMESPACE}:{key}" not in wrong}
    problems += [*_namespace_problems(config), *_text_problems(config), *provider_problems(config, sound)]
    if system is not None and isinstance(settings, SystemSettings):
        problems += service_problems(settings, system.services, system.topics)
        problems += job_problems(settings, system.jobs)
        problems += architecture_problems(settings, system.services, system.jobs)
    if settings is None or problems:
        raise SettingsError(stack, problems)
    return settings


def _namespace_problems(config: Mapping[str, str]) -> Iterator[Problem]:
    """A misspelt namespace would be a setting that nothing reads."""
    for key in config:
        namespace, _, name = key.partition(":")
        if namespace not in _NAMESPACES:
            close = difflib.get_close_matches(namespace, _NAMESPACES, n=1)
            yield Problem(
                path=key,
                found="a namespace nothing reads",
                allowed="one of " + ", ".join(_NAMESPACES),
                fix=f"write {close[0]}:{name}" if close else "remove it",
            )


def _text_problems(config: Mapping[str, str]) -> Iterator[Problem]:
    for key, text in config.items():
        try:
            json.dumps(plain_value(text), ensure_ascii=False).encode()
        except (UnicodeEncodeError, RecursionError):
            yield Problem(path=key, found="half a character (a lone surrogate)", allowed="Unicode text", fix="remove it")


def _system_problems(values: Mapping[str, Any], systems: Collection[str]) -> Iterator[Problem]:
    """What can be told of a file whose system is unknown: that, and what every stack has."""
    shared = {key: value for key, value in values.items() if key in hints_of(StackSettings)}
    found = parse(StackSettings, shared, NAMESPACE)[1]
    yield from found
    if not any(problem.path == f"{NAMESPACE}:system" for problem in found):
        yield Problem(
            path=f"{NAMESPACE}:system",
            found=str(values["system"]),
            allowed="one of " + ", ".join(sorted(systems)),
            fix="name a module of systems/, with hyphens",
        )


def _section_problems(values: Mapping[str, Any], system: System[StackSettings]) -> Iterator[Problem]:
    """Compare the names in a section with those the system has; an image may be left out, anything else may not."""
    for section, known in system.sections.items():
        written = values.get(section, {})
        if not isinstance(written, dict):
            continue
        allowed = ", ".join(sorted(known)) or "none"
        missing = set(known) - set(written) if section != "images" else set()
        unknown = set(written) - set(known)
        meant = meant_names(unknown, missing if section != "images" else set(known) - set(written))
        for name in sorted(missing - set(meant.values())):
            yield Problem(
                path=f"{NAMESPACE}:{section}.{name}",
                found="nothing",
                allowed=f"a block for each of {allowed}",
                fix=f"add it: it is part of {values['system']}",
            )
        for name in sorted(unknown):
            fix = f"write {meant[name]}" if name in meant else f"remove it, or declare it in the module of {values['system']}"
            yield Problem(path=f"{NAMESPACE}:{section}.{name}", found="a name nothing uses", allowed=allowed, fix=fix)


def _endpoint_problems(values: Mapping[str, Any], system: System[StackSettings]) -> Iterator[Problem]:
    """Ask at once for every endpoint that a network without NAT needs, for all that its tasks call."""
    network = values.get("network")
    if not isinstance(network, dict) or network.get("nat") != "none":
        return
    written = network.get("interface_endpoints", [])
    needed: list[str] = [*ENDPOINTS_WITHOUT_NAT]
    if values.get("credential_store") == "parameter-store":
        needed[needed.index("secretsmanager")] = "ssm"
    if values.get("tracing") is not None:
        needed.append("xray")
    if any(service.publishes_metrics for service in system.services):
        needed.append("monitoring")
    consoles = (value["console"] for value in values.values() if isinstance(value, dict) and "console" in value)
    if any(isinstance(console, dict) and "image" in console for console in consoles):
        needed += ["ssmmessages", "kms"]
    missing = [endpoint for endpoint in needed if not isinstance(written, list) or endpoint not in written]
    if missing:
        yield Problem(
            path=f"{NAMESPACE}:network.interface_endpoints",
            found=", ".join(map(str, written)) if isinstance(written, list) and written else "nothing",
            allowed=f"at least {', '.join(needed)} with nat: none: what tasks do passes through them",
            fix=f"add {', '.join(missing)}, or set nat to single",
        )
