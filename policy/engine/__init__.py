"""How the pack runs: the process, the engine's protocol, configuration, and the catalogue of all rules."""
