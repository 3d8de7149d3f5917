"""Builds the system that the stack file names. Everything else is in systems/ and components/."""

import importlib
import pkgutil

import pulumi
from pulumi.runtime.config import CONFIG, get_config_env

import systems
from components.stack_file import load

modules = {
    module.name.replace("_", "-"): importlib.import_module(f"systems.{module.name}")
    for module in pkgutil.iter_modules(systems.__path__)
}
settings = load(pulumi.get_stack(), {**get_config_env(), **CONFIG.get()}, {name: module.TIERS for name, module in modules.items()})
for output, value in modules[settings.system].build(settings).items():
    pulumi.export(output, value)
