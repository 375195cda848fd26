"""Several calls at the same moment, each on a database connection of its own."""

import threading
from collections.abc import Callable

from django.db import connection


def together(*calls: Callable[[], object]) -> list[object]:
    """What each call gave or raised, all made at the same moment."""
    gate, came = threading.Barrier(len(calls)), list[object]()

    def run(call: Callable[[], object]) -> None:
        gate.wait()
        try:
            came.append(call())
        except Exception as error:
            came.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came


def raised(came: list[object]) -> list[Exception]:
    """What was raised of what came."""
    return [each for each in came if isinstance(each, Exception)]
