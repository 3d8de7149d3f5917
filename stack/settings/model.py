"""Foundation models that a system asks."""

from collections.abc import Iterator
from typing import Annotated

from stack.block import block
from stack.limits import each_once, matches, max_length, min_length
from stack.problems import Problem
from stack.settings.vocabulary import Region

PROVIDERS = ("amazon", "anthropic", "cohere", "meta", "mistral")
"""Whose models the boundaries of stacks let roles ask; another's is a name here, and an update of the account stack."""

ModelId = Annotated[
    str, matches(r"[a-z0-9-]{1,63}\.[a-z0-9.-]{1,63}(:[a-z0-9-]{1,63}){0,2}", "the id of a model, such as amazon.nova-lite-v1:0")
]


@block
class InferenceProfileSettings:
    """A cross-region profile: Bedrock sends each request to one of several regions."""

    id: Annotated[str, matches(r"(us|eu|ca|apac|au|jp)\.[a-zA-Z0-9.:-]{1,240}", "the id of a system-defined inference profile")]
    """Such as ca.amazon.nova-lite-v1:0. Check: `aws bedrock list-inference-profiles`. A global one is refused: nobody could say
    where data goes."""
    model_id: ModelId
    """The model behind it."""
    regions: Annotated[tuple[Region, ...], min_length(1), max_length(12), each_once("a region is one region")]
    """Every region it may send requests to, and so every country that sees them. `aws bedrock get-inference-profile` lists them."""


@block
class ModelSettings:
    """Models on Amazon Bedrock. Access to each is granted once for an account: docs/preflight.md."""

    model_ids: Annotated[tuple[ModelId, ...], max_length(10), each_once("a model is one model")] = ()
    """Models asked in the stack's own region. Check: `aws bedrock list-foundation-models`; models end, often within a year."""
    inference_profiles: Annotated[tuple[InferenceProfileSettings, ...], max_length(10)] = ()
    """Profiles in place of models that a region offers only through them."""

    def problems(self) -> Iterator[Problem]:
        """Check that something can be asked, that roles may ask it, and that each profile is of its model."""
        profiles = [(f"inference_profiles[{index}]", one) for index, one in enumerate(self.inference_profiles)]
        for path, model in (
            *((f"model_ids[{index}]", model) for index, model in enumerate(self.model_ids)),
            *((f"{path}.model_id", profile.model_id) for path, profile in profiles),
        ):
            if model.partition(".")[0] not in PROVIDERS:
                yield Problem(
                    path=path,
                    found=model,
                    allowed=f"a model of {', '.join(PROVIDERS)}: the boundary of the stack's roles denies any other",
                    fix="name another model, or add its provider in stack/settings/model.py and apply the account stack",
                )
        for path, profile in profiles:
            if profile.id.partition(".")[2] != profile.model_id:
                yield Problem(
                    path=f"{path}.model_id",
                    found=f"{profile.model_id} with the profile {profile.id}",
                    allowed=f"{profile.id.partition('.')[2]}: a profile is called after its model, and asks no other",
                    fix="correct one of the two",
                )
        if not self.model_ids and not self.inference_profiles:
            yield Problem(
                path="model_ids",
                found="neither model_ids nor inference_profiles",
                allowed="at least one model or profile",
                fix="name one, or remove the block",
            )
