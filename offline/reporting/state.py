"""A recording as `pulumi stack export` would show the stack, for tools that read such files. Secrets are left out of it."""

from collections.abc import Mapping
from typing import Any, Final

from offline.simulation.model import STACK_TYPE, Recording, Resource
from offline.simulation.values import SECRET_SIGNATURE, SIGNATURE, marked

_SECRET: Final[Mapping[str, str]] = {SIGNATURE: SECRET_SIGNATURE, "plaintext": '"[secret]"'}
_MARK: Final = "simulated by python -m offline; nothing of this exists"


def export(recording: Recording) -> Mapping[str, Any]:
    """The stack's deployment, version 3 of the format; `manifest.version` says that it is simulated."""
    stack = [resource for resource in recording.resources if resource.type == STACK_TYPE]
    others = [resource for resource in recording.resources if resource.type != STACK_TYPE]
    return {
        "version": 3,
        "deployment": {
            "manifest": {"time": "1970-01-01T00:00:00Z", "magic": "", "version": _MARK},
            "resources": [_entry(resource) for resource in (*stack, *recording.providers, *others)],
            "metadata": {},
        },
    }


def _entry(resource: Resource) -> Mapping[str, Any]:
    optional = {
        "id": resource.id,
        "parent": resource.parent,
        "protect": resource.protect,
        "dependencies": list(resource.dependencies),
        "propertyDependencies": {key: list(urns) for key, urns in resource.property_dependencies.items()},
        "provider": resource.provider,
        "additionalSecretOutputs": list(resource.additional_secret_outputs),
        "aliases": list(resource.aliases),
        "customTimeouts": resource.custom_timeouts.chosen,
        "importID": resource.import_id,
        "retainOnDelete": resource.retain_on_delete,
        "deletedWith": resource.deleted_with,
        "ignoreChanges": list(resource.ignore_changes),
        "replaceOnChanges": list(resource.replace_on_changes),
    }
    return {
        "urn": resource.urn,
        "custom": resource.custom,
        "type": resource.type,
        "inputs": marked(resource.inputs, _SECRET),
        "outputs": marked(resource.outputs, _SECRET),
        **{key: value for key, value in optional.items() if value},
    }
