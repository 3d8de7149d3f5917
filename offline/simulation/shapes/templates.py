"""Templates of AWS answers, and the context about one resource that fill them."""

import re
import string
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from offline.simulation.identity import Identity
from offline.simulation.values import plain

_DRAWN: Final = re.compile(r"(hex|digits|lower|upper|mixed)(\d+)")


class AnswerContext:
    """What is known about one resource while its outputs are filled in: its outputs so far, and where it lives.

    `purpose` is the output being filled: drawn characters differ from one output to the next, except lower-case ones, which are
    part of host names and the same in all endpoints of a resource.
    """

    def __init__(self, outputs: dict[str, Any], location: Mapping[str, str], identity: Identity) -> None:
        self.outputs = outputs
        self.identity = identity
        self.purpose = "id"
        self._location = location

    def __getitem__(self, name: str) -> Any:
        """An output by name, a part of the location, or drawn characters such as `hex17`; an empty string if there is none."""
        if name in self.outputs:
            return plain(self.outputs[name])
        if name in self._location:
            return self._location[name]
        if name == "uuid":
            return self.identity.uuid(self.purpose)
        if drawn := _DRAWN.fullmatch(name):
            draw: Callable[[int, str], str] = getattr(self.identity, drawn[1])
            return draw(int(drawn[2]), "host" if drawn[1] == "lower" else self.purpose)
        return ""

    def answer(self, output: str, template: "OutputTemplate") -> Any:
        """The value of one output, from its template."""
        self.purpose = output
        if isinstance(template, str):
            return self.fill(template)
        return template(self) if callable(template) else template

    def fill(self, template: str) -> str:
        """The template with every placeholder replaced."""
        return _Filler(self).format(template)


class _Filler(string.Formatter):
    """`{name}`, or `{name:tail}` for what follows its last slash, or `{name:bare}` for it without a leading slash."""

    def __init__(self, context: AnswerContext) -> None:
        self._facts = context

    def get_value(self, key: int | str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        del args, kwargs
        return self._facts[str(key)]

    def format_field(self, value: Any, format_spec: str) -> Any:
        match format_spec:
            case "tail":
                return str(value).rpartition("/")[2]
            case "bare":
                return str(value).removeprefix("/")
            case _:
                return str(value)


OutputTemplate = str | int | bool | Callable[[AnswerContext], Any]
AnswerTemplate = Mapping[str, OutputTemplate]


def regional(service: str, resource: str) -> str:
    """The template of an ARN with region and account."""
    return f"arn:{{partition}}:{service}:{{region}}:{{account}}:{resource}"


def account_wide(service: str, resource: str) -> str:
    """The template of an ARN of a service that has no regions."""
    return f"arn:{{partition}}:{service}::{{account}}:{resource}"


def named(service: str, resource: str, **more: OutputTemplate) -> AnswerTemplate:
    """A resource whose id is its name."""
    return {"id": "{name}", "arn": regional(service, resource), **more}


def by_arn(arn: OutputTemplate, **more: OutputTemplate) -> AnswerTemplate:
    """A resource whose id is its ARN."""
    return {"arn": arn, "id": "{arn}", **more}


def companion(of: str) -> AnswerTemplate:
    """A resource that has no identity of its own: its id is the property that says what it belongs to."""
    return {"id": f"{{{of}}}"}
