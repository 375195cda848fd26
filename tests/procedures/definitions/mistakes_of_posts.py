"""Author's mistakes in where cases are handled, and in the network of posts; as in `mistakes.py`."""

CERTIFICATE = "procedures/consular/nationality_certificate.v1.yaml"
_NOWHERE = """\
posts:
  - {code: HQ, kind: ministry, country: UTO, city: Amaurot, time_zone: UTC, names: {en: Centre, ar: مركز}}
  - {code: CAI, kind: honorary_consulate, country: EGY, city: Cairo, time_zone: UTC, names: {en: Cairo, ar: القاهرة}}
"""

HANDS = [
    (
        "handed to who has it already",
        "key: f, hands_to: centre",
        "key: f, ▸hands_to: post",
        "to the post, which has it already",
        "Delete 'hands_to'",
    ),
    (
        "handed to nobody",
        "key: f, hands_to: centre",
        "key: f, ▸hands_to: center",
        "center is not a known word",
        "Did you mean centre?",
    ),
    ("handled by nobody", "handled_by: post", "▸handled_by: posts", "posts is not a known word", "Did you mean post?"),
    (
        "a first screen that asks nobody where they live",
        "handled_by: post\n",
        "▸handled_by: post\nstarts_with: [ground]\n",
        "asks nobody where they live",
        "Delete 'starts_with'",
    ),
    (
        "a list that stays empty",
        "lists: [at_centre]",
        "lists: [at_centre, ▸ready]",
        "its list stays empty",
        "Take it out",
    ),
]
"""Rows of `mistakes._of`, of the certificate."""

HANDS_OF_SEVERAL = [
    (
        "a case handed over that the centre keeps",
        "the centre opens and keeps",
        "handled_by: post",
        (
            (CERTIFICATE, "handled_by: post\n", ""),
            (CERTIFICATE, "key: f, hands_to: centre", "key: f, ▸hands_to: centre"),
        ),
    ),
    (
        "a post's service that no post offers",
        "no post offers it",
        "under 'services'",
        (("posts", "", _NOWHERE), (CERTIFICATE, "handled_by: post", "▸handled_by: post")),
    ),
    (
        "nobody at the centre to do it",
        "is done at the centre, where nobody holds the role 'registrar'",
        "Give the role to HQ",
        (
            ("profile", "registrar: [HQ, posts]", "registrar: [CAI]"),
            (
                CERTIFICATE,
                "verb: grant, from: [at_centre], to: granted, by: [registrar]",
                "verb: grant, from: [at_centre], to: granted, by: [▸registrar]",
            ),
        ),
    ),
    (
        "nobody at a post to do it",
        "at ANK nobody holds the role 'consular_officer'",
        "Give the role to every post",
        (
            ("profile", "consular_officer: [HQ, posts]", "consular_officer: [HQ, CAI]"),
            (
                CERTIFICATE,
                "verb: forward, from: [in_hand], to: at_centre, by: [consular_officer]",
                "verb: forward, from: [in_hand], to: at_centre, by: [▸consular_officer]",
            ),
        ),
    ),
    (
        "a state in which nobody knows whose turn it is",
        "nobody knows whose turn it is",
        "Add 'hands_to'",
        (
            (CERTIFICATE, "key: b, hands_to: post}", "key: b}"),
            (CERTIFICATE, "- {state: in_hand,", "- ▸{state: in_hand,"),
        ),
    ),
]
"""(kind, what is told, what to do, changes)."""

NETWORK = [
    ("a cash desk in no currency", "cash: TRY", "▸cash: TRX", "'TRX', which is not a currency", "ISO 4217"),
    (
        "a post nowhere on Earth",
        "at: [39.9, 32.86]",
        "▸at: [139.9, 32.86]",
        "nowhere on Earth",
        "latitude and longitude",
    ),
    (
        "a language that nobody speaks",
        "languages: [en, tr]",
        "languages: [en, ▸xx]",
        "'xx' is not a language",
        "ISO 639",
    ),
    (
        "a post that offers what there is not",
        "services: [registration_abroad]",
        "services: [▸registration_abrod]",
        "which the profile does not",
        "Did you mean registration_abroad?",
    ),
    ("a district in no state", "{state: BTN}", "{▸state: BTX}", "'BTX' in its district", "ISO 3166"),
    ("a district in no part of a state", "[US-CT,", "[▸US-CX,", "'US-CX' is not a part of USA", "Did you mean"),
    ("a part of a state written otherwise", "[US-CT,", "[▸Connecticut,", "does not have the form", "such as US-NY"),
    (
        "a state that two posts serve",
        "{state: BTN}]",
        "{state: BTN}, ▸{state: TUR}]",
        "TUR is served by ANK and by KTM",
        "Say with 'parts'",
    ),
    (
        "a part that two posts serve",
        "district: [{state: NPL}",
        "district: [▸{state: USA, parts: [US-NY]}, {state: NPL}",
        "US-NY is served by NYC and by KTM",
        "Keep one",
    ),
    ("a state that nobody serves", ", {state: BTN}]", "]", "Nobody serves who lives in BTN", "'elsewhere:'"),
    (
        "parts of a state that nobody serves",
        "district: [{state: USA}, ",
        "district: [",
        "Of USA nobody serves",
        "for the rest",
    ),
    (
        "no post to serve where no other does",
        "posts:\n",
        "▸elsewhere: HQX\nposts:\n",
        "no post 'HQX'",
        "Did you mean HQ?",
    ),
]
"""Rows of `mistakes._of`, of posts.yaml."""
