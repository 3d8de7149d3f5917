"""Run a program's own `__main__.py` as `pulumi` runs it: from its directory, with that directory first on the module path."""

import os
import runpy
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

_kept: dict[Path, dict[str, ModuleType]] = {}
"""Modules that were kept of a directory's program, by name."""


@contextmanager
def loading(directory: Path, *, keep: bool = False) -> Iterator[None]:
    """Import a program's modules inside: from its directory, anew, and forgotten afterwards.

    Args:
        directory: the program's.
        keep: have later runs use these modules again. Only what was imported outside of a run may be kept: it declared nothing.
    """
    directory = directory.resolve()
    with _own_modules(directory), _working_in(directory):
        if not keep:
            sys.modules.update(_kept.get(directory, {}))
        yield
        if keep:
            _kept[directory] = _loaded(directory)


def run_file(program: Path) -> None:
    """Run a program, given its directory or its main file; its modules are loaded anew and forgotten afterwards."""
    program = program.resolve()
    directory = program if program.is_dir() else program.parent
    with loading(directory):
        runpy.run_path(str(program / "__main__.py" if program.is_dir() else program), run_name="__main__")


@contextmanager
def _own_modules(directory: Path) -> Iterator[None]:
    """Modules of the program are loaded anew inside, and those loaded before are back afterwards."""
    before = _loaded(directory)
    for name in before:
        del sys.modules[name]
    try:
        yield
    finally:
        for name in _loaded(directory):
            del sys.modules[name]
        sys.modules.update(before)


def _loaded(directory: Path) -> dict[str, ModuleType]:
    """The program's modules; looked up in a copy, because another thread may be importing something."""
    with os.scandir(directory) as entries:
        packages = {one.name.removesuffix(".py") for one in entries if one.name.endswith(".py") or one.is_dir()}
    return {name: module for name, module in sys.modules.copy().items() if _belongs(module, directory, packages)}


def _belongs(module: ModuleType, directory: Path, packages: set[str]) -> bool:
    """Whether a module is the program's, or stands where one of the program's `packages` would be loaded.

    This package and installed ones are not, wherever they are.
    """
    file = getattr(module, "__file__", None)
    package = module.__name__.partition(".")[0]
    if file is None or package in ("__main__", __name__.partition(".")[0]) or f"{os.sep}site-packages{os.sep}" in file:
        return False
    return package in packages or file.startswith(f"{directory}{os.sep}")


@contextmanager
def _working_in(directory: Path) -> Iterator[None]:
    before, path = Path.cwd(), list(sys.path)
    os.chdir(directory)
    sys.path.insert(0, str(directory))
    try:
        yield
    finally:
        os.chdir(before)
        sys.path[:] = path
