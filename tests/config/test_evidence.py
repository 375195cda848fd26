"""The evidence pack and the bill of materials: made from the running house, valid, and with nobody's data in them."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from legation.config import sbom
from legation.config.commands import demo
from legation.config.evidence import make
from legation.config.evidence.controls import CONTROLS
from legation.ground.people.api import Person
from legation.procedures.models import Case, CaseAction
from legation.procedures.selectors import case_for
from tests.procedures.support import officer, paid


@pytest.fixture
def pack(utopia: None, now: datetime, tmp_path: Path) -> tuple[Path, Any, Any]:
    """A pack of a house with one case that an officer has looked at."""
    demo.make_staff()
    case, person = paid(now, by_rule=False)
    case_for(officer(), case.reference, at=now)
    assert make.write(tmp_path / "pack", at=now.replace(day=23)) == 0
    return tmp_path / "pack", case, person


def content(pack: tuple[Path, Any, Any], name: str) -> Any:
    return json.loads((pack[0] / f"{name}.json").read_text())


@pytest.mark.django_db
def test_nobody_s_data_is_in_it(pack: tuple[Path, Any, Any]) -> None:
    folder, case, person = pack
    text = "".join(path.read_text() for path in folder.iterdir())
    personal = {str(value) for page in person.pages.values() for value in page.values() if len(str(value)) > 4}
    personal |= {case.reference, case.application.reference}
    for one in Person.objects.all():
        personal |= {one.email, one.name}
    assert len(personal) > 10
    assert {value for value in personal if value in text} <= {"tourism", "single", "business", "multiple"}


@pytest.mark.django_db
def test_every_control_has_its_figures(pack: tuple[Path, Any, Any]) -> None:
    figures = content(pack, "evidence")["figures"]
    assert {name for control in CONTROLS for name in control.figures} <= set(figures)
    assert figures["accesses"]["looked_at"] == 1
    assert {"post": "HQ", "role": "administrator", "people": 2} in figures["holders"]
    assert figures["audit"]["findings"] == {} and figures["audit"]["chains"] > 1
    assert figures["keys"][0]["purpose"] == "root"


@pytest.mark.django_db
def test_the_record_of_processing_names_every_field_and_its_end(pack: tuple[Path, Any, Any]) -> None:
    (evisa,) = [one for one in content(pack, "processing")["activities"] if one["procedure"] == "evisa.v1"]
    fields = {row["field"]: row for row in evisa["data"]}
    assert {"passport_number", "photo", "email"} <= set(fields)
    assert fields["passport_number"]["found_by"] == "blind index"
    assert evisa["legal_basis"][0]["name"] and evisa["erased_after_days"]["closed"] > 0
    assert any("visa_officer" in each for each in evisa["recipients"])


@pytest.mark.django_db
def test_the_page_says_what_the_files_say(pack: tuple[Path, Any, Any]) -> None:
    page = (pack[0] / "index.html").read_text()
    assert all(control.number in page for control in CONTROLS)
    assert "Ministry of Foreign Affairs" in page and "<script" not in page


@pytest.mark.django_db
def test_a_chain_that_was_painted_over_is_in_it(utopia: None, now: datetime, tmp_path: Path) -> None:
    case, _person = paid(now)
    Case.objects.everywhere("a test paints over").filter(pk=case.pk).update(status="refused")
    assert CaseAction.objects.filter(case=case).exists()
    assert make.write(tmp_path / "pack", at=now) == 1


@pytest.mark.once
def test_the_bill_of_materials_is_valid_cyclonedx(now: datetime) -> None:
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    made = sbom.make(at=now)
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(made)) is None
    names = {part["name"] for part in made["components"]}
    assert {"django", "granian", "zxing-wasm"} <= names
    assert all(part.get("licenses") for part in made["components"] if part["name"] in {"django", "zxing-wasm"})


@pytest.mark.once
def test_every_locked_library_and_every_vendored_file_is_in_the_bill(now: datetime) -> None:
    made = sbom.make(at=now)
    lock = (Path(__file__).parents[2] / "requirements" / "base.lock").read_text()
    assert sum("purl" in part for part in made["components"]) == sum(
        "==" in line and line[0] not in " #" for line in lock.splitlines() if line
    )
    for folder, *_rest in sbom.VENDORED:
        (part,) = [one for one in made["components"] if one["bom-ref"] == folder]
        assert len(part["components"]) == len(sbom.sums(Path(__file__).parents[2] / folder)) > 1
    assert made["serialNumber"] == sbom.make(at=now)["serialNumber"]
