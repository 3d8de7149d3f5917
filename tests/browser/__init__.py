"""The report in a real browser; run by `make test-report`."""
