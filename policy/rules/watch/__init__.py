"""Rules about what is recorded and notified: logs, trails, alarms, messages."""
