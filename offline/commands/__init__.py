"""One command a file: `add` teaches the parser its options, and sets what runs it."""
