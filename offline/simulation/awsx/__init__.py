"""What the awsx plugin would declare for its one component this program uses."""
