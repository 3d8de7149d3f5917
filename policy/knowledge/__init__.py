"""What is true of AWS, whatever a rule makes of it."""
