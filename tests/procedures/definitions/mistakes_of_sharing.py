"""Mistakes in what procedures share (flows, words) and in the code of the catalogue; see mistakes.py."""

AMENDMENT = "procedures/consular/passport_amendment.v1.yaml"
FLOW = "fragments/flows/entered_at_post.yaml"
LEGALISATION = "procedures/consular/legalisation.v1.yaml"
_VISIT = "visit: {minutes: 15, needed: optional, without_application: true}"
_WITH = "  line: [observation]\n"
_ENTRY = 'msgid "every.state.entered"\nmsgstr "Entered"'

# kind, file, what stood there, what stands there now, what is told, the remedy
SHARING = [
    ("a flow that does not exist", AMENDMENT, "flow: entered_at_post", "▸flow: entered_at_pst", "no flow 'entered_at_pst'", "Did you mean entered_at_post?"),
    ("a flow beside states of one's own", AMENDMENT, "flow: entered_at_post", "▸states:\n  - {state: draft, phase: draft}\n  - {state: end, phase: closed}\nflow: entered_at_post", "does not write 'states' itself", "Delete it"),
    ("a value that the flow lacks", AMENDMENT, "with:\n  days: 5\n", "▸with:\n", "takes 'days', and nothing is given", "Add 'days:'"),
    ("a value that the flow does not take", AMENDMENT, _WITH, f"{_WITH}  ▸hours: 5\n", "takes no 'hours'", "There are: "),
    ("values without a flow", AMENDMENT, "flow: entered_at_post\nwith:", "▸with:", "no flow that takes them", "Add 'flow:'"),
    ("a mistake in a value of a flow", AMENDMENT, "  line: [observation]", "  line: [▸observations]", "no field 'observations'", "Did you mean observation"),
    ("a mistake in a flow", FLOW, "to: entered, by: [consular_officer], key: g, notice", "▸to: enterd, by: [consular_officer], key: g, notice", "no state 'enterd'", "Did you mean entered?"),
    ("a flow without a desk", FLOW, "desk:\n  role: consular_officer\n  lists: [in_hand, asked, entered, refused]\n  line: $line\n  also:\n    - {role: appeal_officer, lists: [appealed]}\n", "", "A flow has states, transitions, desk", "Add desk"),
    ("a flow nobody follows", "fragments/flows/unused.yaml", "", "▸states: []\n", "No definition follows this flow", "Delete it"),
    ("shared words that nobody uses", "texts/shared.en.po", _ENTRY, f'▸msgid "every.state.nowhere"\nmsgstr "Nowhere"\n\n{_ENTRY}', "No procedure uses the words every.state.nowhere", "Delete them"),
    ("shared words twice", "texts/shared.en.po", _ENTRY, f"{_ENTRY}\n\n▸{_ENTRY}", "every.state.entered stands in this catalogue twice", "Keep one"),
    ("shared words that are a guess", "texts/shared.en.po", _ENTRY, f"#, fuzzy\n▸{_ENTRY}", "every.state.entered is a guess", "delete the mark"),
    ("shared words missing in English", "texts/shared.en.po", _ENTRY, "", "no words for every.state.entered in en", "shared.en.po"),
    ("an area that the catalogue has not", AMENDMENT, "catalogue: TD-15", "▸catalogue: XX-01", "no kind 'XX-01'", "The areas: TD"),
    ("a kind that its area has not", AMENDMENT, "catalogue: TD-15", "▸catalogue: TD-16", "no kind 'TD-16'", "Area TD has 15 kinds"),
    ("a kind twice", AMENDMENT, "catalogue: TD-15", "catalogue: [TD-15, ▸TD-15]", "'TD-15' stands here twice", "Keep one"),
    ("an end that nobody is told of", FLOW, ", key: g, notice: entered}", ", key: g}", "'enter' ends a case, and the applicant is not told", "Add 'notice:'"),
    ("who hands in is not told", FLOW, "by: [applicant], notice: received}", "by: [applicant]}", "Whoever hands in gets no letter", "Add 'notice: received'"),
    ("one letter at two ends", FLOW, "reasons: true, notice: refused}", "reasons: true, notice: upheld}", "The letter 'upheld' is sent at 'refuse', too", "a letter of its own"),
    ("help that is not kept apart", AMENDMENT, "catalogue: TD-15", "▸catalogue: AS-04", "kept apart from a person's others", "Add the line 'apart: true'"),
    ("a case kept apart that is called out", LEGALISATION, _VISIT, f"apart: true\n▸{_VISIT}", "not called out in a hall", "Delete 'visit'"),
    ("a kind in another form", AMENDMENT, "catalogue: TD-15", "▸catalogue: passports", "does not have the form", "TD-04"),
    ("an example that is none", AMENDMENT, "illustrative: [fee,", "illustrative: [▸fees,", "fees is not a known word", "Did you mean fee?"),
]  # fmt: skip
