"""The pack as CrossGuard sees it."""

import gc

import pulumi_policy as sdk

from policy.adapter import to_policy
from policy.catalogue import RULES

NAME = "platform"

# The SDK makes fresh objects of every resource for every rule; looking for cycles among them as often as Python does by
# default takes a quarter of the time.
_COLLECT_AFTER = 200_000


def serve() -> None:
    """Answer the engine until it goes away."""
    gc.freeze()
    gc.set_threshold(_COLLECT_AFTER)
    sdk.PolicyPack(NAME, [to_policy(rule) for rule in RULES], sdk.EnforcementLevel.MANDATORY)
