"""Logs as lines of JSON, without personal data and without secrets.

What is not ours may put an address or a form's value into its messages, and addresses hold secrets (resume links): of
foreign messages only the template is written, and of errors the kind and the lines of code, never what they say.
"""

import json
import logging
import time
import traceback
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from legation.ground.errors import told

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""The id of the request in hand, in every line that is written meanwhile."""

_OURS = ("legation", "testbank")
FIELDS = ("view", "status", "ms", "actor")
_MOST_FRAMES = 12


class Lines(logging.Formatter):
    """One record as one line of JSON: at, level, logger, message, and what `FIELDS` and the request add."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(record.created))}.{int(record.msecs):03d}Z",
            "level": record.levelname, "logger": record.name,
            "message": record.getMessage() if record.name.startswith(_OURS) else str(record.msg),
        }  # fmt: skip
        if identifier := request_id.get():
            line["request"] = identifier
        line |= {name: record.__dict__[name] for name in FIELDS if name in record.__dict__}
        if record.exc_info and record.exc_info[1]:
            line["error"], line["lines"] = told(record.exc_info[1]), _frames(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


def _frames(error: BaseException) -> list[str]:
    """The innermost lines of code that an error came through, with those of its cause before them."""
    frames = traceback.extract_tb(error.__traceback__)[-_MOST_FRAMES:]
    own = [f"{Path(each.filename).name}:{each.lineno} {each.name}" for each in frames]
    return [*(_frames(error.__cause__) if error.__cause__ else []), *own]
