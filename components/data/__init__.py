"""What keeps data: databases, caches, streams, buckets, secrets, backups."""
