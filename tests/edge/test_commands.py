"""`legation edge` as its operators run it: each command a process, centre and node on folders of their own."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.house import House, new_house

CLI = ("-m", "legation.config.cli")
PASSPHRASE = "a word that is long enough for a key"
OFFICER = "consular_officer.cai@utopia.example"
_AT_WORK = """
import json, sys, django
django.setup()
from datetime import UTC, datetime
from legation.config.bench.blackout import desk, party, stage
now, did = datetime.now(UTC), {}
"""
FURNISH = _AT_WORK + "stage.furnish('CAI', at=now)"
SERVE = (
    _AT_WORK
    + """
here, seed = party.found('CAI'), int(sys.argv[1])
did['case'] = desk.begin(here, 'emergency_document', seed=seed, at=now)
desk.pay(here, did['case'], at=now)
desk.book('CAI', f'EDGE{seed}', at=now)
print(json.dumps(did))
"""
)
COUNTED = _AT_WORK + "print(json.dumps(stage.inventory()))"
GIVES = (
    _AT_WORK
    + """
from legation.appointments.api import Post, gives_itself
print(json.dumps(gives_itself(Post.objects.get(code='CAI'), at=now)))
"""
)


class Stick:
    """Centre, node, and what is carried between them."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.centre, self.node = folder, new_house(), new_house()
        (folder / "passphrase").write_text(PASSPHRASE)
        self.secret = ("--passphrase-file", str(folder / "passphrase"))

    def edge(self, house: House, verb: str, *rest: str) -> dict[str, Any]:
        """One command; names with a dot are files on the stick."""
        named = [str(self.folder / each) if "." in each and "@" not in each else each for each in rest]
        return dict(json.loads(house.run(*CLI, "edge", verb, *named).splitlines()[-1]))

    def does(self, house: House, what: str, *rest: str) -> Any:
        """What a program says that runs there."""
        said = house.run("-c", what, *rest).splitlines()
        return json.loads(said[-1]) if said else None


@pytest.fixture
def stick(tmp_path: Path) -> Iterator[Stick]:
    made = Stick(tmp_path)
    try:
        made.centre.start()
        made.does(made.centre, FURNISH)
        yield made
    finally:
        made.node.stop()
        made.centre.stop()


@pytest.mark.slow
@pytest.mark.once
def test_a_node_is_enrolled_cut_off_heard_by_a_stick_and_over_the_line_and_ended(stick: Stick) -> None:
    centre, node = stick.centre, stick.node
    assert stick.edge(centre, "enrol", "CAI", "cai.keys", *stick.secret)["enrolled"] == "CAI"
    stick.edge(centre, "pack", "CAI", "cai.pack")
    assert stick.edge(node, "open", "cai.keys", *stick.secret)["code"] == "CAI-E1"
    assert stick.edge(node, "take", "cai.pack")["series"] == "E1"
    assert stick.edge(node, "cut", OFFICER)["cut_off_since"]
    assert stick.edge(centre, "away", "CAI")["works_alone_since"] and stick.does(centre, GIVES)

    # carried: written once, taken once however often it is handed in
    first = stick.does(node, SERVE, "1")["case"]
    assert stick.edge(node, "out", "out.zip")["packages"] == 1
    for _time in range(2):
        assert stick.edge(centre, "in", "out.zip", "answers.zip")["packages"] == 1
    assert stick.edge(node, "back", "answers.zip") == {"packages": 1, "conflicts": []}
    assert stick.edge(node, "out", "out.zip")["packages"] == 0
    assert first in stick.does(centre, COUNTED)["cases"]

    # over the line: a pack is refused by a node that has more to tell; told, it stands by, and times are given again
    second = stick.does(node, SERVE, "2")["case"]
    with pytest.raises(RuntimeError, match="has not been told everything"):
        stick.edge(node, "pull")
    assert stick.edge(node, "send") == {"packages": 1, "conflicts": []}
    assert stick.edge(node, "pull")["series"] != "E1"
    known = stick.does(centre, COUNTED)
    assert second in known["cases"] and len(known["receipts"]) == 2 and len(known["bookings"]) == 2
    assert stick.does(centre, GIVES) is False

    stick.edge(centre, "end", "CAI")
    done = subprocess.run([sys.executable, *CLI, "edge", "pull"], env=node.environment, capture_output=True, text=True)
    assert done.returncode == 2 and "403" in done.stderr
