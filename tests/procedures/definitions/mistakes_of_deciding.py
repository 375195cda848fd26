"""Mistakes in the fee of the e-visa: (kind, what stood there, what stands there now, what is told, what to do)."""

_ONE = "fee: {amount: policy.fee_minor, currency: policy.fee_currency, purpose: evisa}"


def _lines(lines: str, exempt: str = "") -> str:
    return f"fee: {{currency: EUR, purpose: evisa, lines: [{lines}]{f', exempt: [{exempt}]' if exempt else ''}}}"


_LINE = "{line: basic, amount: 2000}"

FEES = [
    ("a fee that does not say how much", _ONE, "▸fee: {currency: EUR, purpose: evisa}", "neither an amount nor lines", "Add 'amount'"),
    ("a fee that is an amount and lines", _ONE, f"fee: {{▸amount: 2000, currency: EUR, purpose: evisa, lines: [{_LINE}]}}", "an amount and lines at once", "Keep one"),
    ("exemptions from nothing", _ONE, 'fee: {amount: 2000, currency: EUR, purpose: evisa, ▸exempt: [{exempt: child, when: "today < today"}]}', "no lines that one could be exempt from", "Write the amount as a line"),
    ("a line of the fee twice", _ONE, _lines(f"{_LINE}, {{▸line: basic, amount: 300}}"), "another line 'basic'", "Rename one"),
    ("a line that costs nothing", _ONE, _lines("{line: basic, ▸amount: 0}"), "costs nothing", "Write its amount"),
    ("a line that is no amount", _ONE, _lines("{line: basic, ▸amount: policy.fee_minr}"), "neither an amount nor a fact", "Did you mean policy.fee_minor?"),
    ("a line that counts what is no number", _ONE, _lines('{line: basic, amount: 2000, per: "▸answers.arrival"}'), "gives a date, not a whole number", "Correct the condition"),
    ("a line on a condition that names nothing", _ONE, _lines('{line: basic, amount: 2000, when: "▸answers.entris == \'single\'"}'), "no 'answers.entris' here", "Did you mean answers.entries?"),
    ("an exemption twice", _ONE, _lines(_LINE, '{exempt: child, when: "today < answers.arrival"}, {▸exempt: child, when: "answers.arrival < today"}'), "another exemption 'child'", "Rename one"),
    ("an exemption from a line that there is not", _ONE, _lines(_LINE, '{exempt: child, when: "today < answers.arrival", lines: [▸basics]}'), "no line 'basics'", "Did you mean basic?"),
    ("an exemption on a condition that counts findings", _ONE, _lines(_LINE, '{exempt: child, when: "▸findings.count == 0"}'), "no 'findings.count' here", "There are"),
]  # fmt: skip

_GRANT = "  - {verb: grant, from: [referred], to: granted, by: [visa_officer], key: g, issues: visa.evisa}"
_REFERRED = "  - {state: referred, phase: officer, deadline_hours: 72}"
_REFUSE = (
    "  - {verb: refuse, from: [referred], to: refused, by: [visa_officer], key: x, reasons: true, notice: refused}"
)
_REFUSED = "  - {state: refused, phase: closed, refusal: true}"
_WITHDRAW = "{verb: withdraw, from: [awaiting_payment], to: withdrawn, by: [applicant]}"
_ASK = "  - {verb: ask, from: [referred], to: asked, by: [visa_officer], key: a, asks: [surname], notice: refused}"
_ASKED = f"{_REFERRED}\n  - {{state: asked, phase: applicant, deadline_hours: 72}}"


def _more(line: str) -> str:
    """Another transition below the refusal."""
    return f"{_REFUSE}\n  - {line}"


DECIDING = [
    ("a second officer for a rule", "when: \"findings.count == 0\", issues", "when: \"findings.count == 0\", four_eyes: true, issues", "needs a second officer, and is not left to officers", "Name officers' roles"),
    ("a confirmation of what nobody proposed", "key: g, issues", "key: g, ▸four_eyes: true, issues", "nobody has proposed", "Let an officer"),
    ("a proposal that cannot be sent back", _GRANT, "  - {verb: grant, from: [proposed], to: granted, by: [visa_officer], key: g, ▸four_eyes: true, issues: visa.evisa}\n  - {verb: propose, from: [referred], to: proposed, by: [visa_officer], key: p}", "cannot be sent back", "Add a transition from proposed"),
    ("what needs reasons done with many at once", _REFUSE, _REFUSE.replace("reasons: true", "▸together: true, reasons: true"), "which each case needs for itself", "Delete 'together'"),
    ("what issues a document done with many at once", _GRANT, _GRANT.replace("issues:", "▸together: true, issues:"), "has 'issues', which each case needs for itself", "Delete 'together'"),
    ("what a rule does done with many at once", "when: \"findings.count == 0\", issues", "when: \"findings.count == 0\", together: true, issues", "done with many cases in one go, and is not left to officers", "Name officers' roles"),
    ("a field asked for that there is not", _REFUSE, _more("{verb: ask, from: [referred], to: asked, by: [visa_officer], key: a, asks: [▸surnam], notice: refused}"), "no field 'surnam' to ask for", "Did you mean surname?"),
    ("a fixed field asked for", _REFUSE, _more("{verb: ask, from: [referred], to: asked, by: [visa_officer], key: a, asks: [▸nationality], notice: refused}"), "cannot be given another answer", "another application"),
    ("an applicant who is asked and not told", _REFUSE, f"{_REFUSE}\n  - ▸{{verb: ask, from: [referred], to: asked, by: [visa_officer], key: a, asks: [surname]}}", "and they are not told", "Add 'notice:'"),
    ("a question that nobody can answer", _REFUSE, _more("{verb: ask, from: [referred], ▸to: asked, by: [visa_officer], key: a, asks: [surname], notice: refused}"), "nobody can answer", "resubmits: true"),
    ("a question without an end", _REFUSE, _more("{verb: ask, from: [referred], ▸to: asked, by: [visa_officer], key: a, asks: [surname], notice: refused}"), "nothing happens if no answer comes", "expires: true"),
    ("a question of the applicant's own", _REFUSE, _more("{verb: ask, from: [referred], to: asked, ▸by: [applicant], asks: [surname], notice: refused}"), "asks the applicant", "Name an officer's role"),
    ("an answer by an officer", _REFUSE, _more("{verb: answer, from: [referred], to: refused, ▸by: [visa_officer], key: w, resubmits: true, reasons: true, notice: refused}"), "which is what the applicant does", "by: [applicant]"),
    ("an answer to nothing", _REFUSE, _more("{verb: answer, ▸from: [referred], to: paid, by: [applicant], resubmits: true}".replace("▸from: [", "from: [▸")), "nothing may have been asked", "with 'asks' leads"),
    ("an answer that nobody looks at", _REFUSE, _more("{verb: answer, from: [referred], ▸to: withdrawn, by: [applicant], resubmits: true}"), "nobody looks at the answer", "Lead back"),
    ("a withdrawal of what is closed", _WITHDRAW, _WITHDRAW.replace("payment]", "payment, ▸issued]"), "cannot be withdrawn any more: it is closed", "before the decision"),
    ("a withdrawal of what is being made", _WITHDRAW, _WITHDRAW.replace("payment]", "payment, ▸granted]"), "its document is being made", "before the decision"),
    ("an appeal against what is no refusal", _REFUSE, _more("{verb: appeal, from: [▸issued], to: referred, by: [applicant], appeals: true, within_days: 30}"), "no refusal that one could appeal against", "refusal: true"),
    ("an appeal without a term", _REFUSE, f"{_REFUSE}\n  - ▸{{verb: appeal, from: [refused], to: referred, by: [applicant], appeals: true}}", "has no term", "within_days"),
    ("an appeal decided by who refuses", _REFUSE, _more("{verb: appeal, from: [refused], ▸to: referred, by: [applicant], appeals: true, within_days: 30}"), "decides about the appeal against that", "another role"),
    ("an appeal granted without a word", _REFUSE, _more("{verb: appeal, from: [refused], to: referred, by: [applicant], appeals: true, within_days: 30}"), "grants what was refused, and does not say why", "Add 'reasons: true'"),
    ("an appeal that cannot be turned down", _REFUSE, _more("{verb: appeal, from: [refused], ▸to: paid, by: [applicant], appeals: true, within_days: 30}"), "cannot be turned down", "refusal: true"),
    ("an appeal that can never be granted", _REFUSE, _more("{verb: appeal, from: [refused], ▸to: paid, by: [applicant], appeals: true, within_days: 30}"), "can never be granted", "grants what was refused"),
    ("an appeal without grounds to grant it", _REFUSE, _more("{verb: appeal, from: [refused], to: referred, by: [applicant], appeals: true, within_days: 30}"), "there are no grounds", "appeal_grounds"),
    ("grounds for an appeal that nobody may make", "retention:", "▸appeal_grounds: [unfounded]\nretention:", "nobody may appeal", "appeals: true"),
    ("a ground that is a reason to refuse, too", "retention:", "appeal_grounds: [▸public_order]\nretention:", "a reason to refuse and a ground to grant", "Rename one"),
    ("a reason to revoke that is one to refuse, too", "revocation_reasons: [", "revocation_reasons: [▸public_order, ", "is a reason to refuse, and those are reasons to revoke", "Keep it in one"),
    ("reasons to revoke where nothing is revoked with reasons", "key: v, reasons: true, revokes: true", "key: v, revokes: true", "nothing is revoked with reasons", "revokes: true"),
    ("a term for an officer", "key: v, reasons: true", "key: v, ▸within_days: 5, reasons: true", "has a term, which is for what an applicant does", "deadline_hours"),
    ("a deadline that nobody has", _WITHDRAW, _WITHDRAW + "\n  - {verb: lapse, from: [▸awaiting_payment], to: withdrawn, by: [system], expires: true}", "no deadline that could be over", "deadline_working_days"),
    ("somebody who does what a deadline does", _REFUSE, _more("{verb: lapse, from: [referred], to: withdrawn, ▸by: [visa_officer], key: w, expires: true}"), "so nobody does it", "by: [system]"),
    ("withdrawal after the fee without a word on it", _WITHDRAW, "▸{verb: withdraw, from: [awaiting_payment, referred], to: withdrawn, by: [applicant]}", "does not say what becomes of it", "Add 'refund: full'"),
    ("a state that waits for the fee as the office's", "{state: awaiting_payment, phase: applicant}", "{state: awaiting_payment, ▸phase: office}", "waits until the applicant has paid", "Write 'phase: applicant'"),
    ("money back without a withdrawal", "key: g, issues", "key: g, ▸refund: full, issues", "but it is no withdrawal", "Delete 'refund'"),
    ("money back before a state that there is not", _WITHDRAW, "{verb: withdraw, from: [awaiting_payment], to: withdrawn, by: [applicant], refund: {▸before: refered}}", "no state 'refered'", "Did you mean referred?"),
    ("another role at the desk twice", "desk: {role: visa_officer,", "desk: {also: [{▸role: visa_officer, lists: [issued]}], role: visa_officer,", "sits at the desk twice", "Join the two"),
    ("another role at the desk that may do nothing", "desk: {role: visa_officer,", "desk: {also: [{▸role: accountant, lists: [issued]}], role: visa_officer,", "may do nothing", "visa_officer"),
    ("another role's list of nothing", "desk: {role: visa_officer,", "desk: {also: [{role: accountant, lists: [▸isued]}], role: visa_officer,", "no state 'isued'", "Did you mean issued?"),
]  # fmt: skip

LEGALISATION = "procedures/consular/legalisation.v1.yaml"
_SAYS = "says: [surname, given_names, paper_kind"
PAPERS = [
    ("a document of its own twice", "  - document: certificate\n", "  - {document: certificate, template: certificate, says: [surname], valid_until: {earliest: [{days_after: 9}]}}\n  - ▸document: certificate\n", "another document 'certificate'", "Rename one"),
    ("a document of its own that is never issued", "  - document: certificate\n", "  - {▸document: copy, template: certificate, says: [surname], valid_until: {earliest: [{days_after: 9}]}}\n  - document: certificate\n", "is never issued", "issues: paper.copy"),
    ("a document in a template that there is not", "    template: certificate", "    ▸template: certificat", "no template 'certificat'", "Did you mean certificate?"),
    ("a document that says what is not asked", _SAYS, "says: [▸surnam, given_names, paper_kind", "no field 'surnam' to say", "Did you mean surname?"),
    ("a document that says a picture", _SAYS, "says: [▸scan, given_names, paper_kind", "says nothing in words", "written or chosen"),
    ("a document that holds until what is no date", "earliest: [answers.passport_expiry,", "earliest: [▸answers.surname,", "is a name, not a date", "kind date"),
    ("a document that holds until nothing", "earliest: [answers.passport_expiry,", "earliest: [▸answers.passport_expry,", "no field 'passport_expry'", "Did you mean passport_expiry?"),
    ("a limit twice", "earliest: [answers.passport_expiry,", "earliest: [answers.passport_expiry, ▸answers.passport_expiry,", "stands here twice", "Keep one"),
    ("a document that is not described", "four_eyes: true, issues: paper.certificate", "four_eyes: true, ▸issues: paper.certificat", "no 'certificat' under 'documents'", "Did you mean certificate?"),
    ("a document twice at once", "four_eyes: true, issues: paper.certificate", "four_eyes: true, issues: [paper.certificate, ▸paper.certificate]", "stands here twice", "Keep one"),
]  # fmt: skip

_PAID = "  - {verb: settle_difference, from: [difference_due], to: granted, by: [system], issues: paper.certificate}\n"
_KEEP = "  - {verb: keep, from: [difference_due], to: issued, by: [system], expires: true}\n"
DEARER = [
    ("a correction that is paid for and not issued", _PAID, "  - ▸{verb: settle_difference, from: [difference_due], to: granted, by: [system]}\n", "not issued anew", "Add 'issues:'"),
    ("a correction that waits for ever", _PAID + _KEEP, _PAID.replace("from: [", "from: [▸"), "nothing happens if the difference is never paid", "expires: true"),
    ("a question that waits for a difference", "{verb: ask, from: [in_hand, urgent], to: asked", "{verb: ask, from: [in_hand, urgent], ▸to: difference_due", "where a correction waits for its fee, and is none", "by nothing else"),
    ("a correction issued before it is paid", "to: difference_due, by: [applicant],", "to: difference_due, by: [applicant], ▸issues: paper.certificate,", "issues what is not paid for yet", "Move 'issues'"),
    ("a correction that costs more and does not wait", "paper_date, copies]}\n  # What", "paper_date, ▸copies, pages]}\n  # What", "may cost more, and nothing waits", "settle_difference"),
    ("a difference settled by an officer", _PAID, _PAID.replace("by: [system]", "▸by: [consular_officer], key: d"), "is what the system does", "by: [system]"),
]  # fmt: skip
