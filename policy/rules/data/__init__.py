"""Rules about what keeps data: databases, caches, streams, buckets, secrets and backups."""
