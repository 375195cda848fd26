"""The machine: reads a file, holds its pictures and its zone against their digests, prints it on a blank, says so."""

import io
import json
import sqlite3
from base64 import b64decode
from contextlib import closing
from hashlib import sha256
from typing import Any

from PIL import Image

from legation.production import envelope

_SCHEMA = """
CREATE TABLE IF NOT EXISTS made (
  name TEXT PRIMARY KEY, number TEXT NOT NULL, blank INTEGER NOT NULL, said TEXT NOT NULL,
  asked INTEGER NOT NULL DEFAULT 0
)
"""
FORMAT, LINE = "legation-personalisation-1", 44
LATE = 3
LEAST_WIDTH, LEAST_HEIGHT = 100, 120
"""Of the holder's picture, in pixels: from less this machine prints nothing that anybody could recognise."""


class Spoiled(Exception):
    """A file that is no personalisation file, or not whole: nothing is printed."""


class Press:
    """One machine. `faults` are those that are on, shared with whoever switches them."""

    def __init__(self, path: str, *, secret: str, faults: set[str]) -> None:
        self._line = sqlite3.connect(path, check_same_thread=False)
        self._line.execute(_SCHEMA)
        self._secret, self._faults = secret, faults

    def take(self, order: str, data: bytes) -> None:
        """Print what a file says; the same order again changes nothing.

        Raises:
            Spoiled, envelope.Broken: it is not from the ministry, for another order, or not whole.
        """
        if self._rows("SELECT 1 FROM made WHERE name = ?", order):
            return
        file = envelope.unpacked(data, secret=self._secret)
        picture = self._checked(file, order)
        number, seen = str(file["number"]), tuple(str(each) for each in file["mrz"])
        before = bool(self._rows("SELECT 1 FROM made WHERE number = ?", number))
        ((blank,),) = self._rows("SELECT COALESCE(MAX(blank), 0) + 1 FROM made")
        result = "passed" if picture else "picture_rejected"
        if not before and result == "passed":
            result = "misprint" if "misprint" in self._faults else result
            if "wrong_mrz" in self._faults:
                seen = (seen[0], seen[1][:-1] + str((int(seen[1][-1]) + 1) % 10))
        used = result != "picture_rejected"
        said = {
            "message": f"M{sha256(order.encode()).hexdigest()[:20]}", "order": order, "result": result,
            "blank": f"B{blank:08d}" if used else "", "chip": f"C{blank:012X}" if result == "passed" else "",
            "lines": list(seen) if result == "passed" else [],
        }  # fmt: skip
        self._rows("INSERT INTO made (name, number, blank, said) VALUES (?, ?, ?, ?)",
                   order, number, blank if used else 0, json.dumps(said))  # fmt: skip

    def _checked(self, file: dict[str, Any], order: str) -> bool:
        """Whether the picture can be printed."""
        try:
            pictures = {name: b64decode(text) for name, text in file["pictures"].items()}
            zone, digests = file["mrz"], file["digests"]
            whole = file["format"] == FORMAT and file["order"] == order and [len(each) for each in zone] == [LINE, LINE]
            right = all(digests[name] == sha256(data).hexdigest() for name, data in pictures.items())
            if not whole or not right or digests["mrz"] != sha256("\n".join(zone).encode()).hexdigest():
                raise Spoiled("the file is not whole")
            with Image.open(io.BytesIO(pictures["photo"])) as photo:
                large = photo.width >= LEAST_WIDTH and photo.height >= LEAST_HEIGHT
        except (KeyError, TypeError, AttributeError) as error:
            raise Spoiled(f"no personalisation file: {error!r}") from error
        except OSError:
            return False
        return large and "picture_rejected" not in self._faults

    def messages(self, order: str) -> list[bytes]:
        """What there is to say of an order, signed."""
        self._rows("UPDATE made SET asked = asked + 1 WHERE name = ?", order)
        found = self._rows("SELECT said, asked FROM made WHERE name = ?", order)
        if not found or ("late_answer" in self._faults and found[0][1] < LATE):
            return []
        secret = "somebody else" if "forged_message" in self._faults else self._secret
        message = envelope.signed(json.loads(found[0][0]), secret=secret, use=envelope.MESSAGE)
        return [message] * (2 if "doubled_message" in self._faults else 1)

    def journal(self) -> list[str]:
        """What was printed, newest first: the blank and how it went, and nothing of the person."""
        rows = [json.loads(said) for (said,) in self._rows("SELECT said FROM made ORDER BY rowid DESC LIMIT 50")]
        return [f"{each['blank'] or 'no blank'}: {each['result']}" for each in rows]

    def _rows(self, text: str, *values: Any) -> list[tuple[Any, ...]]:
        with self._line, closing(self._line.execute(text, values)) as cursor:
            return cursor.fetchall()
