"""Every kind of mistake an author can make: what they wrote instead of what was right, and what they are told.

`MARK` stands where the problem must be told. A change is (file, what stood there, what stands there now).
docs/mistakes.md is made from this table: python tools/mistakes.py
"""

from dataclasses import dataclass

from tests.procedures.definitions import mistakes_of_asking as asking
from tests.procedures.definitions import mistakes_of_deciding as deciding
from tests.procedures.definitions import mistakes_of_posts as posts
from tests.procedures.definitions import mistakes_of_registers as registers
from tests.procedures.definitions import mistakes_of_sharing as sharing
from tests.procedures.definitions import mistakes_of_signing as signing
from tests.procedures.definitions import mistakes_of_visits as visits

Change = tuple[str, str, str]


@dataclass(frozen=True)
class Mistake:
    """One kind: how it is called, parts of what is told and of the remedy, and the changes that make it."""

    kind: str
    told: str
    remedy: str
    changes: tuple[Change, ...]


def _of(file: str, *rows: tuple[str, str, str, str, str]) -> list[Mistake]:
    return [Mistake(kind, told, remedy, ((file, old, new),)) for kind, old, new, told, remedy in rows]


FORM = [
    *_of(
        "evisa",
        ("a tab", "  - page: trip", "▸\t- page: trip", "A tab stands here", "Indent with spaces"),
        ("a list that is not closed", "contact: email", "contact: ▸[email", "opened here with [", "Close it with ]"),
        ("a part that is not closed", "desk: {role: visa_officer, lists: [referred, issued, refused], line: [nationality, purpose]}",
         "desk: ▸{role: visa_officer, lists: [referred, issued, refused]", "opened here with {", "Close it with }"),
        ("a quote that is not closed", 'basis: entry_and_stay_act}', 'basis: "entry_and_stay_act}', "never closed", "Close the quote"),
        ("a colon inside a text", "contact: email", "contact: email▸: mine", "colon stands where", "into quotes"),
        ("wrong indentation", "  - page: contact\n", " ▸- page: contact\n", "indentation", "like its neighbours"),
        ("a key without its colon", "contact: email\n", "contact email\n▸subject_name: [given_names, surname]\n", "colon", ""),
        ("a key twice", "version: 1", "version: 1\n▸version: 2", "a second time", "Keep one"),
        ("an unknown key", "contact: email", "▸kontact: email", "kontact is not known", "Did you mean contact?"),
        ("an unknown key deep inside", "{verb: withdraw, from", "{verb: withdraw, ▸form", "form is not known", "Did you mean from?"),
        ("a part that is missing", "retention: {days: 730, basis", "retention: {basis", "days is missing", "Add the line days:"),
        ("a word where a number belongs", "days: 730", "▸days: two years", "days must be a whole number; this is the text 'two years'", "without quotes"),
        ("a number where a word belongs", "department: visa", "▸department: 7", "department must be a word or text; this is the number 7", "Write a code"),
        ("a word where yes or no belongs", "required: false", "▸required: nope", "required must be true or false", "Write true or false"),
        ("a word where a list belongs", "lists: [referred, issued, refused]", "▸lists: referred", "lists must be a list", "Write a list"),
        ("a word where a part belongs", "desk: {role: visa_officer, lists: [referred, issued, refused], line: [nationality, purpose]}",
         "▸desk: visa_officer", "desk must be a part with keys", "Write keys with values"),
        ("a list without anything", "lists: [referred, issued, refused]", "▸lists: []", "lists is empty", "at least 1"),
        ("a number that is too small", "days: 730", "▸days: 0", "greater than or equal to 1", "Write 1 or more"),
        ("a code in the wrong form", "{state: withdrawn,", "{▸state: With-drawn,", "does not have the form", "small letters"),
        ("a kind that does not exist", "kind: phone,", "▸kind: fone,", "fone is not a known word", "Did you mean phone?"),
        ("a phase that does not exist", "{state: paid, phase: office}", "{state: paid, ▸phase: offices}", "offices is not", "Did you mean office"),
    ),
    Mistake("an empty file", "no definition in this file", "new-procedure", (("evisa", "", ""),)),
    *_of(
        "evisa",
        ("a file named after something else", "procedure: evisa", "▸procedure: e_visa", "says that it is e_visa.v1", "Rename it"),
        ("a file in another department's folder", "department: visa", "▸department: visas", "lies in the folder 'visa'", "Move it"),
        ("an alias", "contact: email", "contact: ▸*email", "begins with *", "into quotes"),
    ),
]  # fmt: skip

HEAD = _of(
    "evisa",
    ("a law without source", "{law: entry_and_stay_act, illustrative: true}", "▸{law: entry_and_stay_act}", "has no source", "Give 'source'"),
    ("a law that is real and illustrative", "illustrative: true}", "illustrative: true, source: Law 1}", "real and illustrative", "Keep one"),
    ("a law twice", "  - {law: entry_and_stay_act, illustrative: true}",
     "  - {law: entry_and_stay_act, illustrative: true}\n  - ▸{law: entry_and_stay_act, illustrative: true}", "stands here twice", "Keep one"),
    ("a ground of retention said in one language", "basis: entry_and_stay_act", '▸basis: "Entry and Stay Act, section 31"', "no code, so it has no words", "retention.<code>"),
    ("a ground of retention without words", "basis: entry_and_stay_act", "▸basis: archives_act", "no words for evisa.retention.archives_act in en", "visa.en.po"),
    ("a retention basis left empty", "basis: entry_and_stay_act", '▸basis: ""', "basis is empty", "what belongs"),
    ("a reason twice", "[purpose_not_shown, means", "[purpose_not_shown, ▸purpose_not_shown, means", "stands here twice", "Keep one"),
)  # fmt: skip

ASKED = [
    *_of(
        "evisa",
        ("a field asked twice", "{field: phone,", "{▸field: arrival,", "asked twice, on page 'trip' before", "rename one"),
        ("a page at an address that is taken", "- page: contact", "- ▸page: summary", "would never be shown", "Rename it"),
        ("a page twice", "- page: contact", "- ▸page: trip", "another page 'trip'", "Rename one"),
        ("a page that asks nothing", "  - page: contact\n", "  - ▸page: hall\n  - page: contact\n", "asks nothing", "delete it"),
        ("a choice with one answer", "choices: [single, multiple]", "choices: [single]", "nothing to choose", "Add 'choices"),
        ("choices for what is not chosen", "{field: arrival, kind: date}", "{field: arrival, kind: date, ▸choices: [soon, later]}", "its kind is 'date'", "Delete them"),
        ("a choice twice", "[single, multiple]", "[single, multiple, ▸single]", "choice 'single' stands here twice", "Keep one"),
        ("a past that is no date", "{field: phone, kind: phone,", "{field: phone, kind: phone, ▸past: true,", "is no date", "Delete 'past'"),
        ("a length of what has none", "{field: arrival, kind: date}", "{field: arrival, kind: date, ▸longest: 9}", "has a length", "Delete 'longest'"),
        ("a fixed field that nobody learns", "{field: address, kind: text,", "{field: address, ▸fixed: true, kind: text,", "can only be learned on the first screen", "starts_with"),
        ("an answer that could be changed after it decided", "{field: nationality, kind: country, fixed: true}", "▸{field: nationality, kind: country}", "could be changed afterwards", "fixed: true"),
        ("a fixed field that decided nothing", "{field: nationality, kind: country, fixed: true}", "{field: nationality, kind: country, ▸fixed: true}", "nothing was decided by it", "offered_when"),
        ("a fixed field with a condition", "{field: nationality, kind: country, fixed: true}",
         "{field: nationality, kind: country, fixed: true, ▸when: \"today == today\"}", "never asked again", "Delete 'when'"),
        ("a declaration among questions", "- {field: photo, kind: photo}", "- ▸{field: photo, kind: photo}\n      - {field: oath, kind: declaration}", "stands among declarations", "page of their own"),
        ("a declaration one may leave out", "kind: declaration}", "kind: declaration, ▸required: false}", "may be left out", "binds whoever"),
        ("a declaration on a condition", "kind: declaration}", "kind: declaration, ▸when: \"answers.entries == 'single'\"}", "asked of everybody", "Delete 'when'"),
        ("nothing to bind the applicant", "  # Shown under the summary: what the applicant binds themselves to.\n  - page: declaration\n    fields:\n      - {field: truth, kind: declaration}\n", "", "Nobody declares", "last page"),
        ("declarations before questions", "  - page: contact\n", "  - ▸page: oath\n    fields:\n      - {field: oath, kind: declaration}\n  - page: contact\n", "not at the end", "Move this page"),
    ),
    *_of(
        "passport",
        ("nothing to be found by", ", index: passport_number, secret: true}", "}", "nobody could look up", "Add 'index"),
        ("an index of the wrong kind", "{field: surname, kind: name, longest: 60, index: name}", "{field: surname, kind: name, longest: 60, ▸index: birth_date}", "must be of kind 'date'", "Correct the kind"),
        ("an index twice", "required: false}", "required: false, ▸index: name}", "'surname' is found by as name already", "Keep one"),
        ("a passport number one may leave out", "{field: passport_number, kind: document_number,", "▸{field: passport_number, required: false, kind: document_number,", "nobody finds their application", "asked of everybody"),
        ("a birth date in the future", "past: true, ", "", "may lie in the future", "past: true"),
        ("a mistake in a fragment", "kind: document_number", "▸kind: document_numbr", "document_numbr is not a known word", "Did you mean document_number?"),
    ),
    *_of(
        "evisa",
        ("a fragment that does not exist", "use: passport", "▸use: pasport", "no fragment 'pasport'", "Did you mean passport?"),
        ("fields and a fragment on one page", "    use: passport\n", "    ▸use: passport\n    fields: []\n", "fields or a fragment, not both", "Delete one"),
    ),
    Mistake("a fragment nobody uses", "No definition uses this fragment", "delete it",
            (("fragments/address.yaml", "", "▸fields:\n  - {field: street, kind: text}\n"),)),
    Mistake("a fragment with other keys", "has the one key 'fields'", "Write fields:",
            (("passport", "# What a passport's data page says.\nfields:", "▸name: passport\nfields:"),)),
]  # fmt: skip

NAMED = _of(
    "evisa",
    ("a contact that is no address", "contact: email", "▸contact: phone", "not a field of kind email", "There are: email"),
    ("a contact one may leave empty", "contact: email", "▸contact: email", "every letter goes there", "Delete 'required: false'"),
    ("a person's name that is not asked", "subject_name: [given_names, surname]", "subject_name: [given_names, ▸surnam]", "no field 'surnam'", "Did you mean surname?"),
    ("a person without a name", "subject_name: [given_names, surname]", "▸subject_name: [given_names]", "may be left empty", "must be answered"),
    ("a date in place of a name", "subject_name: [given_names, surname]", "subject_name: [surname, ▸arrival]", "is a date, not a name", "kind name"),
    ("a picture in the queue", "line: [nationality, purpose]", "line: [nationality, ▸photo]", "says nothing in words", "written or chosen"),
    ("a field of the first screen that is not asked", "starts_with: [nationality,", "starts_with: [▸nation,", "no field 'nation'", "Did you mean nationality?"),
    ("a rule shown at no field", "at: passport_expiry,", "▸at: passport_expry,", "no field 'passport_expry'", "Did you mean passport_expiry?"),
    ("facts nobody gives", "facts: [visa.policy]", "facts: [▸visa.polcy]", "No department gives", "Did you mean visa.policy?"),
    ("facts that look at what is not asked", "starts_with: [nationality, purpose, document_kind, permit, permit_issuer]\nfacts: [visa.policy]",
     "starts_with: [nationality, purpose, document_kind, permit]\nfacts: [▸visa.policy]", "look at 'permit_issuer', which is not asked", "Ask it"),
    ("facts that know another kind", "{field: permit_issuer, kind: text, fixed: true,", "{field: permit_issuer, ▸kind: name, fixed: true,", "as a text, but it is asked as a name", "kind: text"),
    ("a choice the facts do not know", "choices: [tourism, business,", "choices: [tourism, ▸busines,", "do not know 'busines'", "Did you mean business?"),
    ("a fee that is no amount", "amount: policy.fee_minor", "▸amount: policy.fee_currency", "neither an amount nor a fact", "Did you mean policy.fee_minor?"),
    ("a fee below zero", "amount: policy.fee_minor", "▸amount: -5", "below zero", "Write 0"),
    ("a currency that does not exist", "currency: policy.fee_currency", "▸currency: EUX", "neither a currency nor a fact", "ISO 4217"),
    ("a desk with a list of nothing", "lists: [referred,", "lists: [▸refered,", "no state 'refered'", "Did you mean referred?"),
    ("a desk with a list of drafts", "lists: [referred, issued,", "lists: [referred, issued, ▸draft,", "is a draft", "with the house"),
    ("a desk that opens with closed cases", "lists: [referred, issued, refused]", "lists: [▸issued, referred, refused]", "where every case is closed", "Put the state first"),
    ("cases that no list shows", "  - {state: referred,", "  - ▸{state: referred,", "no list of the desk shows", "Add referred"),
    ("a desk for a role that may do nothing", "desk: {role: visa_officer,", "desk: {▸role: accountant,", "may do nothing", "visa_officer"),
)  # fmt: skip
_EXTRA: dict[str, tuple[Change, ...]] = {
    "a fixed field that decided nothing": (("evisa", 'offered_when: policy.outcome == "evisa"\n', ""),),
    "a contact one may leave empty": (("evisa", "kind: email,", "kind: email, required: false,"),),
    "facts that look at what is not asked": (
        ("evisa", "      - {field: permit_issuer, kind: text, fixed: true, required: false, longest: 8}\n", ""),
    ),
    "cases that no list shows": (("evisa", "lists: [referred, issued, refused]", "lists: [issued, refused]"),),
}

_SHARED = "shared: [arrival, departure, address, email, phone]"
SEVERAL = _of(
    "evisa",
    ("a shared page that does not exist", _SHARED, "shared: [▸tripp, email]", "no page and no field 'tripp'", "Did you mean trip?"),
    ("a field shared twice", _SHARED, "shared: [arrival, ▸arrival, email]", "shared twice", "Delete one"),
    ("a field shared with its page", _SHARED, "shared: [email, trip, ▸arrival]", "by 'trip' already", "Delete one"),
    ("a picture that all share", _SHARED, "shared: [▸contact]", "belongs to one person", "by name"),
    ("a declaration that all share", _SHARED, "shared: [email, ▸declaration]", "declared once for everybody", "Delete it"),
    ("a passport that all share", _SHARED, "shared: [email, ▸passport_number]", "tells persons apart", "Delete it"),
    ("a shared answer that depends on one's own", _SHARED, "shared: [email, ▸phone]", "which each person answers", "Share 'entries' too"),
    ("letters to an address of one of them", _SHARED, "shared: [arrival]", "go to one address", "in 'shared'"),
    ("a list no longer than what is typed", "list_at_most: 200,", "▸list_at_most: 20,", "no more than may be typed", "Write more than 20"),
    ("a list of what no cell can hold", "      - {field: photo, kind: photo}\n", "      - {field: photo, kind: photo}\n      - ▸{field: since, kind: partial_date}\n", "cannot stand in a cell", "let it be left empty"),
    ("an application for one, called several", "{at_most: 20,", "{▸at_most: 1,", "greater than or equal to 2", "Write 2 or more"),
)  # fmt: skip
_EXTRA["a shared answer that depends on one's own"] = (
    ("evisa", "{field: phone, kind: phone,", "{field: phone, when: \"answers.entries == 'single'\", kind: phone,"),
)
_EXTRA["letters to an address of one of them"] = (("evisa", "subjects: {", "▸subjects: {"),)

CONDITIONS = _of(
    "evisa",
    ("a condition that cannot be read", '"answers.arrival >= today"', '"answers.arrival >▸> today"', "not a condition", "equal is =="),
    ("a condition that names nothing", '"answers.arrival >= today"', '"▸answers.arival >= today"', "no 'answers.arival' here", "Did you mean answers.arrival?"),
    ("a condition that mixes kinds", '"answers.arrival >= today"', '"answers.arrival >= ▸5"', "date is needed here, this is a whole number", "Correct the condition"),
    ("a condition that asks nothing", '"answers.arrival >= today"', '"▸days(today, answers.arrival)"', "gives a whole number, not yes or no", "Correct the condition"),
    ("an optional answer without a guard", '"answers.arrival >= today"', '"answers.arrival >= today && ▸answers.phone == \'x\'"', "may be left empty", "has(answers.phone) &&"),
    ("a guard that does not guard", '"answers.arrival >= today"', '"has(answers.phone) || ▸answers.phone == \'x\'"', "may be left empty", "has(answers.phone) &&"),
    ("an order of words", 'when: \'policy.decision == "officer"\'', 'when: \'▸policy.decision >= "officer"\'', "word has no order", "Correct the condition"),
    ("a function that does not exist", '"answers.arrival >= today"', '"▸weeks(today, answers.arrival) > 1"', "not a function we have", "Correct the condition"),
    ("a picture in a condition", '"answers.arrival >= today"', '"answers.arrival >= today && ▸answers.photo == \'x\'"', "no 'answers.photo'", "There are:"),
    ("a condition of a page asked before the answer", "{field: address, kind: text,", "{field: address, ▸when: \"answers.email == 'x'\", kind: text,", "asked only after this page", "earlier page"),
    ("a condition of its own page", "{field: address, kind: text,", "{field: address, ▸when: \"answers.entries == 'single'\", kind: text,", "asked only after this page", "earlier page"),
    ("a field that depends on a department's facts", "{field: phone, kind: phone,", "{field: phone, when: \"▸policy.stay_days > 3\", kind: phone,", "no 'policy.stay_days' here", "There are"),
    ("an offer that depends on a later answer", 'offered_when: policy', '▸offered_when: answers.entries == "single" && policy', "after the first screen", "another answer"),
    ("findings that count themselves", 'holds: "answers.arrival >= today"', 'holds: "answers.arrival >= today && ▸findings.count == 0"', "no 'findings.count' here", "There are"),
    ("a rule shown where it does not look", "{rule: arrival_ahead, at: arrival,", "{rule: arrival_ahead, ▸at: departure,", "does not look at", "Show it at one of: arrival"),
    ("a rule shown too early", "{rule: departure_after, at: departure, holds: \"answers.departure >= answers.arrival\"}",
     "{rule: departure_after, ▸at: arrival, holds: \"answers.departure >= answers.arrival && answers.email != ''\"}", "would not be seen in time", "at: email"),
    ("a rule twice", "{rule: arrival_not_far,", "{▸rule: arrival_ahead,", "another rule 'arrival_ahead'", "Rename one"),
    ("two rules with one condition", '"days(today, answers.arrival) <= 365"', '"answers.arrival >= today"', "has the same condition", "correct one"),
    ("a finding twice", "{finding: passport_tight,", "{▸finding: minor,", "another finding 'minor'", "Rename one"),
)  # fmt: skip

STATES = _of(
    "evisa",
    ("a beginning that is no draft", "  - {state: draft, phase: draft}", "  - ▸{state: draft, phase: applicant}", "is not a draft", "phase: draft"),
    ("a second draft", "{state: paid, phase: office}", "{state: paid, ▸phase: draft}", "second draft", "Correct 'phase'"),
    ("a state twice", "{state: withdrawn, phase: closed}", "{state: withdrawn, phase: closed}\n  - {▸state: withdrawn, phase: closed}", "another state 'withdrawn'", "Rename one"),
    ("a state nobody reaches", "  - {state: withdrawn, phase: closed}", "  - {state: withdrawn, phase: closed}\n  - ▸{state: lost, phase: closed}", "No way leads to state 'lost'", "Add a transition"),
    ("a state nobody leaves", "  - {state: withdrawn, phase: closed}", "  - ▸{state: withdrawn, phase: applicant}", "No way leads out of", "phase: closed"),
    ("no end at all", "{state: issued, phase: closed}", "{state: issued, phase: officer, deadline_hours: 1}", "no state is closed", "phase: closed"),
    ("cases that go round for ever", "  - {state: granted, phase: office}", "  - ▸{state: granted, phase: office}", "no closed state can be reached", "towards an end"),
    ("a deadline for nobody", "{state: granted, phase: office}", "{state: granted, phase: office, ▸deadline_hours: 5}", "nobody to act", "Delete 'deadline_hours'"),
    ("an officer without a deadline", "{state: referred, phase: officer, deadline_hours: 72}", "▸{state: referred, phase: officer}", "without a deadline", "Add 'deadline_hours'"),
    ("a deadline in hours and in working days", "deadline_hours: 72}", "deadline_hours: 72, ▸deadline_working_days: 3}", "in hours and one in working days", "Keep one"),
    ("the turn of somebody who can do nothing", "{state: paid, phase: office}", "{state: paid, ▸phase: officer, deadline_hours: 5}", "turn of an officer, who can do nothing", "Correct 'phase'"),
    ("an applicant who acts out of turn", "{state: paid, phase: office}", "{state: paid, ▸phase: office}", "not their turn", "phase: applicant"),
    ("a closed state that goes on by itself", "{state: granted, phase: office}", "{state: granted, ▸phase: closed}", "leads on from it", "phase: office"),
    ("a refusal that is not closed", "{state: refused, phase: closed, refusal: true}", "{state: refused, phase: applicant, ▸refusal: true}", "not closed", "phase: closed"),
    ("a transition to nowhere", "to: withdrawn, by", "▸to: withdrawal, by", "no state 'withdrawal'", "Did you mean withdrawn?"),
    ("a transition from nowhere", "from: [granted], to: issued", "from: [▸grant], to: issued", "no state 'grant'", "Did you mean granted?"),
    ("a transition on the spot", "from: [awaiting_payment], to: withdrawn", "from: [awaiting_payment], ▸to: awaiting_payment", "where it already is", "another state"),
    ("a state twice in a transition", "from: [paid], to: granted", "from: [paid, ▸paid], to: granted", "stands here twice", "Keep one"),
)  # fmt: skip
_EXTRA |= {
    "an applicant who acts out of turn": (
        ("evisa", "  - {verb: withdraw,", "  - {verb: hurry, from: [paid], to: withdrawn, by: [applicant]}\n  - {verb: withdraw,"),
    ),
    "no end at all": (
        ("evisa", "\nstates:", "\n▸states:"),
        ("evisa", "{state: refused, phase: closed, refusal: true}", "{state: refused, phase: officer, deadline_hours: 1}"),
        ("evisa", "{state: withdrawn, phase: closed}", "{state: withdrawn, phase: officer, deadline_hours: 1}"),
        ("evisa", "{state: revoked, phase: closed}", "{state: revoked, phase: officer, deadline_hours: 1}"),
    ),
    "cases that go round for ever": (
        ("evisa", "{state: issued, phase: closed}", "{state: issued, phase: officer, deadline_hours: 1}"),
        ("evisa", "  - {verb: revoke, from: [issued]", "  - {verb: revoke, from: [paid]"),
    ),
    "two rules with one condition": (("evisa", "{rule: arrival_not_far, at: arrival, holds", "{rule: arrival_not_far, at: arrival, ▸holds"),),
}  # fmt: skip

ACTORS = _of(
    "evisa",
    ("no way to hand in", "transitions:", "▸transitions:", "no transition 'submit'", "Add 'verb: submit' by [applicant]"),
    ("a verb twice", "{verb: withdraw,", "{▸verb: submit,", "Verb 'submit' stands twice", "Join the two"),
    ("a role nobody holds", "to: granted, by: [visa_officer], key: g", "to: granted, by: [▸visa_oficer], key: g", "Nobody in the profile holds", "Did you mean visa_officer?"),
    ("a role twice", "to: refused, by: [visa_officer]", "to: refused, by: [visa_officer, ▸visa_officer]", "stands here twice", "Keep one"),
    ("a rule beside people", "to: referred, by: [rule]", "to: referred, ▸by: [rule, applicant]", "shared by a rule and people", "verb of its own"),
    ("somebody else who settles", "to: paid, by: [system]", "to: paid, ▸by: [visa_officer]", "what the system does", "by: [system]"),
    ("something the system never does", "{verb: withdraw, from: [awaiting_payment], to: withdrawn, by: [applicant]}",
     "{verb: withdraw, from: [awaiting_payment], to: withdrawn, ▸by: [system]}", "never does 'withdraw'", "Give it to"),
    ("a payment on a condition", "to: paid, by: [system]", "to: paid, ▸when: \"findings.count == 0\", by: [system]", "would be stuck", "Delete 'when'"),
    ("a verb without a key", "  - {verb: grant, from: [referred], to: granted, by: [visa_officer], key: g,", "  - ▸{verb: grant, from: [referred], to: granted, by: [visa_officer],", "has no key", "Add 'key:'"),
    ("a key without an officer", "to: paid, by: [system]", "to: paid, ▸key: p, by: [system]", "no officer takes it", "Delete 'key'"),
    ("a key that means two things", "key: x,", "▸key: g,", "means 'grant' already", "Choose another"),
    ("a key the queue uses", "key: x,", "▸key: j,", "moves through the queue", "Choose another"),
    ("a rule that leaves nothing to the next", "  - {verb: grant_by_rule, from: [paid], to: granted, by: [rule], when: \"findings.count == 0\",",
     "  - ▸{verb: grant_by_rule, from: [paid], to: granted, by: [rule],", "the rules below it never do", "put it last"),
    ("two rules for the same cases", "{verb: refer, from: [paid], to: referred, by: [rule],", "{verb: refer, from: [paid], to: referred, by: [rule], ▸when: \"findings.count == 0\",", "fit the same cases", "Correct one"),
    ("rules that leave some cases behind", "{verb: refer, from: [paid], to: referred, by: [rule],", "{verb: refer, from: [paid], to: referred, by: [rule], ▸when: \"findings.count > 1\",", "stays in state 'paid' for ever", "no 'when'"),
    ("a rule where it is somebody's turn", "to: withdrawn, by: [applicant]}", "to: withdrawn, by: [applicant]}\n  - {verb: lapse, ▸from: [awaiting_payment], to: withdrawn, by: [rule]}", "before the applicant, whose turn it is", "phase: office"),
    ("a decision before the fee is paid", "{verb: grant, from: [referred],", "{verb: grant, ▸from: [referred, awaiting_payment],", "before the fee is paid", "after 'settle'"),
    ("rules that never stop", "to: referred, by: [rule], notice: referred}", "to: referred, by: [rule], notice: referred}\n  - {verb: again, from: [granted], ▸to: paid, by: [rule]}", "they would never stop", "Let a person"),
    ("a payment that carries nothing on", "{verb: settle, from: [awaiting_payment],", "{verb: settle, ▸from: [granted],", "from where a payment does not carry on", "Add awaiting_payment"),
    ("what is handed in is no draft", "{verb: submit, from: [draft],", "{verb: submit, ▸from: [draft, paid],", "What is handed in is the draft", "from: [draft]"),
    ("a draft that is decided", "{verb: refuse, from: [referred],", "{verb: refuse, ▸from: [draft, referred],", "a draft can only be handed in", "a state after"),
)  # fmt: skip
_EXTRA["no way to hand in"] = (("evisa", "{verb: submit,", "{verb: hand_in,"),)

BINDING = _of(
    "evisa",
    ("a rule that refuses", "to: refused, by: [visa_officer]", "to: refused, ▸by: [rule]", "only an officer may refuse", "Rules may grant or refer"),
    ("a refusal without reasons", "  - {verb: refuse, from: [referred], to: refused, by: [visa_officer], key: x, reasons: true,", "  - ▸{verb: refuse, from: [referred], to: refused, by: [visa_officer], key: x,", "refusal without reasons", "reasons: true"),
    ("a refusal nobody is told of", "  - {verb: refuse, from: [referred], to: refused, by: [visa_officer], key: x, reasons: true, notice: refused}", "  - ▸{verb: refuse, from: [referred], to: refused, by: [visa_officer], key: x, reasons: true}", "the person is not told", "Add 'notice:'"),
    ("reasons for nothing", "key: g, issues", "key: g, ▸reasons: true, issues", "neither refuses nor revokes", "refusal: true"),
    ("a document nobody issues", "by: [visa_officer], key: g, issues: visa.evisa}", "by: [visa_officer], key: g, ▸issues: visa.paper}", "No department issues 'visa.paper'", "There are"),
    ("a document about what is not asked", "issues: visa.evisa}", "▸issues: visa.evisa}", "says 'photo', which is not asked", "kind photo"),
    ("a document about an empty answer", "issues: visa.evisa}", "▸issues: visa.evisa}", "says 'arrival', which may be left empty", "Delete 'required: false'"),
    ("a document that never comes", "{verb: grant, from: [referred], to: granted,", "{verb: grant, from: [referred], ▸to: withdrawn,", "nothing issues it", "verb 'issue'"),
    ("a wait for a document not granted", "  - {verb: grant, from: [referred], to: granted, by: [visa_officer], key: g, issues: visa.evisa}", "  - ▸{verb: grant, from: [referred], to: granted, by: [visa_officer], key: g}", "and grants none", "Add 'issues:'"),
    ("a rule that revokes", "to: revoked, by: [visa_officer]", "to: revoked, ▸by: [rule]", "only an officer may revoke", "officer's role"),
    ("a revocation without reasons", "  - {verb: revoke, from: [issued], to: revoked, by: [visa_officer], key: v, reasons: true, revokes", "  - ▸{verb: revoke, from: [issued], to: revoked, by: [visa_officer], key: v, revokes", "revokes without reasons", "reasons: true"),
    ("a closed case opened again", "{verb: refuse, from: [referred],", "{verb: refuse, from: [referred, ▸issued],", "opens a closed case again", "Add 'corrects' or 'revokes'"),
    ("a revocation before there is a document", "{verb: revoke, from: [issued],", "{verb: revoke, from: [issued, ▸referred],", "nothing is issued yet", "after 'issue'"),
    ("a correction of nothing", "corrects: [surname,", "corrects: [▸surnames,", "no field 'surnames' to correct", "Did you mean surname?"),
    ("a correction of what is fixed", "corrects: [surname,", "corrects: [surname, ▸nationality,", "what was offered depends on it", "another application"),
    ("a correction of a picture", "corrects: [surname,", "corrects: [surname, ▸photo,", "nobody sets it right", "Take it out"),
    ("a correction that issues nothing", "  - {verb: correct, from: [issued], to: granted, by: [visa_officer], key: c, issues: visa.evisa,", "  - ▸{verb: correct, from: [issued], to: granted, by: [visa_officer], key: c,", "issues nothing instead", "Add 'issues:'"),
    ("a correction by the applicant", "to: granted, by: [visa_officer], key: c", "to: granted, ▸by: [visa_officer, applicant], key: c", "only an officer may correct", "officer's role"),
    ("a revocation of nothing", "key: x, reasons: true,", "key: x, reasons: true, ▸revokes: true,", "nothing is ever issued", "Delete 'revokes'"),
)  # fmt: skip
_EXTRA |= {
    "a document about what is not asked": (("evisa", "      - {field: photo, kind: photo}\n", ""),),
    "a document about an empty answer": (("evisa", "{field: arrival, kind: date}", "{field: arrival, kind: date, required: false}"),),
    "a revocation of nothing": (
        ("evisa", ", issues: visa.evisa}\n  - {verb: refer", "}\n  - {verb: refer"),
        ("evisa", "key: g, issues: visa.evisa}", "key: g}"), ("evisa", "key: c, issues: visa.evisa,", "key: c,"),
    ),
}  # fmt: skip

REMINDERS = _of(
    "evisa",
    ("a reminder twice", "{reminder: fee_open,", "{reminder: fee_open, of: fee, days: 9}\n  - ▸{reminder: fee_open,", "Reminder 'fee_open' stands here twice", "Keep one"),
    ("a reminder of a draft that has not begun", "of: draft, days: 5", "of: draft, ▸days: 30", "A draft is kept for 30 days", "fewer than 30"),
    ("a reminder of a fee of nothing", "of: fee,", "▸of: fee,", "the service is free", "Delete it"),
    ("a reminder of a document that nobody issues", "of: document, days: 7", "▸of: document, days: 7", "is of a document, and none is issued", "add 'issues:'"),
    ("a reminder of a deadline without a state", "of: fee, days: 2}", "of: fee, days: 2}\n  - ▸{reminder: fee_open, of: deadline, days: 2}", "does not say the deadline of which state", "Add 'state:'"),
    ("a reminder of a state that has none", "of: fee, days: 2}", "of: fee, days: 2, ▸state: paid}", "whatever the state", "Delete 'state'"),
    ("a reminder of a deadline that does not exist", "of: fee, days: 2}", "of: deadline, days: 2, ▸state: awaiting_payment}", "has no deadline", "Add 'deadline_hours:'"),
    ("a reminder in the officers' time", "of: fee, days: 2}", "of: deadline, days: 2, ▸state: referred}", "it is not the applicant's turn", "phase applicant"),
    ("a reminder of no state", "of: fee, days: 2}", "of: deadline, days: 2, ▸state: awaiting_paiment}", "no state 'awaiting_paiment'", "Did you mean awaiting_payment?"),
    ("a reminder before the deadline has begun", "of: fee, days: 2}", "of: deadline, ▸days: 2, state: awaiting_payment}", "lasts 48 hours; 2 days before its end it has not begun", "Write fewer days"),
    ("a reminder of what does not end", "of: fee,", "▸of: fees,", "fees is not a known word", "Did you mean fee?"),
)  # fmt: skip
_EXTRA |= {
    "a reminder of a fee of nothing": (("evisa", "fee: {amount: policy.fee_minor, currency: policy.fee_currency,", "fee: {amount: 0, currency: EUR,"),),
    "a reminder of a document that nobody issues": (
        ("evisa", ", issues: visa.evisa}\n  - {verb: refer", "}\n  - {verb: refer"),
        ("evisa", "key: g, issues: visa.evisa}", "key: g}"), ("evisa", "key: c, issues: visa.evisa,", "key: c,"),
    ),
    "a reminder before the deadline has begun": (("evisa", "{state: awaiting_payment, phase: applicant}", "{state: awaiting_payment, phase: applicant, deadline_hours: 48}"),),
}  # fmt: skip
_SMS = 'msgid "evisa.notice.received.sms"\nmsgstr "'
_PUSH = 'msgid "evisa.notice.received.push"\nmsgstr "'
WORDS = [
    Mistake("a word that is missing", "no words for evisa.finding.child in en", "visa.en.po",
            (("evisa", "{finding: minor,", "{▸finding: child,"),)),
    Mistake("a declaration that is not said in every language", "The wording of evisa.field.truth is a guess", "delete the mark",
            (("texts/visa.ar.po", 'msgid "evisa.field.truth"', '#, fuzzy\n▸msgid "evisa.field.truth"'),)),
    Mistake("a notice without words", "no words for evisa.notice.granted.mail", "visa.en.po",
            (("evisa", "key: g, issues: visa.evisa}", "key: g, issues: visa.evisa, ▸notice: granted}"),)),
    Mistake("an SMS where no phone is asked for", "reaches nobody: no phone is asked for", "Ask a field of kind phone",
            (("evisa", "kind: phone,", "kind: text,"), ("words", _SMS, f"▸{_SMS}"))),
    *_of(
        "words",
        ("a word in one language only", 'msgid "evisa.who"\nmsgstr "Travellers whose passport and purpose our visa rules allow to apply online."\n', "", "no words for evisa.who in en.", "visa.en.po"),
        ("a wording left empty", 'msgid "evisa.field.phone"\nmsgstr "Phone number"', '▸msgid "evisa.field.phone"\nmsgstr ""', "has no wording", "into msgstr"),
        ("a wording that is a guess", 'msgid "evisa.field.phone"\n', '#, fuzzy\n▸msgid "evisa.field.phone"\n', "is a guess", "delete the mark"),
        ("words of something that is gone", 'msgid "evisa.field.phone"\n', '▸msgid "evisa.field.fax"\nmsgstr "Fax"\n\nmsgid "evisa.field.phone"\n', "Nothing is called evisa.field.fax", "Delete the entry"),
        ("a key misspelt in the words", 'msgid "evisa.field.phone"\n', '▸msgid "evisa.field.fone"\n', "Nothing is called evisa.field.fone", "Did you mean evisa.field.phone?"),
        ("a key of a wording twice", 'msgid "evisa.field.phone"\n', 'msgid "evisa.field.phone"\nmsgstr "Fax"\n\n▸msgid "evisa.field.phone"\n', "stands in this catalogue twice", "Keep one"),
        ("a blank in a letter that nobody fills in", "msgid \"evisa.notice.received.subject\"\nmsgstr \"We have your application {reference}", "▸msgid \"evisa.notice.received.subject\"\nmsgstr \"We have your application {refrence}", "Nobody fills in {refrence}", "Did you mean reference?"),
        ("a blank where none is filled in", 'msgid "evisa.field.phone"\nmsgstr "Phone number"', '▸msgid "evisa.field.phone"\nmsgstr "Phone of {name}"', "Nobody fills in {name}", "Delete the braces"),
        ("a refusal that does not say why", 'msgid "evisa.notice.refused.mail"\nmsgstr ""\n"Dear {name},\\n"\n"\\n"\n"an officer has looked at your application {reference} and could not grant it, for these reasons:\\n"\n"\\n"\n"{reasons}\\n"\n',
         '▸msgid "evisa.notice.refused.mail"\nmsgstr ""\n"Dear {name},\\n"\n"\\n"\n"an officer could not grant {reference}.\\n"\n', "does not give the reasons", "Write {reasons}"),
        ("reasons that nobody gave", 'msgid "evisa.notice.received.subject"\nmsgstr "We have your application {reference}', '▸msgid "evisa.notice.received.subject"\nmsgstr "We have {reference}: {reasons}', "gives reasons that nobody gave", "Delete {reasons}"),
        ("an SMS that is too long", _SMS, f'▸{_SMS}' + "An officer is looking at it, and will look again. " * 7, "takes 3 SMS; 2 are the most", "Shorten it by"),
        ("an SMS of which a letter makes two of one", _SMS, f'▸{_SMS}' + "Şu uzun bir metin. " * 6, "as 'Ş' leaves 70 characters to a part", "Shorten it by"),
        ("an SMS with somebody's name", _SMS, f'▸{_SMS}Dear {{name}}, ', "which whoever holds the phone reads", "Write {reference} at most"),
        ("an SMS with an address to follow", _SMS, f'▸{_SMS}Look at https://mfa.example/ - ', "leads to 'https:'", "Delete the address"),
        ("a line that a locked screen cuts off", _PUSH, f'▸{_PUSH}' + "Somebody is looking at it. " * 5, "cut off on a locked screen", "Shorten it by"),
        ("a catalogue that cannot be read", 'msgid "evisa.field.phone"\nmsgstr "Phone number"', 'msgid "evisa.field.phone"\n▸message "Phone number"', "not a catalogue", "keep msgid"),
    ),
]  # fmt: skip

HOUSE = [
    *_of(
        "profile",
        ("a language this house does not have", "languages: [en,", "languages: [en, ▸xx,", "no language 'xx'", "There are:"),
        ("a profile without English", "languages: [en, ", "▸languages: [", "English is missing", "Correct the value"),
        ("a reviewer of a language that is not spoken", "reviewers: {}", "reviewers:\n  ▸tr: Somebody", "which the profile does not speak", "There are"),
        ("a language twice", "languages: [en,", "languages: [en, ▸en,", "stands twice", "Keep one"),
        ("a ministry without a name in a language", "    en: Ministry of Foreign Affairs\n", "", "name is not said in 'en'", "Add the line en:"),
        ("a passkey demanded of a role that nobody holds", "seals:\n", "passkeys: [▸visa_oficer]\nseals:\n", "which nobody holds", "Did you mean visa_officer?"),
        ("a national sign-on without a name in a language", "    ar: تسجيل الدخول الوطني ليوتوبيا\n", "", "sign-on has no name in 'ar'", "Add the line ar:"),
        ("a field that a national sign-on does not fill", "claims: {surname: ", "claims: {▸surnam: ", "does not fill 'surnam'", "Did you mean surname?"),
        ("a profile's currency that does not exist", "currency: EUR", "▸currency: EUX", "'EUX' is not a currency", "ISO 4217"),
        ("a day that does not exist", 'edition: "', '▸edition: "2027-02-30" # "', "no day 2027-02-30", "Write a day"),
        ("a state that issues no passports", "\nstate: UTO", "\n▸state: UTX", "'UTX' is not a state", "9303"),
        ("a centre that is no post", "centre: HQ", "▸centre: HQS", "is not a post", "Did you mean HQ?"),
        ("a definition that does not exist", "  - visa/evisa.v1", "  - visa/evisa.v1\n  - ▸visa/evisa.v9", "no definition 'visa/evisa.v9'", "Did you mean visa/evisa.v1?"),
        ("a procedure twice", "  - visa/evisa.v1", "  - visa/evisa.v1\n  - ▸visa/evisa.v1", "are one procedure", "Keep the one"),
        ("a role at no post", "visa_officer: [HQ, CAI]", "visa_officer: [HQ, ▸CAIRO]", "no post 'CAIRO'", "Did you mean CAI?"),
        ("a role that nobody holds", "accountant: [HQ, CAI]", "▸accountant: []", "Nobody holds the role 'accountant'", "Name the posts"),
        ("a weekend on a day that does not exist", "weekend: [sat,", "weekend: [▸satt,", "is not a known word", "Did you mean sat?"),
        ("a week without a working day", "weekend: [sat, sun]", "▸weekend: [mon, tue, wed, thu, fri, sat, sun]", "weekend", ""),
        ("holidays of a country that does not exist", 'holidays: {days: ["01-01",', 'holidays: {▸country: UTO, days: ["01-01",', "holidays of 'UTO' are not known", "days of your own"),
        ("a holiday on a day that does not exist", '"2026-04-06"', '▸"2026-04-31"', "no day 2026-04-31", "Correct it"),
        ("a holiday twice", '"12-26",', '"12-26", ▸"12-26",', "stands here twice", "Keep one"),
        ("a role that is no officer's", "accountant: [HQ, CAI]", "accountant: [HQ, CAI]\n  ▸rule: [HQ]", "'rule' is not a role that officers hold", "another name"),
    ),
    *_of(
        "posts",
        ("a post twice", "{code: ANK,", "{▸code: HQ,", "another post HQ", "Correct one"),
        ("a post in no state", "country: TUR", "▸country: TUX", "'TUX', which is not the code of a state", "ISO 3166"),
        ("a time zone that does not exist", "time_zone: Europe/Istanbul", "▸time_zone: Europe/Istambul", "does not exist", "Did you mean Europe/Istanbul?"),
        ("a post in a language that is none", 'names: {en: "Embassy in Ankara",', 'names: {en: "Embassy in Ankara", ▸xx: "Embassy",', "no language of this house", "There are"),
        ("a post without a name in a language", 'names: {en: "Embassy in Ankara",', '▸names: {', "no name in 'en'", "Add en:"),
        ("a post that keeps the holidays of no country", "holidays: {country: EG,", "holidays: {▸country: EGY,", "holidays of 'EGY' are not known", "Did you mean"),
        ("opening hours that are none", 'every: ["08:30-13:00"]', 'every: [▸"8.30-13.00"]', "does not have the form", "Write a span"),
        ("opening hours on a day that does not exist", "tue: [", "▸tus: [", "tus is not", "tue"),
        ("opening hours that end before they begin", 'every: ["08:30-13:00"]', 'every: [▸"13:00-08:30"]', "end before they begin", "earlier time first"),
        ("opening hours that overlap", '"15:00-17:30"', '▸"12:30-17:30"', "begin before 13:00", "do not overlap"),
        ("opening hours at the weekend", "tue: [", "▸fri: [", "a day of its weekend", "Delete the line"),
        ("a post of a kind that does not exist", "{code: ANK, kind: embassy,", "{code: ANK, ▸kind: embasy,", "embasy is not a known word", "Did you mean embassy?"),
    ),
    *_of(
        "policy",
        ("a nationality that does not exist", "  open_border: [AZE,", "  open_border: [▸AZX,", "AZX", ""),
        ("two rules of the policy for one traveller", "  free_30: [ARE,", "  free_30: [ALB, ARE,", "", ""),
    ),
]  # fmt: skip

BY_SIDE = {
    "The form of a file": FORM,
    "Law and retention": HEAD,
    "What is asked": ASKED,
    "Names that lead nowhere": NAMED,
    "Several persons": SEVERAL,
    "Signatures of others": _of(signing.CONSENT, *signing.SIGNING),
    "Coming in person": _of(visits.LEGALISATION, *visits.VISITS),
    "Conditions": CONDITIONS,
    "Pages on a condition": _of("evisa", *asking.PAGES),
    "Kinds of fields, and groups": _of("evisa", *asking.KINDS),
    "The fee": _of("evisa", *deciding.FEES),
    "States": STATES,
    "Who may do what": ACTORS,
    "What binds": BINDING,
    "Deciding together": _of("evisa", *deciding.DECIDING),
    "In whose hands a case is": [
        *_of(posts.CERTIFICATE, *posts.HANDS),
        *(Mistake(kind, told, remedy, changes) for kind, told, remedy, changes in posts.HANDS_OF_SEVERAL),
    ],
    "The network of posts": _of("posts", *posts.NETWORK),
    "Entries in registers": [
        *_of(registers.ABROAD, *registers.ENTRIES),
        *_of(registers.ABROAD, *registers.MARGINS),
        *_of(registers.COPY, *registers.EXTRACTS),
        *_of(registers.APOSTILLE, *registers.SHOWN),
        *_of(registers.HOUSE, *registers.BOOKS),
    ],
    "Certified papers": _of(deciding.LEGALISATION, *deciding.PAPERS),
    "Corrections that cost more": _of(deciding.LEGALISATION, *deciding.DEARER),
    "Reminders": REMINDERS,
    "Words": WORDS,
    "What procedures share, and the catalogue": [
        Mistake(kind, told, remedy, ((file, old, new),)) for kind, file, old, new, told, remedy in sharing.SHARING
    ],
    "The house": HOUSE,
}
BY_SIDE = {
    side: [
        Mistake(
            m.kind,
            m.told,
            m.remedy,
            (*(_EXTRA | asking.EXTRA | signing.EXTRA | visits.EXTRA | registers.EXTRA).get(m.kind, ()), *m.changes),
        )
        for m in found
    ]
    for side, found in BY_SIDE.items()
}
MISTAKES = [mistake for found in BY_SIDE.values() for mistake in found]
