"""What operators see: alarms, the topic they go to, the dashboard, and what workloads publish."""
