"""Mistakes with who else must sign: rows for `mistakes.py`, all in the consent to a child's travel."""

Row = tuple[str, str, str, str, str]
CONSENT = "procedures/consular/travel_consent.v1.yaml"

_LINE = "  - {signature: other_parent, email: other_email, name: [other_given_names, other_surname], proof: other_document}\n"
_SUBMIT = "{verb: submit, from: [draft], to: awaiting_payment, by: [applicant], notice: received}"
_ISSUE = "  - {verb: issue, from: [granted]"
SIGNING: tuple[Row, ...] = (
    ("a signature asked for at no address", "email: other_email", "▸email: other_surname", "'other_surname' is not a field of kind email", "There are: email, other_email"),
    ("an applicant who signs as somebody else", "email: other_email", "▸email: email", "the applicant's own address", "in a field of its own"),
    ("a signer one may leave out", "email: other_email", "▸email: other_email", "then nobody is asked to sign", "Delete 'required: false'"),
    ("a signer's name that is not asked", "name: [other_given_names, other_surname]", "name: [other_given_names, ▸other_surnam]", "no field 'other_surnam'", "Did you mean other_surname?"),
    ("a date in place of a signer's name", "name: [other_given_names, other_surname]", "name: [other_surname, ▸child_born]", "is a date, not a name", "kind name"),
    ("a signer's name twice", "name: [other_given_names, other_surname]", "name: [other_surname, ▸other_surname]", "stands here twice", "Keep one"),
    ("a signer without a name", "name: [other_given_names, other_surname]", "▸name: [other_given_names]", "may be left empty where 'other_email' is asked", "must be answered there"),
    ("a proof that is not asked", "proof: other_document", "▸proof: other_documnt", "no field 'other_documnt'", "Did you mean other_document?"),
    ("a proof that proves nothing", "proof: other_document", "▸proof: other_surname", "by which nobody shows who they are", "kind document_number"),
    ("a proof that may be empty", "proof: other_document", "▸proof: other_document", "so nobody could sign", "on the same page"),
    ("a proof that is asked of others only", "proof: other_document", "▸proof: custody_number", "so nobody could sign", "on the same page"),
    ("a signature twice", _LINE, f"{_LINE}{_LINE.replace('{signature', '{▸signature')}", "another signature 'other_parent'", "one of their own"),
    ("two who sign at one address", _LINE, f"{_LINE}  - {{signature: guardian, ▸email: other_email, name: [other_surname], proof: child_passport}}\n", "another signer with the address 'other_email'", "one of their own"),
    ("two who sign with one proof", _LINE, f"{_LINE}  - {{signature: guardian, email: email, name: [other_surname], ▸proof: other_document}}\n", "another signer proved by 'other_document'", "one of their own"),
    ("a signature without words", _LINE, _LINE.replace("{signature", "{▸signature"), "no words for travel_consent.signature.other_parent.declares in ar", "consular.ar.po"),
    ("others who sign for several", "signatures:\n", "subjects: {at_most: 3, shared: [email]}\n▸signatures:\n", "what each of them signs is not said", "Delete 'signatures' or 'subjects'"),
    ("an applicant who corrects what others signed", _ISSUE, f"  - {{verb: amend, from: [issued], to: granted, by: [applicant], within_days: 14, issues: paper.consent, ▸corrects: [companion]}}\n{_ISSUE}", "the applicant alone changes what others signed", "leave it to an officer"),
    ("a question that changes who signed", "asks: [companion,", "asks: [▸other_surname, companion,", "says who signed as 'other_parent'", "Take it out"),
    ("signers who do not hear that it was handed in", _SUBMIT, f"▸{_SUBMIT.replace(', notice: received', '')}", "do not hear that it was handed in", "Add 'notice:'"),
)  # fmt: skip
EXTRA: dict[str, tuple[tuple[str, str, str], ...]] = {
    "a signer one may leave out": (
        (CONSENT, "{field: other_email, kind: email,", "{field: other_email, required: false, kind: email,"),
    ),
    "a proof that may be empty": (
        (CONSENT, "{field: other_document, kind: document_number}", "{field: other_document, required: false, kind: document_number}"),
    ),
    "a proof that is asked of others only": (
        (CONSENT, "      - {field: custody_paper, kind: scan}\n", "      - {field: custody_paper, kind: scan}\n      - {field: custody_number, kind: document_number}\n"),
    ),
    "a signature without words": (
        ("texts/consular.ar.po", 'msgid "travel_consent.signature.other_parent.declares"', 'msgid "travel_consent.signature.other_parent.declared"'),
    ),
}  # fmt: skip
