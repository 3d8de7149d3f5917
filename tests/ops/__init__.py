"""The operations commands end to end: over HTTP on loopback, against what the recorded plan of the real program says there is."""
