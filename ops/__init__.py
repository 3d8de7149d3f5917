"""The day-2 command line: what people and pipelines do with a stack that stands. `python -m ops --help`."""
