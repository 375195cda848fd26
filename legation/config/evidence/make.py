"""The folder for the auditor."""

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import override

from legation.config import sbom
from legation.config.evidence.controls import CONTROLS
from legation.config.evidence.figures import SPAN, collect
from legation.config.evidence.processing import record
from legation.ground.profile import profile


def write(folder: Path, *, at: datetime) -> int:
    """Make the folder with everything in it; gives how many findings the audit had.

    Raises:
        FileExistsError: the folder is there already.
    """
    figures, processing = collect(at=at), record(at=at)
    pack = {
        "made_at": at.isoformat(), "days": SPAN.days, "controller": processing["controller"],
        "profile": profile().code, "edition": profile().edition,
        "controls": [asdict(each) for each in CONTROLS], "figures": figures,
    }  # fmt: skip
    folder.mkdir(parents=True)
    for name, content in (("evidence", pack), ("processing", processing), ("sbom", sbom.make(at=at))):
        (folder / f"{name}.json").write_text(_json(content))
    with override("en"):
        page = render_to_string(
            "config/evidence.html", {"pack": pack, "processing": processing, "rows": rows, "at": at}
        )
    (folder / "index.html").write_text(page)
    return sum(figures["audit"]["findings"].values())


def _json(content: Any) -> str:
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def rows(figure: Any) -> list[tuple[str, str]]:
    """A figure as (what, how much) for a reader: mappings by their keys, lists item by item."""
    if isinstance(figure, dict):
        return [(str(key).replace("_", " "), _plain(value)) for key, value in figure.items()]
    if isinstance(figure, list):
        return [(str(number), _plain(value)) for number, value in enumerate(figure, 1)]
    return [("", "none" if figure is None else str(figure))]


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{key.replace('_', ' ')}: {each}" for key, each in value.items()) or "none"
    return str(value)
