"""What keeps a backup from being made or restored, in words an operator can act on."""


class BackupError(Exception):
    """It was not done, and nothing that was there before has changed."""
