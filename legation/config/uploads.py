"""Uploads stay in memory and within bounds: a file that is too large is let go while the rest of the form is read."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

MOST_BYTES = 8 * 1024 * 1024


class BoundedMemoryUploadHandler(FileUploadHandler):
    """Collects one file at a time, up to MOST_BYTES; the names of larger ones go into request.too_large."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.chunks: list[bytes] = []
        self.size = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.size += len(raw_data)
        if self.size <= MOST_BYTES:
            self.chunks.append(raw_data)
        else:
            self.chunks.clear()

    def file_complete(self, file_size: int) -> UploadedFile | None:
        if self.size > MOST_BYTES:
            too_large: set[str] = getattr(self.request, "too_large", set())
            self.request.too_large = too_large | {self.field_name}  # type: ignore[union-attr]
            return None
        return SimpleUploadedFile(self.file_name or "file", b"".join(self.chunks))
