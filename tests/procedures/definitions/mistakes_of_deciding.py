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
