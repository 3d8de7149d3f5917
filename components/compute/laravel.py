"""What a Laravel application is told and how it is run: the names that Laravel gives to what tiers hand out."""

from typing import Final

SETTINGS: Final = {
    "APP_DEBUG": "false",
    "DB_CONNECTION": "pgsql",
    "DB_SSLMODE": "require",
    "REDIS_SCHEME": "tls",
    "CACHE_DRIVER": "redis",
    "SESSION_DRIVER": "redis",
    "QUEUE_CONNECTION": "sqs",
}
"""The same everywhere: PostgreSQL and the cache over TLS, jobs in a queue of SQS."""
DATABASE: Final = {
    "DB_HOST": "host",
    "DB_PORT": "port",
    "DB_DATABASE": "dbname",
    "DB_USERNAME": "username",
    "DB_PASSWORD": "password",
}
"""The fields of a database."""
CACHE: Final = {"REDIS_HOST": "host", "REDIS_PORT": "port", "REDIS_PASSWORD": "password"}
"""The fields of a cache."""
QUEUE: Final = {"SQS_PREFIX": "prefix", "SQS_QUEUE": "name"}
"""The fields of a queue."""
WORK: Final = {**QUEUE, "SQS_WORK_SECONDS": "seconds"}
"""The fields of a queue for what takes jobs out of it."""
WORKER: Final = ("sh", "-c", 'exec php artisan queue:work sqs --sleep=0 --tries=0 --timeout="$SQS_WORK_SECONDS"')
"""Takes jobs out of the queue until it is stopped. Without a timeout of the queue's, Laravel's ends a job after 60 seconds. How
often one is tried the queue counts, which then moves it to the failed ones: with a number of its own Laravel deletes the message,
and the alarm on those never fires."""
MIGRATE: Final = ("php", "artisan", "migrate", "--force")
"""Brings the schema up to date without asking."""


def sql(statement: str) -> tuple[str, ...]:
    """Return the command that runs a statement in the database, outside a transaction, by PDO: the image has no psql.

    What fails is an exception, and so a failed run.

    Args:
        statement: without quotes (`VACUUM ANALYZE`).
    """
    script = (
        '$place = sprintf("host=%s;port=%s;dbname=%s", getenv("DB_HOST"), getenv("DB_PORT"), getenv("DB_DATABASE")); '
        '$database = new PDO("pgsql:$place;sslmode=require", getenv("DB_USERNAME"), getenv("DB_PASSWORD")); '
        f'$database->exec("{statement}");'
    )
    return ("php", "-r", script)
