"""JSON texts whose values are known only once AWS has made something: policies, task definitions, dashboards."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pulumi


def json_text(document: Mapping[str, Any] | Sequence[Any]) -> pulumi.Output[str]:
    """Return the JSON text of a document that has outputs among its values; secret and unknown where one of them is.

    `pulumi.Output.json_dumps` says the same, with an output and three tasks for each value of the document, whether it is one or
    not: a third of a preview's time for policies, which are plain text all but for a few ARNs.
    """
    outputs: list[pulumi.Output[Any]] = []
    _collect(document, outputs)
    if not outputs:
        return pulumi.Output.from_input(json.dumps(document))

    def fill(values: Sequence[Any]) -> str:
        known = iter(values)  # in the order in which they were collected, which is the order of `dumps`

        def next_known(value: object) -> Any:
            if not isinstance(value, pulumi.Output):
                raise TypeError(f"JSON has no {type(value).__name__}")
            return next(known)

        return json.dumps(document, default=next_known)

    return pulumi.Output.all(*outputs).apply(fill)


def _collect(value: object, outputs: list[pulumi.Output[Any]]) -> None:
    if isinstance(value, pulumi.Output):
        outputs.append(value)
    elif isinstance(value, dict):
        for part in value.values():
            _collect(part, outputs)
    elif isinstance(value, list | tuple):
        for part in value:
            _collect(part, outputs)
