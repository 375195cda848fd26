"""Letters that were written at an edge and could not leave it: the centre sends them, each once by its key."""

import base64
import json
from collections.abc import Iterable
from datetime import datetime

from legation.edge.rows import Row
from legation.messaging import api as messaging

NAME = "messaging.Message"


def post_letters(rows: Iterable[Row], *, at: datetime) -> None:
    """Send what edges wrote. Must be called inside the transaction that takes the package."""
    letters = []
    for row in rows:
        said = json.loads(base64.b64decode(row["sealed"]))
        letters.append(messaging.Letter(key=row["key"], reference=row["reference"], language=row["language"], **said))
    if letters:
        messaging.send(*letters, at=at)
