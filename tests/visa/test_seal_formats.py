"""One line of the profile, as it was published, decides how the e-visa is sealed; whatever it says, the paper verifies."""

import io
import json
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from PIL import Image, ImageFilter

from legation.documents import api as documents
from legation.documents import keys
from legation.documents.reading import read_back
from legation.documents.seals import barcode, formats
from legation.documents.seals.visa import Stay, VisaSeal
from legation.documents.signer.local import local_signer
from legation.ground import profile as profiles
from legation.ground.files import api as files
from legation.ground.sources import Refused
from legation.procedures.bundles import open_bundle, publish
from legation.visa import issuing
from tests.conftest import NOW
from tests.documents.orders import photo
from tests.documents.support import photo_of, tool

from .test_issuing import KEY, LONG, granted

ALL = [each.name for each in formats.FORMATS]


@pytest.fixture(autouse=True)
def house(settings: Any, tmp_path: Path) -> Iterator[None]:
    """Keys, a shelf, a signer and definitions of their own."""
    settings.LEGATION_KEYS, settings.LEGATION_FILES = tmp_path / "keys", tmp_path / "files"
    keys.create_development_keys(at=NOW)
    documents.connect_signer(local_signer(lambda _reference, _decision: True))
    yield
    documents.connect_signer(None)
    keys.forget_cached_keys()
    profiles.profile.cache_clear()


def choose(format_: str, settings: Any, tmp_path: Path) -> None:
    """The line `evisa: vds` of the profile, changed."""
    ours = Path(settings.LEGATION_DEFINITIONS)
    place = tmp_path / "definitions"
    (place / "profiles").mkdir(parents=True)
    for each in ours.iterdir():
        if each.name != "profiles":
            (place / each.name).symlink_to(each)
    theirs = place / "profiles" / settings.LEGATION_PROFILE
    theirs.mkdir()
    for each in profiles.folder().iterdir():
        text = each.read_text()
        (theirs / each.name).write_text(text.replace("  evisa: vds\n", f"  evisa: {format_}\n"))
    assert yaml.safe_load((theirs / "profile.yaml").read_text())["seals"] == {"evisa": format_}
    settings.LEGATION_DEFINITIONS = place
    profiles.profile.cache_clear()


@pytest.mark.parametrize("format_", ALL)
def test_a_visa_is_made_printed_photographed_and_verified(
    db: None, format_: str, settings: Any, tmp_path: Path
) -> None:
    choose(format_, settings, tmp_path)
    digest = files.keep(photo(), key=KEY, media_type="image/jpeg", at=NOW)
    made = issuing.prepare(granted(photo={"file": digest}), NOW)
    assert made.seal.startswith(formats.named(format_).beginnings)
    number = issuing.apply(granted(), made, NOW)
    (tmp_path / "visa.pdf").write_bytes(made.pdf)
    tool("pdftoppm", "-r", "200", "-jpeg", "-singlefile", str(tmp_path / "visa.pdf"), str(tmp_path / "page"))
    verdict = documents.verify_picture((tmp_path / "page.jpg").read_bytes(), at=NOW)
    assert (verdict.word, verdict.reason, dict(verdict.statement)["number"]) == ("valid", "not_yet", number)
    assert "Pages:           1\n" in tool("pdfinfo", str(tmp_path / "visa.pdf"))


def test_a_changed_profile_changes_no_document_under_a_bundle_already_published(
    db: None, settings: Any, tmp_path: Path
) -> None:
    pinned = publish("visa/evisa.v1", at=NOW).digest
    choose("idb", settings, tmp_path)
    newer = publish("visa/evisa.v1", at=NOW).digest
    for digest, format_ in ((pinned, "vds"), (newer, "idb")):
        opened = open_bundle(digest)
        assert opened.policy[issuing.NAME]["seal"] == format_
        made = issuing.prepare(replace(granted(), opened=opened), NOW)
        assert made.seal.startswith(formats.named(format_).beginnings)


def test_a_bundle_older_than_the_choice_is_sealed_as_a_vds(db: None, settings: Any, tmp_path: Path) -> None:
    choose("idb", settings, tmp_path)
    old = granted()
    del old.opened.policy[issuing.NAME]["seal"]
    assert issuing.order(old, number="7K2M9QX4T", at=NOW).seal_format == "vds"


@pytest.mark.parametrize("format_", ALL)
def test_every_format_says_what_was_granted(db: None, format_: str, settings: Any, tmp_path: Path) -> None:
    choose(format_, settings, tmp_path)
    digest = files.keep(photo(), key=KEY, media_type="image/jpeg", at=NOW)
    made = issuing.prepare(granted(photo={"file": digest}), NOW)
    (printed,) = (data for picture in read_back(made.pdf).pictures for data in barcode.read_drawn(picture))
    content = formats.content_of(formats.parse(printed))
    assert isinstance(content, VisaSeal) and made.order.seal is not None
    assert (content.stay, content.entries, content.passport) == (Stay(30), 1, "L898902C3")
    assert content.features() == made.order.seal.features()
    assert bool(content.portrait) == (format_ == "idb-portrait")


@pytest.mark.parametrize("format_", ALL)
def test_a_changed_letter_is_noticed(db: None, format_: str, settings: Any, tmp_path: Path) -> None:
    choose(format_, settings, tmp_path)
    made = issuing.prepare(granted(), NOW)
    issuing.apply(granted(), made, NOW)
    place = len(made.seal) // 3
    swapped = {ord("2"): ord("3"), ord("A"): ord("B")}.get(made.seal[place], made.seal[place] ^ 1)
    forged = made.seal[:place] + bytes((swapped,)) + made.seal[place + 1 :]
    verdict = documents.verify_picture(photo_of(forged, symbol=formats.named(format_).symbol), at=NOW)
    assert (
        verdict.word != "valid"
        and verdict.reason in {"signature_wrong", "no_seal", "unknown_issuer"}
        and verdict.statement == ()
    )


@pytest.mark.parametrize("format_", ["vds-nc", "idb-portrait"])
@pytest.mark.parametrize("language", ["ru", "ar"])  # the longest words, and the other direction
def test_the_longest_names_beside_the_largest_seal_fit_one_page_and_verify(
    db: None, format_: str, language: str, settings: Any, tmp_path: Path
) -> None:
    choose(format_, settings, tmp_path)
    digest = files.keep(grainy(), key=KEY, media_type="image/jpeg", at=NOW)
    policy = {"entries": "multiple"}
    made = issuing.prepare(granted(language, policy=policy, photo={"file": digest}, **LONG), NOW)
    content = formats.content_of(formats.parse(made.seal))
    assert format_ == "vds-nc" or len(content.portrait) > 800
    issuing.apply(granted(), made, NOW)
    (tmp_path / "visa.pdf").write_bytes(made.pdf)
    assert "Pages:           1\n" in tool("pdfinfo", str(tmp_path / "visa.pdf"))
    tool("pdftoppm", "-r", "200", "-jpeg", "-singlefile", str(tmp_path / "visa.pdf"), str(tmp_path / "page"))
    assert documents.verify_picture((tmp_path / "page.jpg").read_bytes(), at=NOW).word == "valid"


def grainy() -> bytes:
    """A photograph that needs all the room a portrait has."""
    out = io.BytesIO()
    grain = Image.frombytes("L", (90, 115), random.Random(2).randbytes(90 * 115))
    grain.resize((450, 575), Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(9)).save(out, "JPEG")
    return out.getvalue()


def test_seals_of_other_states_in_the_draft_format_cannot_be_judged(db: None, open_data: Path | None) -> None:
    path = (open_data or Path()) / "07_test_vectors" / "vds" / "idb_barcode_strings.json"
    if not path.exists():
        pytest.skip("no published seals here")
    for row in json.loads(path.read_text()):
        picture = photo_of(row["raw"].encode(), symbol=barcode.Symbol.QR_CODE)
        assert documents.verify_picture(picture, at=NOW).reason == "unknown_issuer"


def test_seals_of_two_formats_in_one_picture_are_not_chosen_from(db: None, settings: Any, tmp_path: Path) -> None:
    first = issuing.prepare(granted(), NOW).seal
    choose("idb", settings, tmp_path)
    second = issuing.prepare(granted(), NOW).seal
    assert documents.verify_picture(photo_of(first, second), at=NOW).reason == "several_seals"


def test_a_format_that_does_not_exist_is_refused_with_its_place(settings: Any, tmp_path: Path) -> None:
    choose("vds-2", settings, tmp_path)
    with pytest.raises(Refused, match=r"profile.yaml:\d+:3: vds-2 is not a known word here.*Known: vds, vds-nc, idb"):
        profiles.profile()


def test_the_profile_knows_exactly_the_formats_that_exist() -> None:
    assert list(profiles.SealFormat.__args__) == ALL  # type: ignore[attr-defined]
