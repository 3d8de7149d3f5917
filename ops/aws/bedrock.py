"""Amazon Bedrock: models and profiles."""

from ops.aws.client import Aws, MissingError


def model_is_available(aws: Aws, model: str, *, profile: bool) -> bool:
    """Whether the account may use a foundation model.

    Args:
        aws: the account.
        model: its id.
        profile: whether it is asked through a profile, and so need not be offered in this region itself.
    """
    answer = aws.read("bedrock", "get_foundation_model_availability", f"model {model}", modelId=model)
    return bool(answer["authorizationStatus"] == "AUTHORIZED" and (profile or answer["regionAvailability"] == "AVAILABLE"))


def profile_regions(aws: Aws, profile: str) -> set[str]:
    """Return the regions a profile may send requests to; none where it is not there or not active."""
    try:
        answer = aws.read("bedrock", "get_inference_profile", f"profile {profile}", inferenceProfileIdentifier=profile)
    except MissingError:
        return set()
    return {one["modelArn"].split(":")[3] for one in answer["models"]} if answer["status"] == "ACTIVE" else set()
