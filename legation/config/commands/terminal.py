"""The card terminal of a demonstration, as a program of its own; and the faults of one that runs.

legation terminal                                serve it
legation terminal --fault answer_lost --fault .  switch exactly these on; --no-faults switches all off
"""

from pathlib import Path

from django.conf import settings

from legation.config.commands.simulators import Simulator, run_simulator


def run(arguments: list[str]) -> int:
    """Serve the terminal until stopped, or switch its faults."""
    from legation.payments.terminal.faults import FAULTS

    simulator = Simulator(
        "terminal", "legation.payments.terminal.app:application", settings.LEGATION_TERMINAL, 8009,
        Path(settings.LEGATION_KEYS) / "terminal.secret", "TERMINAL_SECRET", FAULTS,
        {"TERMINAL_DATABASE": str(settings.VAR / "terminal.sqlite3"), "TERMINAL_SECONDS": "4"},
    )  # fmt: skip
    return run_simulator(simulator, arguments)
