"""Reads a stack's configuration into `Settings`, and holds it against what the named system is made of."""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from components.parsing import Problem, Reader, SettingsError
from components.services import ServiceFacts
from components.settings import Settings

NAMESPACE = "platform"
OPTIONAL_BLOCKS = ("account", "network", "load_balancer", "database", "cache", "stream")

T = TypeVar("T")


def present(block: T | None) -> T:
    """Return an optional block that the system's `Tiers` demand, so that `load` has refused a stack file without it.

    Raises:
        ValueError: when the system uses a block that its `Tiers` do not name.
    """
    if block is None:
        raise ValueError("the system uses a tier that its TIERS do not name")
    return block


@dataclass(frozen=True, kw_only=True)
class Tiers:
    """What a system is made of, as far as stack files size it. Compared with a stack file before anything is declared."""

    services: Mapping[str, ServiceFacts] = field(default_factory=dict)
    jobs: Collection[str] = ()
    buckets: Collection[str] = ()
    blocks: Collection[str] = ("network", "load_balancer")
    """Optional blocks of `Settings` that the system uses."""


def _raw(config: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    """Undo what Pulumi does to configuration: every value arrives as text, blocks and lists as JSON."""
    for key, text in config.items():
        namespace, _, name = key.partition(":")
        if namespace != NAMESPACE:
            continue
        try:
            value = json.loads(text)
        except json.JSONDecodeError:
            value = text
        yield name, value


def load(stack: str, config: Mapping[str, str], systems: Mapping[str, Tiers]) -> Settings:
    """Return the settings of a stack.

    Args:
        stack: the stack's name, only to say which file is wrong.
        config: Pulumi's configuration as the engine hands it over, `namespace:key` to text.
        systems: the systems that exist and what each is made of.

    Raises:
        SettingsError: with every problem found, before anything is declared.
    """
    reader = Reader()
    values = dict(_raw(config))
    settings = reader.read_block(Settings, values, NAMESPACE, separator=":")
    # On the raw values, so that these are told even when other blocks do not parse.
    reader.found.extend(_tier_problems(values, systems))
    reader.found.extend(_region_problems(values, config.get("aws:region", "")))
    if settings is not None and settings.system in systems:
        reader.found.extend(_service_problems(settings, systems[settings.system].services))
    if settings is None or reader.found:
        raise SettingsError(stack, reader.found)
    return settings


def _tier_problems(values: Mapping[str, Any], systems: Mapping[str, Tiers]) -> Iterator[Problem]:
    system = values.get("system")
    if system is None:
        return
    if system not in systems:
        yield Problem(
            path=f"{NAMESPACE}:system",
            found=str(system),
            allowed="one of " + ", ".join(sorted(systems)),
            fix="name a module of systems/, with hyphens",
        )
        return
    tiers = systems[system]
    for section, known in (("services", tiers.services), ("jobs", tiers.jobs), ("buckets", tiers.buckets)):
        missing = f"add it: it is part of {system}"
        yield from _name_problems(section, values.get(section, {}), known, missing=missing)
    yield from _name_problems("images", values.get("images", {}), tiers.services, missing=None)
    for block in OPTIONAL_BLOCKS:
        used = block in tiers.blocks
        if used != (block in values):
            yield Problem(
                path=f"{NAMESPACE}:{block}",
                found="nothing" if used else "a block nothing uses",
                allowed="a block of keys and values" if used else f"none: {system} has no {block}",
                fix=f"add {block}" if used else "remove it",
            )


def _service_problems(settings: Settings, services: Mapping[str, ServiceFacts]) -> Iterator[Problem]:
    """Refuse what would silently do nothing or lose sessions: idle consumers, and settings about requests that never arrive."""
    routed = ", ".join(sorted(name for name, facts in services.items() if facts.routed)) or "no service of this system"
    for service, facts in services.items():
        size = settings.services.get(service)
        if size is None:
            continue
        path = f"{NAMESPACE}:services.{service}"
        if facts.most_tasks is not None and size.max_capacity > facts.most_tasks:
            yield Problem(
                path=f"{path}.max_capacity",
                found=f"{size.max_capacity} consumers for {facts.most_tasks} partitions",
                allowed=f"at most {facts.most_tasks}: a consumer without a partition does nothing",
                fix="lower max_capacity, or give the topic more partitions in the system's module",
            )
        for key in ("allowed_cidr_blocks", "sign_in", "deployment"):
            if getattr(size, key) and not facts.routed:
                yield Problem(
                    path=f"{path}.{key}",
                    found="a service that the load balancer does not reach",
                    allowed=routed,
                    fix=f"remove {key}",
                )
        if facts.sessions and size.deployment is not None:
            yield Problem(
                path=f"{path}.deployment",
                found=f"{size.deployment.strategy} of a service that keeps sessions in its tasks",
                allowed="nothing: its tasks are replaced a few at a time, and browsers stay with theirs as long as it runs",
                fix="remove deployment",
            )


def _name_problems(section: str, written: Any, known: Collection[str], *, missing: str | None) -> Iterator[Problem]:
    """Compare the names in a section with the ones the system has; `missing` is the fix for an absent one, None if it may be."""
    if not isinstance(written, dict):
        return
    allowed = ", ".join(sorted(known)) or "none"
    for name in sorted(set(known) - set(written)):
        if missing is not None:
            yield Problem(
                path=f"{NAMESPACE}:{section}.{name}", found="nothing", allowed=f"a block for each of {allowed}", fix=missing
            )
    for name in sorted(set(written) - set(known)):
        yield Problem(path=f"{NAMESPACE}:{section}.{name}", found="a name nothing uses", allowed=allowed, fix="remove it")


def _region_problems(values: Mapping[str, Any], region: str) -> Iterator[Problem]:
    if not region:
        yield Problem(path="aws:region", found="nothing", allowed="an AWS region such as us-east-1", fix="add aws:region")
        return
    network = values.get("network")
    written = network.get("availability_zones") if isinstance(network, dict) else None
    zones = [str(zone) for zone in written] if isinstance(written, list) else []
    for index, zone in enumerate(zones):
        if not re.fullmatch(rf"{re.escape(region)}[a-z]", zone):
            yield Problem(
                path=f"{NAMESPACE}:network.availability_zones[{index}]",
                found=zone,
                allowed=f"a zone of aws:region {region}, such as {region}a",
                fix="name zones of the stack's own region",
            )
    if len(set(zones)) != len(zones):
        yield Problem(
            path=f"{NAMESPACE}:network.availability_zones",
            found=", ".join(zones),
            allowed="each zone once",
            fix="remove the repeated one",
        )
