"""AWS Systems Manager Parameter Store."""

from datetime import datetime
from typing import Any

from ops.aws.client import Aws


def parameters_below(aws: Aws, path: str, *, region: str | None = None) -> dict[str, str]:
    """Return what the parameters directly below a path hold, by the end of their names."""
    found = aws.pages("ssm", "get_parameters_by_path", "Parameters", f"parameters below {path}", region=region, Path=path)
    return {one["Name"].removeprefix(f"{path}/"): one["Value"] for one in found}


def history(aws: Aws, name: str) -> list[dict[str, Any]]:
    """Return what a parameter has held, the oldest first: `Value`, `Version`, `LastModifiedDate`."""
    return list(aws.pages("ssm", "get_parameter_history", "Parameters", f"parameter {name}", Name=name))


def put(aws: Aws, name: str, value: str) -> None:
    """Write a parameter that is there."""
    aws.write("ssm", "put_parameter", f"{name} = {value}", Name=name, Value=value, Overwrite=True)


def last_changed(aws: Aws, arn: str) -> datetime | None:
    """Return when a parameter was last written; its value is not read. None where there is no such parameter."""
    name = "/" + arn.partition(":parameter/")[2]
    asked = [{"Key": "Name", "Values": [name]}]
    found = aws.read("ssm", "describe_parameters", f"parameter {name}", ParameterFilters=asked)["Parameters"]
    return found[0]["LastModifiedDate"] if found else None
