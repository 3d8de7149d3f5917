"""Settings of the whole suite."""

import gc

# Recordings are many long-lived objects: looking for garbage among them as often as Python does costs a fifth of the time.
gc.set_threshold(100_000)
