"""What is kept between deployments: the one thing the preview knows about the program, handed to the simulation."""

import hashlib
import json
from collections.abc import Mapping


def digest_of(service: str) -> str:
    """The digest of the image that a pipeline is pretended to have pushed for a service."""
    return f"sha256:{hashlib.sha256(f'image of {service}'.encode()).hexdigest()}"


def recorded_images(
    config: Mapping[str, str], digests: Mapping[str, str] | None = None, deployed: Mapping[str, str] | None = None
) -> Mapping[str, str]:
    """The SSM parameters in which pipelines and the last `pulumi up` have recorded the image of each service, by path.

    Args:
        config: the stack's configuration, as the engine hands it over.
        digests: what pipelines recorded, by service; by default there is one for each key of `platform:services`.
        deployed: what the last `pulumi up` deployed, by service; by default `digests`.
    """
    if digests is None:
        digests = {service: digest_of(service) for service in _services(config)}
    path = f"/{config.get('platform:system')}/{config.get('platform:environment')}"
    kinds = {"images": digests, "deployed": digests if deployed is None else deployed}
    return {f"{path}/{kind}/{service}": digest for kind, held in kinds.items() for service, digest in held.items()}


def _services(config: Mapping[str, str]) -> list[str]:
    try:
        services = json.loads(config.get("platform:services", "{}"))
    except (ValueError, RecursionError):
        return []  # the program refuses such a stack file, and says what is wrong with it
    return list(services) if isinstance(services, dict) else []
