"""The population register of Utopia, as a program of its own; and the faults of one that runs.

legation register                        serve it
legation register --fault slow --fault .. switch exactly these on; --no-faults switches all off
"""

from django.conf import settings

from legation.config.commands.simulators import Simulator, run_simulator


def run(arguments: list[str]) -> int:
    """Serve the simulator until stopped, or switch its faults."""
    from legation.ground.register.simulator.app import FAULTS

    simulator = Simulator(
        "register", "legation.ground.register.simulator.app:application", settings.LEGATION_REGISTER, 8005,
        settings.LEGATION_KEYS / "register.secret", "REGISTER_SECRET", FAULTS, {},
    )  # fmt: skip
    return run_simulator(simulator, arguments)
