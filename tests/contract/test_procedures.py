"""Every procedure of the profile, from its first page to the last proof, with nothing known of it but its definition."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.utils.translation import override

from legation.ground.audit.api import verify
from legation.ground.errors import Conflict, Invalid, NotFound
from legation.ground.profile import profile
from legation.procedures.answers import all_facts, open_answers
from legation.procedures.bundles import Opened
from legation.procedures.fees import Price, price_of
from legation.procedures.kinds import FILE_KINDS
from legation.procedures.models import Case, CaseAction, CaseIndex
from legation.procedures.services.erase import forget
from legation.procedures.services.save_page import missing, save_page
from legation.procedures.services.submit import submit
from tests.contract.filling import Filled, answers_of, breaking, fill
from tests.contract.pages import Reader, desk, said_wrongly
from tests.contract.samples import wrong
from tests.contract.signing import asked, sign_all
from tests.contract.walking import People, Walk, edges, trespasses, ways

pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("procedure", profile().procedures)]
Begun = Callable[..., Walk]
UNBREAKABLE = {("evisa", "born_before"): "no year before 1900 can be written, and 130 years ago is one until 2030"}
"""Rules that no answer a form takes can break today, and why they stand there."""
_OFFICERS = {"grant_by_rule": "an officer decides every case: the policy of this profile has it so"}
CLOSED = {("tr", "evisa"): _OFFICERS, ("az", "evisa"): _OFFICERS}
"""Verbs that no case comes to in a profile, and why."""


@pytest.mark.once
def test_it_can_be_filled_in_page_by_page_and_handed_in(opened: Opened, begun: Begun, now: datetime) -> None:
    walk = begun()
    walk.begin(fill(opened, at=now))
    answers = open_answers(walk.case)
    assert walk.filled and set(answers) >= set(answers_of(walk.filled, at=now)) - _declared(opened)
    assert not any(missing(opened, page, answers, at=now) for page in opened.definition.form_pages())
    walk.step("submit")
    assert walk.verbs()[0] == "submit"
    with pytest.raises(Conflict):
        submit(token=walk.token, declared=walk.filled.declared(), at=now)
    for page in opened.definition.form_pages():
        with pytest.raises(Conflict):
            save_page(token=walk.token, page=page.page, data={}, uploads={}, at=now)


@pytest.mark.once
def test_another_seed_gives_other_answers_and_the_same_one_the_same(opened: Opened, now: datetime) -> None:
    first = fill(opened, at=now)
    assert fill(opened, at=now).raw == first.raw
    assert any(fill(opened, at=now, seed=seed).raw != first.raw for seed in (1, 2, 3))


@pytest.mark.once
def test_what_is_missing_is_asked_for_in_every_language(opened: Opened, begun: Begun, now: datetime) -> None:
    walk, filled = begun(), fill(opened, at=now)
    walk.open(filled)
    asked = [opened.fields[name] for name in answers_of(filled, at=now)]
    required = {each.field for each in asked if each.required and not each.fixed and each.kind != "declaration"}
    with pytest.raises(Invalid) as error:
        submit(token=walk.token, declared=filled.declared(), at=now)
    assert set(error.value.fields) & required
    for page in opened.definition.form_pages():
        here = {each.field for each in page.fields} & required
        said = _refused(walk, page.page, {})
        assert set(said) >= here, page.page
        _in_other_words(said)
        walk.save(page)
    assert walk.verbs() == []


@pytest.mark.once
def test_a_picture_is_asked_for_and_must_be_one(opened: Opened, begun: Begun, now: datetime) -> None:
    walk = begun()
    walk.begin(fill(opened, at=now))
    for page in opened.definition.form_pages():
        files = [each.field for each in page.fields if each.kind in FILE_KINDS]
        if files:
            said = _refused(walk, page.page, walk.filled.page(page.page), dict.fromkeys(files, b"no picture"))
            assert set(said) == set(files)
            _in_other_words(said)


@pytest.mark.once
def test_what_cannot_be_is_refused_beside_its_field_in_every_language(
    opened: Opened, begun: Begun, now: datetime
) -> None:
    walk = begun()
    walk.begin(fill(opened, at=now))
    for page in opened.definition.form_pages():
        good = walk.filled.page(page.page)
        for each in (one for one in page.fields if not one.fixed and one.kind not in FILE_KINDS):
            bad = wrong(each, today=now.date())
            assert bad, f"{each.field} takes anything"
            before = open_answers(walk.case)
            if each.field not in before:
                continue  # not asked under these answers
            said = _refused(walk, page.page, good | bad)
            assert each.field in said
            _in_other_words({each.field: said[each.field]})
            written = open_answers(walk.case)
            # who accepts a statement once more has read it in the language of the page
            kept = [name for name in before if opened.fields[name].kind != "statement"]
            assert {name: written.get(name) for name in kept} == {name: before[name] for name in kept}, each.field


@pytest.mark.once
def test_nothing_is_handed_in_undeclared(opened: Opened, begun: Begun, now: datetime) -> None:
    walk = begun()
    walk.begin(fill(opened, at=now))
    for language in profile().languages:
        with override(language), pytest.raises(Invalid) as error:
            submit(token=walk.token, declared={}, at=now)
        assert set(error.value.fields) == _declared(opened)
        assert not any(said_wrongly(opened, str(said)) for said in error.value.fields.values())
    assert walk.verbs() == []


def test_nothing_is_handed_in_before_everybody_who_must_has_signed_what_stands_there(
    opened: Opened, begun: Begun, now: datetime
) -> None:
    for signature in opened.definition.signatures or ():
        walk, goals = begun(), opened.asked_if[signature.email]
        filled, other = (fill(opened, *goals, at=now, seed=seed) for seed in (0, 1))
        assert filled.raw != other.raw
        walk.begin(filled)
        _unsigned(walk)
        link = asked(walk, signature.signature)
        _unsigned(walk)
        assert link.say("no").status_code == 200
        _unsigned(walk)
        sign_all(walk)
        walk.filled = other
        for page in opened.definition.form_pages():
            walk.save(page)
        _unsigned(walk)
        walk.step("submit")
        (said,) = CaseAction.objects.get(case=walk.case, number=1).body["signatures"]
        assert said["signature"] == signature.signature


def _unsigned(walk: Walk) -> None:
    """Handing in is refused with a sentence in every language, and leaves nothing."""
    assert walk.filled is not None
    said = set()
    for language in profile().languages:
        with override(language), pytest.raises(Invalid) as error:
            submit(token=walk.token, declared=walk.filled.declared(), at=walk.at)
        assert not error.value.fields and not said_wrongly(walk.opened, str(error.value.reader))
        said.add(str(error.value.reader))
    assert len(said) == len(profile().languages) and walk.verbs() == []


@pytest.mark.once
def test_every_rule_can_be_broken_and_says_so_at_its_field(opened: Opened, begun: Begun, now: datetime) -> None:
    for rule in opened.definition.rules:
        if (opened.definition.procedure, rule.rule) in UNBREAKABLE:
            continue
        walk, filled = begun(), breaking(opened, rule, at=now)
        walk.open(filled)
        for each in opened.definition.form_pages():
            with suppress(Invalid):
                walk.save(each)
        page = next(page for page in opened.definition.pages if any(each.field == rule.at for each in page.fields))
        for language in profile().languages:
            with override(language), pytest.raises(Invalid) as error:
                save_page(token=walk.token, page=page.page, data=filled.page(page.page), uploads={}, at=now)
            assert error.value.fields[rule.at] == opened.words[language][f"rule.{rule.rule}"]


@pytest.mark.once
def test_every_line_of_the_fee_can_be_due_and_every_exemption_can_hold(opened: Opened, now: datetime) -> None:
    fee = opened.definition.fee
    for line in fee.lines or ():
        filled = fill(opened, *filter(None, [line.when, line.per and f"({line.per}) > 0"]), at=now)
        assert line.line in {charge.line for charge in _price(opened, filled, now).charges}
    for each in fee.exempt or ():
        filled = fill(opened, each.when, at=now)
        assert any(charge.exempt for charge in _price(opened, filled, now).charges), each.exempt


def _price(opened: Opened, filled: Filled, now: datetime) -> Price:
    return price_of(opened, all_facts(opened, answers_of(filled, at=now), at=now))


def test_every_way_an_author_wrote_is_walked_and_nobody_else_does_a_thing(
    opened: Opened, begun: Begun, now: datetime
) -> None:
    walked, tried = set(), set()
    for way in ways(opened, now):
        walk = begun()
        for state in walk.go(way):
            if state not in tried:
                tried.add(state)
                # whose a verb is does not depend on the database
                assert trespasses(walk, of_everybody=connection.vendor == "sqlite") == [], state
        walk.drain()
        walked |= set(way)
    left = {verb for _state, verb in set(edges(opened)) - walked} - _never_waited_for(opened)
    assert left <= CLOSED.get((profile().code, opened.definition.procedure), {}).keys()
    assert [finding for finding in verify()[1] if finding.chain.startswith("case:")] == []


@pytest.mark.once
def test_every_page_letter_and_paper_speaks_every_language(
    opened: Opened, begun: Begun, people: People, now: datetime
) -> None:
    reader = Reader(officer=desk(people.reader(opened)))
    for way in ways(opened, now):
        if all(reader.knows(opened.transitions[verb]) for _state, verb in way):
            continue
        walk = begun()
        for _state in walk.go(way):
            walk.drain()
            reader.read(walk)
    assert reader.faults == []
    assert reader.read_of("letter") == {each.notice for each in opened.definition.transitions if each.notice}
    assert reader.read_of("paper") == {name for each in opened.definition.transitions for name in each.issued()}
    led_to = {opened.transitions[verb].to for way in ways(opened, now) for _state, verb in way}
    passed = {each.state for each in opened.definition.states if each.phase == "office"}
    passed |= set(opened.transitions["settle"].from_) if _is_free(opened) else set()
    assert reader.read_of("state") >= led_to - passed


def test_a_person_is_forgotten_and_every_proof_still_holds(opened: Opened, begun: Begun, now: datetime) -> None:
    walk = begun()
    for _state in walk.go(max(ways(opened, now), key=len)):
        pass
    walk.drain()
    chain = [bytes(action.digest) for action in CaseAction.objects.filter(case=walk.case)]
    forget(walk.case, by="system", at=now)
    with pytest.raises(NotFound):
        open_answers(Case.objects.everywhere("a test looks").get(pk=walk.case.pk))
    assert not CaseIndex.objects.filter(case=walk.case).exists()
    assert [bytes(action.digest) for action in CaseAction.objects.filter(case=walk.case)] == chain
    assert [finding for finding in verify()[1] if finding.chain.startswith("case:")] == []
    for language in profile().languages:
        for path in (f"application/{walk.token}/", f"application/{walk.token}/document/"):
            assert Client().get(f"/{language}/{path}").status_code in (404, 410), path


def _declared(opened: Opened) -> set[str]:
    return {each.field for each in opened.definition.declarations()}


def _never_waited_for(opened: Opened) -> set[str]:
    """What is done while a fee is waited for, where there never is one."""
    settles = opened.transitions["settle"]
    waits = {verb for state, verb in edges(opened) if state in settles.from_}
    return waits - {"settle"} if _is_free(opened) else set()


def _is_free(opened: Opened) -> bool:
    return opened.definition.fee.amount == 0 and not opened.definition.fee.lines


def _refused(
    walk: Walk, page: str, data: dict[str, str], uploads: dict[str, bytes] | None = None
) -> dict[str, list[str]]:
    """What a page says of each field, in every language, when it is sent so."""
    said: dict[str, list[str]] = {}
    for language in profile().languages:
        with override(language):
            try:
                save_page(token=walk.token, page=page, data=data, uploads=uploads or {}, at=walk.at)
            except Invalid as error:
                for name, text in error.fields.items():
                    said.setdefault(name, []).append(str(text))
    return said


def _in_other_words(said: dict[str, list[str]]) -> None:
    """Each language says it, in words of its own."""
    languages = len(profile().languages)
    for name, texts in said.items():
        assert len(texts) == len(set(texts)) == languages and all(texts), f"{name}: {texts}"
