"""What the services of the catalogue promise beyond the contract that every procedure keeps."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from legation.ground.profile import profile
from legation.procedures import bundles
from legation.procedures.answers import all_facts
from legation.procedures.bundles import Opened
from legation.procedures.definitions.expressions import Expression
from legation.procedures.definitions.schema import Definition
from legation.procedures.fees import price_of
from tests.contract.filling import Filled, answers_of, fill

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia")]
NOW = datetime.now(UTC)
CONSULAR = [name.rsplit("/", 1)[1].split(".")[0] for name in profile().procedures if name.startswith("consular/")]


def of(code: str) -> Opened:
    """A service in force."""
    return bundles.in_force(code, at=NOW)


def roles_of(code: str) -> set[str]:
    """The roles that act on a service's cases."""
    return {role for each in of(code).definition.transitions for role in each.by} - {"applicant", "system", "rule"}


def found(opened: Opened, filled: Filled) -> set[str]:
    """What an officer is told to look at."""
    facts = all_facts(opened, answers_of(filled, at=NOW), at=NOW)
    return {each.finding for each in opened.definition.findings if Expression(each.when).run(facts)}


def price(opened: Opened, filled: Filled) -> int:
    """What it costs, in cents."""
    return price_of(opened, all_facts(opened, answers_of(filled, at=NOW), at=NOW)).amount


def test_what_a_ministry_sets_itself_is_said_to_be_an_example() -> None:
    for code in CONSULAR:
        definition = of(code).definition
        marked = set(definition.illustrative or [])
        assert {"deadlines", "papers"} <= marked, code
        assert "fee" in marked or (definition.fee.amount == 0 and not definition.fee.lines), code


def test_every_service_can_be_refused_with_reasons_contested_or_passed_on_and_kept_on_a_ground() -> None:
    for code in CONSULAR:
        opened = of(code)
        verbs = opened.transitions
        assert any(each.reasons for each in verbs.values()), code
        assert opened.kept_because("en") != opened.definition.retention.basis, code
        assert "withdraw" in verbs, code


def test_who_decides_about_a_passport_sits_at_the_centre_and_two_refuse() -> None:
    for code in ("passport_adult", "passport_renewal", "passport_child", "passport_lost", "identity_card"):
        verbs = of(code).transitions
        assert verbs["grant"].by == verbs["refuse"].by == ["central_officer"]
        assert verbs["refuse"].four_eyes and verbs["hand_over"].by == ["consular_officer"]


def test_a_childs_passport_waits_for_the_other_parent_where_both_have_custody() -> None:
    opened = of("passport_child")
    (signature,) = opened.definition.signatures or ()
    assert opened.asked_if[signature.email] == ['answers.custody == "both"']
    alone = fill(opened, 'answers.custody == "one"', at=NOW)
    assert "other_email" not in answers_of(alone, at=NOW) and "one_parent" in found(opened, alone)


def test_a_theft_that_nobody_reported_and_a_third_loss_are_looked_at() -> None:
    opened = of("passport_lost")
    filled = fill(opened, 'answers.loss == "stolen"', "!has(answers.police_report)", at=NOW)
    assert "no_police_report" in found(opened, filled)
    assert "lost_before" in found(opened, fill(opened, 'answers.lost_before == "more_often"', at=NOW))
    assert price(opened, fill(opened, 'answers.loss == "lost"', 'answers.urgency == "usual"', at=NOW)) == 12000
    assert price(opened, fill(opened, 'answers.loss == "stolen"', 'answers.urgency == "usual"', at=NOW)) == 9000


def test_an_emergency_document_is_made_within_a_working_day_and_free_for_who_was_robbed() -> None:
    opened = of("emergency_document")
    assert opened.definition.state_named("in_hand").deadline_working_days == 1
    robbed = fill(opened, 'answers.without_passport == "stolen"', "has(answers.police_report)", at=NOW)
    assert price(opened, robbed) == 0
    journey = datetime.fromisoformat(answers_of(robbed, at=NOW)["journey_on"]).date()
    assert NOW.date() <= journey <= NOW.date() + timedelta(days=30)


def test_a_birth_told_in_time_is_entered_free_of_charge() -> None:
    opened = of("birth_registration")
    assert price(opened, fill(opened, "days(answers.child_born, today) <= 60", at=NOW)) == 0
    late = fill(opened, "days(answers.child_born, today) > 366", at=NOW)
    assert price(opened, late) == 1500 and "late_birth" in found(opened, late)
    unmarried = fill(opened, "!answers.parents_married", 'answers.acknowledged == "not_yet"', at=NOW)
    assert "not_acknowledged" in found(opened, unmarried)


def test_a_notarial_act_is_signed_before_the_officer_and_entered_as_a_paper() -> None:
    for code in ("power_of_attorney", "sworn_declaration", "paternity", "inheritance_declaration"):
        sign = of(code).transitions["sign"]
        assert sign.from_ == ["to_sign"] and sign.issued() and sign.by == ["consular_officer"]


def test_a_power_of_attorney_is_not_given_to_oneself_and_costs_by_what_it_gives() -> None:
    opened = of("power_of_attorney")
    rule = next(each for each in opened.definition.rules if each.rule == "not_oneself")
    assert rule.at == "agent_document"
    special = fill(
        opened, 'answers.power_kind == "special"', '"sell" in answers.matters', "answers.copies == 0", at=NOW
    )
    general = fill(
        opened, 'answers.power_kind == "general"', '"sell" in answers.matters', "answers.copies == 2", at=NOW
    )
    assert (price(opened, special), price(opened, general)) == (5000, 9400)
    assert {"sells_property"} <= found(opened, special)


def test_help_is_free_confidential_and_read_within_hours() -> None:
    for code in ("help_detained", "help_medical", "help_missing", "help_victim"):
        definition = of(code).definition
        assert definition.fee.amount == 0 and (definition.state_named("opened").deadline_hours or 99) <= 24
        officers = {role for each in definition.transitions for role in each.by} - {"applicant", "system"}
        assert officers == {"assistance_officer", "appeal_officer"}, code


def test_a_xenophobic_incident_is_read_by_its_own_role_alone_followed_up_and_told_by_a_lawyer_too() -> None:
    opened = of("xenophobic_incident")
    assert roles_of("xenophobic_incident") == {"incident_officer"}
    others = {role for code in CONSULAR if code != "xenophobic_incident" for role in roles_of(code)}
    assert "incident_officer" not in others
    alone = fill(opened, 'answers.told_by == "myself"', at=NOW)
    assert "lawyer_name" not in answers_of(alone, at=NOW)
    assert "lawyer_name" in answers_of(fill(opened, 'answers.told_by == "lawyer"', at=NOW), at=NOW)
    assert "followed_up" in opened.transitions["close"].from_


def test_a_post_has_in_hand_what_it_may_decide_and_hands_on_what_the_centre_decides() -> None:
    for code in CONSULAR:
        definition, officers = of(code).definition, roles_of(code)
        if definition.opened_at == "centre":
            assert officers <= {"assistance_officer", "incident_officer", "consular_officer", "appeal_officer"}, code
        elif "central_officer" in officers:
            assert any(each.hands_to == "centre" for each in definition.transitions), code


def test_who_must_come_in_person_can_book_and_a_notarial_act_is_never_signed_from_afar() -> None:
    for code in CONSULAR:
        definition = of(code).definition
        if "sign" in of(code).transitions or ("hand_over" in of(code).transitions and "photo" in of(code).fields):
            assert definition.visit and definition.visit.needed == "required", code


def test_a_visa_for_a_long_stay_asks_what_its_reason_needs_and_a_short_one_ends_after_ninety_days() -> None:
    long = of("visa_long")
    worker = answers_of(fill(long, 'answers.stays_for == "work"', at=NOW), at=NOW)
    assert "work_permit" in worker and "school" not in worker and "kinship_scan" not in worker
    short = of("visa_short")
    assert price(short, fill(short, "days(answers.birth_date, today) < 2000", at=NOW)) == 0
    assert (
        price(short, fill(short, "days(answers.birth_date, today) > 4000", 'answers.entries == "many"', at=NOW))
        == 10000
    )


def test_a_bundle_holds_the_flow_and_the_words_that_procedures_share() -> None:
    opened = of("passport_renewal")
    content = bundles.content_of("passport_renewal")
    assert "flow" not in content["definition"] and "with" not in content["definition"]
    assert Definition.model_validate(content["definition"]).states == opened.definition.states
    assert opened.text("state.draft", "tr") == "Taslak" and opened.text("field.surname", "en") == "Surname"


def test_no_page_is_headed_at_the_desk_as_if_the_officer_were_asked() -> None:
    asks = re.compile(r"\b(you|your|we|us|i|my)\b", re.IGNORECASE)
    for opened in (of(name.rsplit("/", 1)[1].split(".")[0]) for name in profile().procedures):
        for page in opened.definition.pages:
            desk = f"page.{page.page}.desk"
            title = opened.text(desk, "en") or opened.text(f"page.{page.page}", "en")
            assert not asks.search(title), (opened.definition.procedure, title)
            assert {bool(opened.text(desk, code)) for code in profile().languages} in ({True}, {False}), desk
