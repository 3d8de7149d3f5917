"""What AWS and its engines let names be: facts that the program, the pack and the preview share. Imports nothing."""
