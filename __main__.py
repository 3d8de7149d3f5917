"""Builds the system that the stack file names. Everything else is in systems/, components/ and stack/."""

import pulumi
from pulumi.runtime.config import CONFIG, get_config_env

from stack.file import load
from systems import Systems

systems = Systems()
settings = load(pulumi.get_stack(), {**get_config_env(), **CONFIG.get()}, systems)
for output, value in systems[settings.system].build(settings).items():
    pulumi.export(output, value)
