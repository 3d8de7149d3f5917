"""Rules about what is recorded and who is told: logs, trails, alarms, messages."""
