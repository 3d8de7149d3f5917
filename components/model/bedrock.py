"""Foundation models on Amazon Bedrock: exactly those the settings name, asked from exactly the workloads given access."""

from collections.abc import Sequence

from components.base.access import Access
from components.base.grant import Grant, Reach, arns
from components.base.iam import Statement, actions
from components.base.signal import Metrics, Signal
from components.base.tier import Tier
from stack.settings import ModelSettings
from stack.settings.model import PROVIDERS
from stack.site import PARTITION, Site

# Models are AWS's, and a profile asks them in other regions: the boundary of a stack refuses those to requests without one.
_INVOKE = Grant(
    reach=Reach(
        sid="Models",
        resources=(
            *(f"arn:{PARTITION}:bedrock:*::foundation-model/{provider}.*" for provider in PROVIDERS),
            *arns("bedrock", "inference-profile/*.*"),
        ),
    ),
    actions=actions("bedrock", "InvokeModel InvokeModelWithResponseStream"),
)


def model_statements(site: Site, settings: ModelSettings) -> list[Statement]:
    """Return what it takes to invoke the models, and nothing else of Bedrock.

    A cross-region profile needs itself and its model in each region it may send requests to; the condition keeps those models from
    being asked there without the profile (Amazon Bedrock guide, "prerequisites for inference profiles").
    """
    statements = []
    if settings.model_ids:
        statements.append(_INVOKE.on("InvokeModels", *(_model(site.region, model) for model in settings.model_ids)))
    for index, profile in enumerate(settings.inference_profiles, start=1):
        arn = site.arn("bedrock", f"inference-profile/{profile.id}")
        models = [_model(region, profile.model_id) for region in profile.regions]
        statements += [
            _INVOKE.on(f"InvokeProfile{index}", arn),
            _INVOKE.on(f"InvokeProfile{index}Models", *models, conditions={"StringEquals": {"bedrock:InferenceProfileArn": arn}}),
        ]
    return statements


class Models(Tier):
    """The models a system asks. Nothing is declared for them: Bedrock runs them, and bills by the token.

    Args:
        name: logical name part.
        site: where requests are sent from.
        settings: which models and profiles.
    """

    GRANTS = (_INVOKE,)

    def __init__(self, name: str, site: Site, *, settings: ModelSettings) -> None:
        super().__init__("platform:model:Models", name, None)
        self._site, self._settings = site, settings
        self.register_outputs({"models": [*settings.model_ids, *(profile.id for profile in settings.inference_profiles)]})

    def access(self, variable: str) -> Access:
        """Invoke the models, whose ids arrive in an environment variable, separated by commas."""
        ids = ",".join([*self._settings.model_ids, *(profile.id for profile in self._settings.inference_profiles)])
        return Access(
            tier=self.logical_name, statements=tuple(model_statements(self._site, self._settings)), environment={variable: ids}
        )

    @property
    def signals(self) -> Sequence[Signal]:
        """Requests that Bedrock refuses for being too many, for each model."""
        signals = []
        for index, model in enumerate([*self._settings.model_ids, *(one.id for one in self._settings.inference_profiles)], start=1):
            bedrock = Metrics(
                tier=self.logical_name, namespace="AWS/Bedrock", dimensions={"ModelId": model}, runbook="service-failing"
            )
            signals += [
                bedrock.above(
                    "InvocationThrottles",
                    0,
                    f"throttles-{index}",
                    "throttles",
                    f"Bedrock refuses requests to {model}: ask for a higher quota, or send fewer.",
                    statistic="Sum",
                ),
                bedrock.chart("InvocationLatency", f"latency-{index}", "latency (ms)"),
            ]
        return signals


def _model(region: str, model: str) -> str:
    return f"arn:{PARTITION}:bedrock:{region}::foundation-model/{model}"
