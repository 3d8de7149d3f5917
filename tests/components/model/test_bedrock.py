"""Models are exact ARNs; a profile names each region it may send requests to."""

import pytest
from pydantic import ValidationError

from components.base.access import Access
from components.model.bedrock import Models
from stack.settings import InferenceProfileSettings, ModelSettings
from tests.components.declaring import ACCOUNT, declared

INVOKE = {"bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"}
NOVA = "amazon.nova-lite-v1:0"
PROFILE = InferenceProfileSettings(id=f"us.{NOVA}", model_id=NOVA, regions=("us-east-1", "us-west-2"))


def asked(settings: ModelSettings) -> tuple[Models, Access]:
    found: list[Models] = []
    declared(lambda placement: found.append(Models("models", placement.site, settings=settings)))
    return found[0], found[0].access("MODEL_IDS")


def test_a_model_is_asked_in_the_stacks_region_alone() -> None:
    _, access = asked(ModelSettings(model_ids=(NOVA,)))
    (statement,) = access.statements
    assert (set(statement.actions), statement.resources) == (INVOKE, (f"arn:aws:bedrock:us-east-1::foundation-model/{NOVA}",))
    assert access.environment == {"MODEL_IDS": NOVA}


def test_a_profile_is_asked_and_its_model_only_through_it() -> None:
    _, access = asked(ModelSettings(inference_profiles=(PROFILE,)))
    profile, models = access.statements
    arn = f"arn:aws:bedrock:us-east-1:{ACCOUNT}:inference-profile/us.{NOVA}"
    assert profile.resources == (arn,)
    assert models.resources == tuple(f"arn:aws:bedrock:{region}::foundation-model/{NOVA}" for region in PROFILE.regions)
    assert models.conditions == {"StringEquals": {"bedrock:InferenceProfileArn": arn}}


def test_throttling_is_an_alarm_for_each_model() -> None:
    tier, access = asked(ModelSettings(model_ids=(NOVA,), inference_profiles=(PROFILE,)))
    alarms = [one for one in tier.signals if one.threshold is not None]
    assert [(one.metric, one.dimensions["ModelId"]) for one in alarms] == [
        ("InvocationThrottles", NOVA),
        ("InvocationThrottles", f"us.{NOVA}"),
    ]
    assert access.environment == {"MODEL_IDS": f"{NOVA},us.{NOVA}"}


def test_a_block_that_names_nothing_is_refused() -> None:
    with pytest.raises(ValidationError):
        ModelSettings()


def test_requests_stay_where_the_settings_say() -> None:
    """Another region is another country, so it is never implied by the profile's name."""
    with pytest.raises(ValidationError):
        InferenceProfileSettings(id=f"us.{NOVA}", model_id=NOVA, regions=())


@pytest.mark.parametrize("prefix", ["global", "mars"])
def test_a_profile_that_may_send_requests_anywhere_is_refused(prefix: str) -> None:
    with pytest.raises(ValidationError):
        InferenceProfileSettings(id=f"{prefix}.{NOVA}", model_id=NOVA, regions=("us-east-1",))
