from django.core.management import execute_from_command_line


def run(arguments: list[str]) -> int:
    """Django's own commands, as in `legation manage migrate`."""
    execute_from_command_line(["legation manage", *arguments])
    return 0
