"""Typst source and data to PDF/A-2b that is PDF/UA-1 too, with our own fonts only.

A process that has compiled must not fork afterwards (a child would wait for threads that it does not have); workers
are spawned, or fork before their first document.
"""

import base64
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import typst
from PIL import Image

from legation.ground.errors import LegationError

STANDARDS = ["a-2b", "ua-1"]
FONTS = Path(__file__).parent / "fonts"
_PACKAGE = '"@'
_MEDIA = {b"\xff\xd8": "image/jpeg", b"\x89P": "image/png"}

# Put before every template under a specimen root. A template cannot leave it out: what was made is read back, and
# refused without the word.
SPECIMEN = """#set page(foreground: place(center + horizon, dy: -18mm, rotate(-35deg, text(
  font: "Legation Sans", lang: "en", dir: ltr, size: 92pt, weight: 600, tracking: 6pt,
  fill: rgb("#8C6A1C26"), "SPECIMEN",
))))
"""


class CannotTypeset(LegationError):
    """The template and its data make no document; `detail` is the compiler's message."""

    code = "cannot_typeset"


@cache
def fonts() -> typst.Fonts:
    """Our fonts, read once for the life of the process."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])


def typeset(
    template: str, data: Mapping[str, Any], pictures: Mapping[str, bytes], *, at: datetime, is_specimen: bool,
    words: Mapping[str, Any] | None = None,
) -> bytes:  # fmt: skip
    """The PDF, the same bytes for the same arguments. A template sees its data and our fonts' folder, nothing else.

    Args:
        template: Typst source; it finds `data.json` and each picture as `<name>.svg` beside it.
        pictures: name -> JPEG or PNG bytes.
        words: What it finds in `words.json`. The compiler remembers the layout of whatever depends on nothing new, so
            what is the same on many papers is kept from what is not; a title with a number in it costs everything.
        at: The PDF's own date.

    Raises:
        CannotTypeset: a mistake in the template, a letter that no font has, a picture that is none.
    """
    files = {
        "main.typ": ((SPECIMEN if is_specimen else "") + template).encode(),
        "data.json": json.dumps(data, ensure_ascii=False).encode(),
        "words.json": json.dumps(words or {}, ensure_ascii=False).encode(),
        **{f"{name}.svg": wrapped(picture) for name, picture in pictures.items()},
    }
    if _PACKAGE in template:
        raise CannotTypeset("a template that imports a package would be fetched from the network")
    compiled: Any = typst.compile  # its type does not know that files may come from memory
    stamp = at.astimezone(UTC).replace(microsecond=0)
    try:
        pdf = compiled(
            files, font_paths=fonts(), ignore_system_fonts=True, format="pdf", pdf_standards=STANDARDS, timestamp=stamp
        )
    except RuntimeError as error:
        raise CannotTypeset(f"{error} {getattr(error, 'diagnostic', '')}") from error
    if not isinstance(pdf, bytes):
        raise CannotTypeset("the template makes no PDF")
    return pdf


def wrapped(picture: bytes) -> bytes:
    """A JPEG or PNG inside an SVG of its size in print; its pixels are copied into the PDF as they are.

    The compiler takes files from memory as text only, and a holder's photo is not to lie on a disk in clear.
    """
    media = _MEDIA.get(picture[:2])
    if media is None:
        raise CannotTypeset("a picture is neither JPEG nor PNG")
    with Image.open(BytesIO(picture)) as opened:
        width, height = opened.size
        dpi = float(opened.info.get("dpi", (96, 96))[0]) or 96.0
    shown = f'width="{width / dpi:.4f}in" height="{height / dpi:.4f}in"'
    link = f"data:{media};base64,{base64.b64encode(picture).decode()}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {shown} viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" image-rendering="optimizeSpeed" href="{link}"/></svg>'
    ).encode()
