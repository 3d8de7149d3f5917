"""From a commit to running stacks: a pipeline, its builds, and a role for each stage with exactly what the stage calls."""
