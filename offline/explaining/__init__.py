"""One component explained: what it may do, read and reach, who reaches it, its secrets, keys, backups, alarms and sizes."""
