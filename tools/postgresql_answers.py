"""Exit status 0 if a PostgreSQL that tests may use answers."""

import os
import sys

import psycopg

url = os.environ.get("LEGATION_TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432/postgres")
try:
    with psycopg.connect(url, connect_timeout=3) as connection:
        connection.execute("select 1")
except psycopg.OperationalError as error:
    print(error, file=sys.stderr)
    sys.exit(1)
