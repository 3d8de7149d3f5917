"""Models that no role of a stack may ask, and profiles that are not of the model they are said to be of."""

from types import SimpleNamespace
from typing import cast

import pytest

from stack.settings import ModelSettings
from stack.settings.model import InferenceProfileSettings

NOVA = "amazon.nova-lite-v1:0"
PROFILE = f"ca.{NOVA}"


@pytest.mark.parametrize(
    ("models", "profiles", "told"),
    [
        ((NOVA,), ((PROFILE, NOVA),), []),
        ((NOVA, "deepseek.r1-v1:0"), (), [("model_ids[1]", "deepseek.r1-v1:0")]),
        ((), (("us.deepseek.r1-v1:0", "deepseek.r1-v1:0"),), [("inference_profiles[0].model_id", "deepseek.r1-v1:0")]),
        (
            (),
            ((PROFILE, "amazon.nova-pro-v1:0"),),
            [("inference_profiles[0].model_id", f"amazon.nova-pro-v1:0 with the profile {PROFILE}")],
        ),
    ],
)
def test_models_are_such_as_roles_may_ask(
    models: tuple[str, ...], profiles: tuple[tuple[str, str], ...], told: list[tuple[str, str]]
) -> None:
    said = {
        "model_ids": models,
        "inference_profiles": tuple(
            InferenceProfileSettings(id=profile, model_id=model, regions=("ca-central-1",)) for profile, model in profiles
        ),
    }
    # Its rules alone: made in the usual way, a block refuses to be there with a problem.
    problems = ModelSettings.problems(cast(ModelSettings, SimpleNamespace(**said)))
    assert [(problem.path, problem.found) for problem in problems] == told
