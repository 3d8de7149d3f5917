"""A rule's description, and what every rule can be told, as the tests of the engine have them."""

from policy.model.rule import About

ABOUT = About(
    name="some-rule", title="A title", severity="low", why="Because.", fix="Do it.", preview="nothing", passes="x", fails="y"
)

LOWERING = {
    "reason": {"type": "string", "minLength": 1.0, "description": "Why the rule asks less than usual"},
    "expires": {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$", "description": "The last day on which it does (YYYY-MM-DD)"},
}
