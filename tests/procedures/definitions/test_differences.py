"""`legation diff`: every change is said, in a sentence, to whom it concerns."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from legation.ground.profile import profile
from legation.procedures.bundles import compose
from legation.procedures.definitions.differences import APPLICANTS, HOUSE, OFFICERS, differences
from legation.procedures.definitions.reading import path_of
from legation.procedures.definitions.schema import Definition
from tests.procedures.definitions.support import changed, copied
from tests.procedures.definitions.test_mutation import _tree, examined

NAME = "visa/evisa.v1"


def content(name: str = NAME) -> dict[str, Any]:
    return dict(json.loads(compose(name)[1]))


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with copied(tmp_path_factory.mktemp("definitions")) as folder:
        yield folder


def said(copy: Path, *changes: tuple[str, str, str]) -> dict[str, list[str]]:
    before = content()
    with changed(copy, changes):
        return differences(before, content())


_SMS = 'msgid "evisa.notice.received.sms"\nmsgstr "We have received your application {reference}. Once the fee is paid, we decide on it."\n'
# what is changed -> for whom, and the sentence
CHANGES = {
    "an optional question becomes compulsory": ("evisa", "kind: phone, required: false", "kind: phone", APPLICANTS, "“Phone number” must be answered now."),
    "an answer may be longer": ("evisa", "longest: 200", "longest: 300", APPLICANTS, "“Where will you stay?” may have 300 characters instead of 200."),
    "a rule is stricter": ("evisa", "<= 365", "<= 180", APPLICANTS, "before if days(today, answers.arrival) <= 365."),
    "the fee is fixed": ("evisa", "amount: policy.fee_minor, currency: policy.fee_currency", "amount: 2050, currency: EUR", APPLICANTS, "It costs €20.50, before what policy.fee_minor says in policy.fee_currency."),
    "the fee of the policy": ("policy", "    amount: 20.00\n", "    amount: 25.00\n", APPLICANTS, "is 25.00 EUR, before 20.00 EUR."),
    "a nationality of another group": ("policy", "free_60: [ALB, ", "free_60: [", APPLICANTS, "Nationality ALB is in the group free_30, before free_60."),
    "a deadline": ("evisa", "deadline_hours: 72", "deadline_hours: 24", APPLICANTS, "“With an officer” lasts at most 24 hours, before 72 hours."),
    "a deadline in working days": ("evisa", "deadline_hours: 72", "deadline_working_days: 3", APPLICANTS, "“With an officer” lasts at most 3 working days, before 72 hours."),
    "another letter": ("evisa", "key: c, issues: visa.evisa, notice: corrected", "key: c, issues: visa.evisa, notice: mended", APPLICANTS, "They get another letter at “Corrected by an officer"),
    "a reminder comes earlier": ("evisa", "of: document, days: 7", "of: document, days: 14", APPLICANTS, "“Your visa ends on {day}” comes 14 days before the document ends, before 7 days before the document ends."),
    "told by SMS no longer": ("words", _SMS, "", APPLICANTS, "They are no longer told by SMS at “Handed in by the applicant”."),
    "a declaration worded anew": ("words", "I have read my answers and declare", "I have read all answers and declare", APPLICANTS, "A declaration they make is worded anew"),
    "a question worded anew": ("words", 'msgstr "Day of arrival"', 'msgstr "When will you arrive?"', APPLICANTS, "A question is worded anew: “When will you arrive?” (field.arrival in en)."),
    "a draft is kept shorter": ("evisa", "retention:", "draft_days: 10\nretention:", APPLICANTS, "A draft is kept for 10 days, before 30."),
    "a visit in person": ("evisa", "retention:", "visit: {minutes: 20, needed: optional}\nretention:", APPLICANTS, "They may come in person, for 20 minutes."),
    "a visit without an application": ("evisa", "retention:", "visit: {minutes: 20, needed: required, without_application: true}\nretention:", APPLICANTS, "Anybody books without an application now."),
    "another key": ("evisa", "key: g", "key: q", OFFICERS, "“Grant” has the key q, before g."),
    "fewer corrections": ("evisa", ", passport_expiry]}", "]}", OFFICERS, "“Correct and issue anew” sets other answers right (gone: passport_expiry)."),
    "the desk tells less": ("evisa", "line: [nationality, purpose]", "line: [nationality]", OFFICERS, "The queue tells other answers (gone: purpose)."),
    "another limit of a finding": ("evisa", "< 6575", "< 7305", OFFICERS, "is shown if days(answers.birth_date, today) < 7305, before if days(answers.birth_date, today) < 6575."),
    "retention": ("evisa", "days: 730", "days: 365", HOUSE, "A closed case is kept for 365 days, before 730."),
    "the ground of retention": ("words", "section 31", "section 32", HOUSE, "The law is named anew: “Entry and Stay Act, section 32 (illustrative)” (retention.entry_and_stay_act in en)."),
    "the paper": ("documents/evisa.typ", "// The electronic visa", "// An electronic visa", HOUSE, "The paper of 'visa.evisa' looks or says different."),
    "kept apart": ("evisa", "department: visa\n", "department: visa\napart: true\n", OFFICERS, "Its cases are kept apart from a person's others at the counter."),
    "order alone": ("evisa", "[referred, issued, refused]", "[referred, refused, issued]", OFFICERS, "The desk has other lists (in another order)."),
    "who may revoke": ("evisa", "to: revoked, by: [visa_officer]", "to: revoked, by: [accountant]", OFFICERS, "“Revoke” may be done by accountant, before by visa_officer."),
}  # fmt: skip


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_is_said_to_whom_it_concerns(copy: Path, what: str) -> None:
    file, old, new, whom, sentence = CHANGES[what]
    changes = [(file, old, new)]
    if what == "a nationality of another group":
        changes.append((file, "free_30: [", "free_30: [ALB, "))
    if what == "another letter":
        changes += [
            (f"texts/visa.{language}.po", words, words.replace("notice.corrected", "notice.mended"))
            for language in profile().languages for words in [_notice(language)]
        ]  # fmt: skip
    if what == "told by SMS no longer":
        changes += [
            (f"texts/visa.{each}.po", _entry("received.sms", each), "") for each in profile().languages if each != "en"
        ]
    found = said(copy, *changes)
    assert any(sentence in each for each in found.get(whom, [])), found


def _entry(notice: str, language: str) -> str:
    """The entry of one wording of a notice, as it stands in a catalogue."""
    text = (path_of(NAME).parents[2] / "texts" / f"visa.{language}.po").read_text(encoding="utf-8")
    begin = text.index(f'msgid "evisa.notice.{notice}"')
    return text[begin : text.index("\n\n", begin) + 1]


def _notice(language: str) -> str:
    """The entries of the letter about a correction, as they stand in a catalogue."""
    text = (path_of(NAME).parents[2] / "texts" / f"visa.{language}.po").read_text(encoding="utf-8")
    begin = text.index('msgid "evisa.notice.corrected.subject"')
    return text[begin : text.index('msgid "evisa.notice.revoked.subject"')]


def test_nothing_is_said_of_what_is_the_same() -> None:
    assert differences(content(), content()) == {}


def test_a_new_and_a_dropped_language_are_said(copy: Path) -> None:
    both, one = content(), content()
    one["words"].pop("ar")
    assert differences(one, both)[APPLICANTS] == ["It is offered in العربية, too."]
    assert differences(both, one)[APPLICANTS] == ["It is no longer offered in العربية."]


def test_no_change_that_check_lets_pass_goes_unsaid() -> None:
    """Whatever a generic operator could change without breaking the definition is said."""
    before, passed = content(), [mutant for mutant, refused, _same in examined("evisa") if not refused]
    assert len(passed) > 50
    for mutant in passed:
        definition = Definition.model_validate(_tree(mutant.data).data)
        after = before | {"definition": definition.model_dump(mode="json", by_alias=True, exclude_none=True)}
        assert (differences(before, after) != {}) == (before != after), mutant


def test_questions_papers_declarations_and_verbs_that_come_and_go_are_said() -> None:
    before = content()
    after = json.loads(json.dumps(before))
    contact, declared = after["definition"]["pages"][2]["fields"], after["definition"]["pages"][3]["fields"]
    contact.append({"field": "ticket", "kind": "scan", "required": True, "when": "answers.entries == 'single'"})
    declared.append({"field": "oath", "kind": "declaration"})
    after["words"]["en"] |= {
        "field.ticket": "Return ticket",
        "field.oath": "I swear.",
        "verb.close": "Close",
        "state.shut": "Shut",
    }
    del contact[1]
    after["definition"]["transitions"].append(
        {"verb": "close", "from": ["issued"], "to": "shut", "by": ["visa_officer"]}
    )
    after["definition"]["states"].append({"state": "shut", "phase": "closed"})
    found = differences(before, after)
    assert (
        "A new paper must be handed in, on page “How we reach you, and your photo”: “Return ticket”."
        in found[APPLICANTS]
    )
    assert "“Return ticket” is asked only if answers.entries == 'single'." in found[APPLICANTS]
    assert "A new declaration binds them: “I swear.”." in found[APPLICANTS]
    assert "“Phone number” (phone) is no longer asked." in found[APPLICANTS]
    assert "visa_officer may “Close”, from issued to shut." in found[OFFICERS]
    assert "A case can be “Shut” (shut)." in found[HOUSE]
    back = differences(after, before)
    assert (
        "A new question on page “How we reach you, and your photo”, which may be answered: “Phone number” (phone)."
        in back[APPLICANTS]
    )
    assert "Nobody may “Close” any more." in back[OFFICERS]


LEGALISATION = "consular/legalisation.v1"
# what is changed in legalisation -> for whom, and the sentence
DECIDING = {
    "no second officer": ("key: g, four_eyes: true, issues", "key: g, issues", OFFICERS, "needs no second officer any more."),
    "other answers are asked for": ("asks: [surname, given_names, ", "asks: [surname, ", OFFICERS, "asks for other answers (gone: given_names)."),
    "an appeal sooner": ("appeals: true, within_days: 30", "appeals: true, within_days: 14", APPLICANTS, "is possible for 14 days, before for 30 days."),
    "a correction later": ("to: granted, by: [applicant], within_days: 14", "to: granted, by: [applicant], within_days: 28", APPLICANTS, "is possible for 28 days, before for 14 days."),
    "fewer corrections of one's own": ("corrects: [surname, given_names, ", "corrects: [surname, ", OFFICERS, "sets other answers right (gone: given_names)."),
    "appeals on another list": ("lists: [appealed]", "lists: [appealed, refused]", OFFICERS, "The role appeal_officer has the lists appealed and refused at the desk."),
    "nothing back for who was silent": ("expires: true, refund: none", "expires: true, refund: full", APPLICANTS, "the fee is paid back, before nothing is paid back."),
    "withdrawal that costs": ("refund: {before: proposed}", "refund: none", APPLICANTS, "nothing is paid back, before the fee is paid back until the case is proposed."),
    "a paper that says less": ("used_in, pages, copies]\n    valid", "used_in, pages]\n    valid", HOUSE, "says other answers (gone: copies)."),
    "a paper that holds longer": ("{days_after: 365}", "{days_after: 730}", HOUSE, "holds until the earliest of answers.passport_expiry and 730 days, before until the earliest of answers.passport_expiry and 365 days."),
}  # fmt: skip


@pytest.mark.parametrize("what", DECIDING)
def test_another_way_to_decide_contest_or_certify_is_said(copy: Path, what: str) -> None:
    old, new, whom, sentence = DECIDING[what]
    before, file = content(LEGALISATION), "procedures/consular/legalisation.v1.yaml"
    # wherever it stands: two transitions correct the same
    with changed(copy, [(file, old, new)] * (copy / file).read_text(encoding="utf-8").count(old)):
        found = differences(before, content(LEGALISATION))
    assert any(each.endswith(sentence) for each in found.get(whom, [])), found


def test_a_second_paper_and_one_that_is_gone_are_said() -> None:
    one = content(LEGALISATION)
    two = json.loads(json.dumps(one))
    definition = two["definition"]
    definition["documents"].append({**definition["documents"][0], "document": "extract", "says": ["surname", "pages"]})
    for words in two["words"].values():
        words["document.extract.title"] = "Extract"
    confirm = next(each for each in definition["transitions"] if each["verb"] == "confirm")
    confirm["issues"] = ["paper.certificate", "paper.extract"]
    more, less = differences(one, two), differences(two, one)
    assert "A new document, “Extract”, says surname and pages." in more[HOUSE]
    assert any(
        "issues paper.certificate and paper.extract, before paper.certificate." in each for each in more[OFFICERS]
    )
    assert "The document “Extract” is issued no more." in less[HOUSE]


def test_a_note_in_a_margin_is_said_with_all_that_it_says() -> None:
    before, after = content("consular/record_correction.v1"), content("consular/record_correction.v1")
    answer = next(each for each in after["definition"]["transitions"] if each["verb"] == "give_answer")
    answer["annotates"]["says"] = ["should_say"]
    (sentence,) = differences(before, after)[OFFICERS]
    assert "writes should_say in the margin of the entry in births, marriages and deaths" in sentence
    del answer["annotates"]
    (sentence,) = differences(before, after)[OFFICERS]
    assert "writes in no margin, before it writes says_now and should_say in the margin" in sentence
