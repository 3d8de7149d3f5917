"""What `preflight` asks of AWS, subject by subject."""
