"""Kinds that are handed in as files: a photo, a scan, a file of the kinds its field accepts."""

import io
from datetime import date
from random import Random
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from PIL import Image

from legation.ground.errors import Invalid
from legation.ground.files import api as files
from legation.procedures.definitions.schema import FieldDefinition
from legation.procedures.kinds.base import Kind, Words

PDF = "application/pdf"
LARGEST_MB, MOST_PAGES = 6, 20
MEDIA = {"pdf": PDF, "picture": "image/jpeg,image/png,image/webp"}
SUFFIXES = {PDF: "pdf", "image/jpeg": "jpg"}


class Picture(Kind):
    """A picture, drawn anew and stored as JPEG: `{"file": digest, "size": bytes}`."""

    def missing(self) -> str:
        """A picture."""
        return _("Choose a picture.")

    def accepts(self, field: FieldDefinition) -> list[str]:
        """Of 'pdf' and 'picture', what may be handed in."""
        return ["picture"]

    def take(self, field: FieldDefinition, data: bytes) -> files.Paper:
        """What a stranger sent, made harmless; raises `Invalid` with a sentence for the reader."""
        return files.Paper(files.redraw(data, kind=field.kind), "image/jpeg")

    def read(self, field: FieldDefinition, data: Any, today: date) -> Any:
        """Files come as files; nothing is read from a form's texts."""
        raise Invalid(reader=self.missing())

    def show(self, field: FieldDefinition, value: Any, language: str, words: Words) -> str:
        """What was received."""
        if value.get("type") != PDF:
            return _("Picture received")
        pages = int(value.get("pages", 1))
        return ngettext("PDF, %(num)s page", "PDF, %(num)s pages", pages) % {"num": pages}

    def fits(self, field: FieldDefinition, value: Any) -> bool:
        """Never: a digest is no file."""
        return False

    def json_schema(self, field: FieldDefinition) -> dict[str, Any]:
        """What is told of a file; it is sent by itself."""
        told = {"file": {"type": "string"}, "size": {"type": "integer"}, "type": {"type": "string"},
                "pages": {"type": "integer"}}  # fmt: skip
        return {"type": "object", "readOnly": True, "properties": told}

    def sample(self, field: FieldDefinition, random: Random, today: date) -> bytes:
        """A picture of one colour."""
        out = io.BytesIO()
        Image.new("RGB", (700, 900), (random.randrange(256), 200, 180)).save(out, "JPEG")
        return out.getvalue()


class File(Picture):
    """A file of the kinds its field accepts: a PDF that shows pages and does nothing else, or a picture."""

    def missing(self) -> str:
        """A file."""
        return _("Choose a file.")

    def accepts(self, field: FieldDefinition) -> list[str]:
        """Both, if nothing is said."""
        return list(field.accept or ("pdf", "picture"))

    def take(self, field: FieldDefinition, data: bytes) -> files.Paper:
        """A checked PDF as it is, a picture drawn anew."""
        largest = field.largest_mb or LARGEST_MB
        if len(data) > largest * 1024 * 1024:
            raise Invalid(reader=_("The file is larger than %(most)d MB. Choose a smaller one.") % {"most": largest})
        accepted = self.accepts(field)
        if files.is_pdf(data):
            if "pdf" not in accepted:
                raise Invalid(reader=_("A PDF cannot be handed in here. Use a JPEG, PNG or WebP file."))
            return files.Paper(data, PDF, files.check_pdf(data, most_pages=field.most_pages or MOST_PAGES))
        if "picture" not in accepted:
            raise Invalid(reader=_("This file is not a PDF that we can read. Scan the document as a PDF."))
        return files.Paper(files.redraw(data, kind="scan"), "image/jpeg")

    def sample(self, field: FieldDefinition, random: Random, today: date) -> bytes:
        """A page of one colour."""
        if "pdf" not in self.accepts(field):
            return super().sample(field, random, today)
        out = io.BytesIO()
        Image.new("RGB", (300, 400), (random.randrange(256), 200, 180)).save(out, "PDF")
        return out.getvalue()
