"""The printing place of a demonstration, as a program of its own; and the faults of one that runs.

legation printer                               serve it
legation printer --fault misprint --fault ...  switch exactly these on; --no-faults switches all off
"""

from pathlib import Path

from django.conf import settings

from legation.config.commands.simulators import Simulator, run_simulator


def run(arguments: list[str]) -> int:
    """Serve the printing place until stopped, or switch its faults."""
    from legation.production import envelope
    from legation.production.printer.faults import FAULTS

    secret = Path(settings.LEGATION_KEYS) / "printer.secret"
    simulator = Simulator(
        "printer", "legation.production.printer.app:application", settings.LEGATION_PRINTER, 8011, secret,
        "PRINTER_SECRET", FAULTS, {"PRINTER_DATABASE": str(settings.VAR / "printer.sqlite3")},
        bearer=lambda: envelope.derived(secret.read_text(), envelope.DOOR).hex(),
    )  # fmt: skip
    return run_simulator(simulator, arguments)
