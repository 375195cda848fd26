"""What travellers to Utopia are told: written by hand from the policy as an officer reads it."""

from datetime import date

import pytest

from legation.visa.rules import Permit, Policy, Question, decide

SCHENGEN = Permit("SCH", "visa")
GERMAN = Permit("DEU", "residence")
AMERICAN = Permit("USA", "visa")

# nationality, purpose, document, permits -> outcome, rule, single fee in minor units or None
TABLE = [
    ("UTO", "work", "ordinary", (), "free", "own_citizens", None),
    ("UTO", "tourism", "emergency", (), "free", "own_citizens", None),
    ("TUR", "tourism", "ordinary", (), "free", "free_open_border", None),
    ("AZE", "transit", "ordinary", (), "free", "free_open_border", None),
    ("DEU", "business", "ordinary", (), "free", "free_for_90_days", None),
    ("JPN", "transit", "ordinary", (), "free", "transit_72_hours", None),
    ("BRA", "tourism", "ordinary", (), "free", "free_for_60_days", None),
    ("RKS", "family", "ordinary", (), "free", "free_for_60_days", None),
    ("THA", "tourism", "ordinary", (), "free", "free_for_30_days", None),
    ("FJI", "tourism", "ordinary", (), "evisa", "evisa_by_rule", 0),
    ("MEX", "tourism", "ordinary", (), "evisa", "evisa_by_rule", 2000),
    ("GBR", "tourism", "ordinary", (), "evisa", "evisa_by_rule", 5000),
    ("GBN", "tourism", "ordinary", (), "evisa", "evisa_by_rule", 5000),
    ("USA", "business", "ordinary", (), "evisa", "evisa_by_rule", 6000),
    ("USA", "medical", "ordinary", (), "evisa", "patients", None),
    ("USA", "study", "ordinary", (), "visa_at_post", "students", None),
    ("DEU", "work", "ordinary", (), "visa_at_post", "workers", None),
    ("DEU", "journalism", "ordinary", (), "evisa", "journalists", None),
    ("JOR", "tourism", "ordinary", (), "evisa", "opening_evisa_until_2026", 2000),
    ("IND", "tourism", "ordinary", (), "evisa", "evisa_seen_by_an_officer", 4000),
    ("IND", "tourism", "ordinary", (AMERICAN,), "evisa", "permit_instead_of_officer", 4000),
    ("IND", "conference", "ordinary", (), "evisa", "conference_guests", 4000),
    ("NGA", "tourism", "ordinary", (), "visa_at_post", "visa_from_a_post", None),
    ("NGA", "tourism", "ordinary", (SCHENGEN,), "evisa", "permit_of_a_third_state", 4000),
    ("NGA", "tourism", "ordinary", (GERMAN,), "evisa", "permit_of_a_third_state", 4000),
    ("NGA", "tourism", "ordinary", (Permit("BRA", "visa"),), "visa_at_post", "visa_from_a_post", None),
    ("NGA", "transit", "ordinary", (GERMAN,), "visa_at_post", "visa_from_a_post", None),
    ("GBO", "tourism", "ordinary", (), "visa_at_post", "visa_from_a_post", None),
    ("UNK", "tourism", "ordinary", (GERMAN,), "evisa", "permit_of_a_third_state", 4000),
    ("XXA", "tourism", "stateless_1954", (), "visa_at_post", "protected_persons", None),
    ("XXB", "tourism", "refugee_1951", (GERMAN,), "evisa", "protected_persons_with_residence", 4000),
    ("SYR", "family", "refugee_1951", (GERMAN,), "evisa", "protected_persons_with_residence", 4000),
    ("XXB", "tourism", "refugee_1951", (SCHENGEN,), "visa_at_post", "protected_persons", None),
    ("XXX", "tourism", "aliens_passport", (), "visa_at_post", "protected_persons", None),
    ("UNO", "official", "laissez_passer_un", (), "free", "laissez_passer_of_the_united_nations", None),
    ("NGA", "official", "laissez_passer_un", (), "free", "laissez_passer_of_the_united_nations", None),
    ("XPO", "conference", "laissez_passer_other", (), "free", "laissez_passer_of_other_organisations", None),
    ("MEX", "official", "diplomatic", (), "free", "official_passports_90", None),
    ("USA", "official", "diplomatic", (), "free", "diplomatic_passports_30", None),
    ("USA", "official", "service", (), "evisa", "official_passports_by_note", 6000),
    ("PHL", "transit", "seafarers_book", (), "free", "seafarers_changing_ship", None),
    ("DEU", "tourism", "emergency", (), "no_entry", "emergency_document_not_accepted", None),
    ("DEU", "transit", "emergency", (), "free", "emergency_document_on_the_way_home", None),
]


@pytest.mark.parametrize("case", TABLE, ids=lambda case: " ".join(case[:3]) + (" with permit" if case[3] else ""))
def test_a_traveller_is_told(policy: Policy, case: tuple) -> None:
    nationality, purpose, document, permits, outcome, rule, fee = case
    answer = decide(policy, Question(nationality, purpose, document, date(2026, 12, 1), permits=permits))
    assert (answer.outcome, answer.route.reference.rule) == (outcome, rule)
    if fee is not None:
        assert [offer.fee.minor for offer in answer.route.offers if offer.entries == "single"] == [fee]


def test_the_demonstration_shows_every_outcome_and_both_ways_of_deciding(policy: Policy) -> None:
    outcomes = {case[4] for case in TABLE}
    decisions = {
        decide(policy, Question(code, "tourism", "ordinary", date(2026, 12, 1))).route.decision
        for code in policy.class_of
    }
    assert outcomes == {"free", "evisa", "visa_at_post", "no_entry"}
    assert decisions == {None, "by_rule", "officer"}


def test_no_nationality_is_refused_on_its_own_passport(policy: Policy) -> None:
    for code in policy.class_of:
        assert decide(policy, Question(code, "tourism", "ordinary", date(2026, 12, 1))).outcome != "no_entry"


def test_every_row_of_utopia_says_that_it_is_illustrative(policy: Policy) -> None:
    rows = [*(rule.rule for rule in policy.rules), *policy.file.fees]
    assert all(row.illustrative and row.source is None for row in rows)
