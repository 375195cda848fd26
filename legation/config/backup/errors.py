"""What keeps a backup from being made or restored, in words an operator can act on."""

import sqlite3

import psycopg


class BackupError(Exception):
    """It was not done, and nothing that was there before has changed."""


TROUBLE = (BackupError, OSError, psycopg.Error, sqlite3.Error)
"""What a command says in one line instead of a trace: ours, the disk's, and the database's."""
