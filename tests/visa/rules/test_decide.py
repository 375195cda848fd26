"""The reason, the alternatives and the hints of an answer."""

from datetime import date

import pytest

from legation.visa.rules import (
    Answer,
    Money,
    OutsidePolicy,
    Permit,
    Policy,
    Question,
    UnknownNationality,
    decide,
    decide_best,
)

from .small import load

DAY = date(2026, 12, 1)


def ask(policy: Policy, nationality: str, *, document: str = "ordinary", arrival: date = DAY, **more) -> Answer:
    return decide(policy, Question(nationality, more.pop("purpose", "tourism"), document, arrival, **more))


def hints(answer: Answer) -> dict[str, object]:
    return {hint.code: hint for hint in answer.what_would_change}


def test_an_answer_cites_its_rule_its_dates_and_its_source() -> None:
    reference = ask(load(), "NOR").route.reference
    assert (reference.rule, reference.section, reference.start) == ("near_free", "normal", date(2026, 1, 1))
    assert reference.end is None
    assert reference.source is not None
    assert reference.source.url == "https://example.org/law"


def test_who_must_go_to_a_post_learns_that_a_schengen_visa_would_open_the_internet(policy: Policy) -> None:
    (alternative,) = ask(policy, "NGA").alternatives
    assert alternative.route.outcome == "evisa"
    assert alternative.issued_by == ("SCH", "GBR", "IRL", "USA", "CAN")
    assert alternative.kinds == ("visa", "residence")
    assert not alternative.held


def test_the_permit_that_opened_the_route_is_named(policy: Policy) -> None:
    useless, useful = Permit("BRA", "visa"), Permit("FRA", "residence", date(2027, 1, 1))
    assert ask(policy, "NGA", permits=(useless, useful)).permit == useful


def test_a_permit_that_ends_before_arrival_opens_nothing_and_the_traveller_is_told(policy: Policy) -> None:
    answer = ask(policy, "NGA", permits=(Permit("SCH", "visa", date(2026, 11, 30)),))
    assert answer.outcome == "visa_at_post"
    assert hints(answer)["renew_permit"].day == DAY
    assert ask(policy, "NGA", permits=(Permit("SCH", "visa", DAY),)).outcome == "evisa"


def test_a_rule_that_changes_in_the_future_is_announced_and_then_decides(policy: Policy) -> None:
    before = ask(policy, "JOR", arrival=date(2026, 12, 31))
    change = hints(before)["rule_changes"]
    assert (before.outcome, change.outcome, change.day) == ("evisa", "free", date(2027, 1, 1))
    after = ask(policy, "JOR", arrival=date(2027, 1, 1))
    assert (after.outcome, after.what_would_change) == ("free", ())


def test_the_fee_is_that_of_the_day_of_application(policy: Policy) -> None:
    late = date(2027, 8, 1)
    assert ask(policy, "USA", arrival=late).route.offers[0].fee == Money(4750, "EUR")
    assert ask(policy, "USA", arrival=late, asked_on=date(2027, 6, 30)).route.offers[0].fee == Money(6000, "EUR")


def test_a_fee_for_named_nationalities_goes_before_the_fee_for_all() -> None:
    general = (
        "fees:\n  - {nationalities: [all], entries: single, amount: 99, currency: EUR,"
        " from: 2026-01-01, illustrative: true}\n"
    )
    assert ask(load(("fees:\n", general)), "JPN").route.offers[0].fee == Money(2050, "EUR")


def test_whoever_travels_on_an_emergency_document_learns_what_the_passport_would_give(policy: Policy) -> None:
    answer = ask(policy, "DEU", document="emergency")
    assert (answer.outcome, answer.route.refusal) == ("no_entry", "document_not_accepted")
    assert hints(answer)["use_document"].outcome == "free"


def test_a_stay_too_long_is_told_with_the_longest_one_and_the_way_to_a_longer(policy: Policy) -> None:
    answer = ask(policy, "THA", departure=date(2027, 1, 9))
    assert answer.stay_check is not None
    assert (answer.stay_check.verdict, answer.stay_check.days_over) == ("exceeds", 10)
    assert hints(answer)["shorten_stay"].days == 30
    assert "ask_post_for_longer_stay" in hints(answer)


def test_the_offer_that_suits_the_stay_best_counts(policy: Policy) -> None:
    answer = ask(policy, "USA", departure=date(2027, 2, 1))
    assert answer.stay_check is not None
    assert (answer.stay_check.verdict, answer.stay_check.allowed_days) == ("fits", 90)


def test_for_a_long_stay_the_post_is_better_than_a_short_e_visa_which_stays_an_alternative(
    policy: Policy,
) -> None:
    answer = ask(policy, "NGA", departure=date(2027, 3, 1), permits=(Permit("SCH", "visa"),))
    assert answer.outcome == "visa_at_post"
    (alternative,) = answer.alternatives
    assert (alternative.route.outcome, alternative.held) == ("evisa", True)


def test_of_several_passports_the_best_answer_comes_first(policy: Policy) -> None:
    codes = ("NGA", "USA", "BRA", "FJI")
    found = decide_best(policy, [Question(code, "tourism", "ordinary", DAY) for code in codes])
    order = [found.best.question.nationality, *(other.question.nationality for other in found.others)]
    assert order == ["BRA", "FJI", "USA", "NGA"]


def test_nobody_asks_with_no_passport_at_all(policy: Policy) -> None:
    with pytest.raises(ValueError, match="at least one"):
        decide_best(policy, [])


@pytest.mark.parametrize("spelling", ["DEU", "D", "D<<", "de", "DE"])
def test_germany_is_understood_as_it_stands_in_any_document(policy: Policy, spelling: str) -> None:
    assert ask(policy, spelling).question.nationality == "DEU"


@pytest.mark.parametrize("code", ["", "QQQ", "ZZ", "Germany"])
def test_a_code_nobody_uses_is_an_error_and_not_an_answer(policy: Policy, code: str) -> None:
    with pytest.raises(UnknownNationality):
        ask(policy, code)


def test_a_day_before_the_policy_is_an_error_and_not_an_answer(policy: Policy) -> None:
    with pytest.raises(OutsidePolicy):
        ask(policy, "DEU", arrival=date(2025, 12, 31))


def test_a_question_that_makes_no_sense_cannot_be_asked() -> None:
    with pytest.raises(ValueError, match="before arrival"):
        Question("DEU", "tourism", "ordinary", DAY, date(2026, 11, 30))
    with pytest.raises(ValueError, match="not a known code"):
        Question("DEU", "fun", "ordinary", DAY)  # type: ignore[arg-type]


def test_the_form_asks_only_about_permits_that_can_matter(policy: Policy) -> None:
    assert policy.permit_issuers() == ("SCH", "AUS", "CAN", "GBR", "IRL", "JPN", "USA")
