"""The machine of a post beside the house: enrolled at the centre, opened in a folder of its own, cut off, heard again."""

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

from tests.journeys.house import House, new_house

CLI = ("-m", "legation.config.cli")
PASSPHRASE = "a word that is long enough for a key"


class Post:
    """An edge node, its centre, and the stick that is carried between them."""

    def __init__(self, centre: House, code: str) -> None:
        self.centre, self.code = centre, code
        self.stick = Path(tempfile.mkdtemp(prefix="legation-stick-"))
        self.house = new_house()
        (self.stick / "passphrase").write_text(PASSPHRASE)

    def open(self) -> None:
        """Enrolled, with everything that the centre knows, and serving; it stands by."""
        secret = ("--passphrase-file", str(self.stick / "passphrase"))
        self.edge(self.centre, "enrol", self.code, "keys", *secret)
        # whoever checks papers without a network learns of the post's signers by the next lists
        self.centre.run(*CLI, "publish-lists", "--folder", str(self.stick / "lists"))
        self.edge(self.centre, "pack", self.code, "pack")
        self.edge(self.house, "open", "keys", *secret)
        self.edge(self.house, "take", "pack")
        self.house.serve()

    def carried(self) -> dict[str, Any]:
        """A stick is carried to the centre and back; gives what the post then knows of it."""
        self.edge(self.house, "out", "stick.zip")
        self.edge(self.centre, "in", "stick.zip", "answers.zip")
        return self.edge(self.house, "back", "answers.zip")

    def edge(self, house: House, verb: str, *rest: str) -> dict[str, Any]:
        """`legation edge`, at either side; files are those of the stick."""
        named = {"keys", "pack", "stick.zip", "answers.zip"}
        told = house.run(*CLI, "edge", verb, *(str(self.stick / each) if each in named else each for each in rest))
        return dict(json.loads(told.splitlines()[-1]))

    def close(self) -> None:
        self.house.stop()
        shutil.rmtree(self.stick, ignore_errors=True)
