"""Every chain ends in a paper that can be used, and no step is taken before what it needs is there."""

import itertools
from datetime import UTC, datetime

import pytest

from legation.ground.profile import profile
from legation.procedures import bundles
from legation.procedures.chains.chain import Wish, chain
from legation.procedures.chains.conventions import apostilles
from legation.procedures.chains.table import PAPERS, Paper, Step, table

HERE, ONE, OTHER = "UTO", "FRA", "EGY"
WISHES = [
    Wish(paper, issued, used, HERE, relation, translated)
    for paper, issued, used, relation, translated in itertools.product(
        table().papers, (HERE, ONE, OTHER), (HERE, ONE, OTHER), ("convention", "no_convention"), (False, True)
    )
]
SERVICES = {step.service for step in table().steps if step.service}


def names(steps: list[Step]) -> list[str]:
    return [step.service or f"({step.outside})" for step in steps]


def route(
    paper: Paper, issued: str, used: str, relation: str = "convention", *, offered: set[str] = SERVICES
) -> list[str]:
    wish = Wish(paper, issued, used, HERE, relation, translated=False)  # type: ignore[arg-type]
    return names(chain(wish, offered))


@pytest.mark.parametrize(
    "offered", [SERVICES, set(), *({each} for each in sorted(SERVICES))], ids=lambda some: str(len(some))
)
def test_every_chain_ends_in_a_usable_paper_and_no_need_is_unmet(offered: set[str]) -> None:
    for wish in WISHES:
        have, steps = wish.known(), chain(wish, offered)
        for step in steps:
            assert set(step.needs) <= have, (wish, names(steps))
            assert not set(step.gives) <= have, (wish, "a step that gives nothing new", names(steps))
            assert not step.service or step.service in offered
            have |= set(step.gives)
        assert set(wish.wanted()) <= have, (wish, names(steps))
        assert len(names(steps)) == len(set(names(steps))) and sum("paper" in step.gives for step in steps) == 1


def test_our_birth_certificate_gets_an_apostille_where_the_convention_is_in_force_else_is_legalised_twice() -> None:
    assert route("birth", HERE, ONE) == ["civil_copy", "apostille_certificate"]
    assert route("birth", HERE, ONE, "no_convention") == ["civil_copy", "legalisation", "(embassy)"]
    assert route("birth", HERE, HERE) == ["civil_copy"]


def test_a_foreign_paper_is_certified_by_its_own_state_and_then_by_our_post() -> None:
    assert route("diploma", ONE, HERE) == ["document_order", "(apostille)"]
    assert route("diploma", ONE, HERE, "no_convention") == ["document_order", "(ministry)", "legalisation"]
    assert route("diploma", ONE, OTHER, "no_convention") == ["document_order", "(ministry)", "(embassy)"]


def test_what_a_consul_signs_takes_no_apostille() -> None:
    for relation in ("convention", "no_convention"):
        assert route("power_of_attorney", HERE, ONE, relation) == ["power_of_attorney", "(signature)"]
    assert route("power_of_attorney", HERE, HERE) == ["power_of_attorney"]


def test_a_state_without_the_service_is_told_who_does_it() -> None:
    assert route("birth", HERE, ONE, offered={"civil_copy"}) == ["civil_copy", "(apostille)"]
    assert route("birth", HERE, ONE, "no_convention", offered=set()) == ["(issuer)", "(ministry)", "(embassy)"]


def test_the_table_names_services_that_are_there_and_papers_that_have_names(utopia: None, db: None) -> None:
    offered = {each.definition.procedure: each for each in bundles.offered(at=datetime.now(UTC))}
    assert offered.keys() >= SERVICES
    assert set(table().papers) == PAPERS.keys()
    for step in table().steps:
        if step.service:
            assert set(step.answers) <= offered[step.service].fields.keys(), step.service


def test_the_convention_holds_between_parties_without_an_objection() -> None:
    found = apostilles()
    assert found.between("TUR", "DEU") == found.between("AZE", "TUR") == found.between("JPN", "FRA") == "convention"
    assert found.between("AZE", "DEU") == found.between("DEU", "AZE") == "no_convention"
    assert found.between("EGY", "FRA") == found.between("FRA", "ARE") == "no_convention"
    assert found.contested("AZE", "TUR") and not found.contested("TUR", "FRA") and not found.contested("EGY", "DEU")
    assert (profile().state in found.known) == profile().apostilles
    assert {*found.objections, *itertools.chain(*found.objections.values())} <= set(found.parties)
    assert len(found.parties) == len(set(found.parties)) > 120
