"""The page that says what to do with a paper: sums that are those of the steps, refusals, six languages, two queries."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, override_settings

from legation.ground.sources import Refused
from legation.procedures import bundles
from legation.procedures.chains.checklist import Asked, checklist
from legation.procedures.chains.costs import working_days
from legation.procedures.chains.table import read_table

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia")]
ASKED = "/{language}/checklist/?paper={paper}&issued_by=UTO&used_in={used}&lives_in=EGY&form=paper"


def page(paper: str, used: str, language: str = "en") -> str:
    answer = Client().get(ASKED.format(language=language, paper=paper, used=used))
    assert answer.status_code == 200
    return answer.content.decode()


def test_fees_visits_and_days_are_those_of_the_definitions_and_are_added_up() -> None:
    asked = Asked("birth", "UTO", "FRA", "EGY", translated=True)
    found = checklist(asked, "en", at=datetime.now(UTC))
    assert [each.service.definition.procedure for each in found.stages if each.service] == [
        "civil_copy", "apostille_certificate", "translation",
    ]  # fmt: skip
    assert [each.fee for each in found.stages] == [(1500, "EUR"), (2000, "EUR"), (4000, "EUR")]
    assert found.totals == {"EUR": 7500} and found.outside == 0
    assert found.days == sum(each.days for each in found.stages) == 12 + 10 + 10
    assert all(each.post for each in found.stages)
    electronic = checklist(Asked("birth", "UTO", "FRA", "EGY", electronic=True), "en", at=datetime.now(UTC))
    assert electronic.visits < checklist(Asked("birth", "UTO", "FRA", "EGY"), "en", at=datetime.now(UTC)).visits


def test_what_others_do_has_no_fee_of_ours_and_is_counted_apart() -> None:
    found = checklist(Asked("power_of_attorney", "UTO", "EGY", "EGY"), "en", at=datetime.now(UTC))
    assert found.outside == 1 and found.stages[-1].fee is None and found.totals == {"EUR": 5000}
    assert found.rule == "consular" and "takes no apostille" in page("power_of_attorney", "EGY")


def test_every_service_takes_the_days_that_its_own_page_names() -> None:
    for each in bundles.offered(at=datetime.now(UTC)):
        if each.definition.procedure not in ("evisa",):
            assert working_days(each.definition) > 0, each.definition.procedure


def test_the_page_links_each_step_to_where_it_is_begun(django_assert_max_num_queries: Any) -> None:
    page("birth", "FRA")  # what all pages remember
    with django_assert_max_num_queries(2):
        html = page("birth", "FRA")
    assert "/en/procedures/civil_copy/?country=EGY#where" in html and "apostille_certificate" in html
    assert "Apostille Convention is in force" in html and "35.00" in html
    assert "legalised" in page("birth", "EGY")


def test_a_table_with_a_mistake_is_told_by_the_check(tmp_path: Path) -> None:
    (tmp_path / "papers.yaml").write_text("papers: [birth]\nsteps:\n  - {needs: [], gives: [papre]}\n")
    with override_settings(LEGATION_DEFINITIONS=tmp_path), pytest.raises(Refused) as error:
        read_table()
    assert any("papers.yaml" in each.path for each in error.value.problems)
    with override_settings(LEGATION_DEFINITIONS=tmp_path / "nowhere"):
        assert read_table().papers == ()


def test_it_is_there_in_every_language() -> None:
    for language, said in (
        ("tr", "Ne yapmalı"),
        ("az", "Nə etməli"),
        ("fr", "Que faire"),
        ("ru", "Что делать"),
        ("ar", "ما العمل"),
    ):
        assert said in page("birth", "FRA", language), language


def test_what_is_missing_is_said_beside_its_field_and_nothing_is_invented() -> None:
    answer = Client().get("/en/checklist/?paper=nothing&issued_by=UTO&used_in=&lives_in=XYZ")
    assert answer.status_code == 422 and "Choose a paper." in answer.content.decode()
    assert 'id="chain"' not in answer.content.decode()
    assert Client().get("/en/checklist/").status_code == 200
