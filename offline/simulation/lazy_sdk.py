"""Load of each `pulumi_aws` service only the resources a program uses: the SDK loads a service lazily, but then all of it.

A service package runs a star import of each of its files, 600 in a stack like ours, of which a tenth is used. Here the files are
imported when one of their names is first asked for. What cannot be found that way makes the package load as it always would.
"""

import importlib
import importlib.abc
import importlib.machinery
import re
import sys
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from offline.simulation.bare_source import BareLoader

_SDK: Final = "pulumi_aws."
_WORD: Final = re.compile(r"(?<!^)(?=[A-Z])")


def install() -> None:
    """From now on, in this process, import services file by file."""
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())


class _Finder(importlib.abc.MetaPathFinder):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if not fullname.startswith(_SDK):
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        if spec is None or not isinstance(spec.loader, importlib.machinery.SourceFileLoader):
            return spec
        spec.loader = BareLoader(spec.loader.name, spec.loader.path)
        if spec.submodule_search_locations and fullname.count(".") == 1:
            spec.loader = _Loader(spec.loader)
        return spec


class _Loader(importlib.abc.Loader):
    def __init__(self, whole: importlib.abc.Loader) -> None:
        self._whole = whole

    def exec_module(self, module: ModuleType) -> None:
        """Instead of running the package, teach it to find its names."""
        files = {file.stem for file in Path(module.__path__[0]).glob("*.py")}

        def find(name: str) -> Any:
            if name.startswith("__"):
                raise AttributeError(name)
            for file in _candidates(name, files):
                part = importlib.import_module(f"{module.__name__}.{file}")
                if hasattr(part, file):  # a function named like its file, which the import has put in its place
                    setattr(module, file, getattr(part, file))
                if file == name:
                    return vars(module).get(name, part)  # not there yet while the file imports itself
                if hasattr(part, name):
                    setattr(module, name, getattr(part, name))
                    return getattr(part, name)
            del vars(module)["__getattr__"]
            self._whole.exec_module(module)
            return getattr(module, name)

        vars(module)["__getattr__"] = find


def _candidates(name: str, files: Collection[str]) -> Iterator[str]:
    """The files that may define a name, the one whose definition the package would end up with first."""
    nested = ["_inputs"] if name.endswith(("Args", "ArgsDict")) else []  # the last star import of a package
    convention = [_WORD.sub("_", stem).lower() for stem in (name, name.removesuffix("Args"))]
    for file in (*nested, *convention, name.removesuffix("_output"), "_enums"):
        if file in files:
            yield file
