"""Files: what a stranger sends is drawn anew or refused with a sentence; what is kept cannot be read or changed."""

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image

from legation.config.samples import portrait
from legation.ground.errors import Invalid, NotFound, Tampered
from legation.ground.files import api as files
from legation.ground.files.models import StoredFile
from legation.ground.files.rules import MAX_BYTES, NEAR
from legation.ground.secrets import new_key

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)


def picture(width: int, height: int, form: str = "JPEG", **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(out, form, **options)
    return out.getvalue()


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_photo_in_any_of_three_formats_becomes_a_jpeg(form: str) -> None:
    drawn = Image.open(io.BytesIO(files.redraw(picture(600, 780, form), kind="photo")))
    assert (drawn.format, drawn.size) == ("JPEG", (415, 540))


def test_what_a_camera_wrote_into_the_picture_is_gone() -> None:
    exif = Image.Exif()
    exif[0x010F] = "Camera of somebody"
    drawn = files.redraw(picture(600, 780, exif=exif.tobytes()), kind="photo")
    assert b"Camera" not in drawn


def test_a_picture_lying_on_its_side_is_put_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    drawn = Image.open(io.BytesIO(files.redraw(picture(780, 600, exif=exif.tobytes()), kind="photo")))
    assert drawn.height > drawn.width


def test_a_page_shows_a_small_one() -> None:
    kept = files.redraw(portrait(1), kind="photo")
    small = Image.open(io.BytesIO(files.preview(kept)))
    assert small.format == "JPEG" and max(small.size) <= 270 * NEAR and len(files.preview(kept)) < len(kept) / 2


HOSTILE = {
    "nothing": lambda: b"",
    "a text": lambda: b"<script>alert(1)</script>",
    "a PDF": lambda: b"%PDF-1.7\n%%EOF",
    "a picture cut in half": lambda: portrait(1)[:6000],
    "a GIF": lambda: b"GIF89a" + bytes(100),
    "too small": lambda: picture(100, 130),
    "a landscape": lambda: picture(900, 600),
    "too many bytes": lambda: b"\xff\xd8" + bytes(MAX_BYTES),
    "a bomb of pixels": lambda: picture(9000, 9000, "PNG"),
    "a larger bomb": lambda: picture(20000, 12000, "PNG"),
    "an SVG": lambda: b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_photo_is_refused_with_a_sentence(name: str) -> None:
    with pytest.raises(Invalid) as refused:
        files.redraw(HOSTILE[name](), kind="photo")
    assert str(refused.value.reader).endswith(".")


@pytest.mark.django_db
def test_a_file_comes_back_as_it_was_and_lies_there_unreadable() -> None:
    key = new_key()
    digest = files.keep(b"secret face", key=key, media_type="image/jpeg", at=AT)
    assert files.fetch(digest, key=key) == b"secret face"
    stored = Path(settings.LEGATION_FILES) / digest[:2] / digest[2:4] / digest
    assert b"secret" not in stored.read_bytes()


@pytest.mark.django_db
def test_a_file_changed_on_the_disk_or_opened_with_another_key_is_refused() -> None:
    key = new_key()
    digest = files.keep(b"secret face", key=key, media_type="image/jpeg", at=AT)
    with pytest.raises(Tampered):
        files.fetch(digest, key=new_key())
    stored = Path(settings.LEGATION_FILES) / digest[:2] / digest[2:4] / digest
    stored.write_bytes(b"other")
    with pytest.raises(Tampered):
        files.fetch(digest, key=key)


@pytest.mark.django_db
def test_a_destroyed_file_is_gone() -> None:
    digest = files.keep(b"x", key=new_key(), media_type="image/jpeg", at=AT)
    files.destroy(digest)
    with pytest.raises(NotFound):
        files.fetch(digest, key=new_key())


@pytest.mark.django_db
def test_what_a_crash_left_on_the_shelf_is_swept_away_after_a_day_and_nothing_else(settings, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    settings.LEGATION_FILES = tmp_path
    now = datetime.now(UTC)
    digest = files.keep(b"named", key=new_key(), media_type="image/jpeg", at=now)
    kept = tmp_path / digest[:2] / digest[2:4] / digest
    unnamed, half = kept.with_name("f" * 64), kept.with_suffix(".4711")
    unnamed.write_bytes(b"its row was never written")
    half.write_bytes(b"its writer was kil")
    assert files.sweep(at=now + timedelta(hours=23)) == 0
    assert files.sweep(at=now + timedelta(hours=25)) == 2
    assert kept.exists() and not unnamed.exists() and not half.exists()


@pytest.mark.django_db
def test_a_crash_while_a_file_is_destroyed_leaves_no_row_of_nothing(
    settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # type: ignore[no-untyped-def]
    settings.LEGATION_FILES = tmp_path
    digest = files.keep(b"content", key=new_key(), media_type="image/jpeg", at=AT)

    def die(*_arguments: object, **_more: object) -> None:
        raise SystemExit("killed")

    monkeypatch.setattr(Path, "unlink", die)
    with pytest.raises(SystemExit):
        files.destroy(digest)
    assert not StoredFile.objects.filter(digest=digest).exists()
