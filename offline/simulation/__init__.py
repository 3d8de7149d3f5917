"""The engine's and AWS's part: runs the program and answers what it registers and looks up."""
