"""What a stack is, without AWS's SDK: where it lives, what its file may say, and what a wrong file is told."""
