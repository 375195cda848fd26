"""The stable codes a policy and a question may use. Wording is kept elsewhere, keyed by these codes."""

from typing import Literal, get_args

Purpose = Literal[
    "tourism", "business", "transit", "family", "medical", "conference",
    "culture_sport", "study", "work", "journalism", "official",
]  # fmt: skip
Document = Literal[
    "ordinary", "diplomatic", "service", "special", "refugee_1951", "stateless_1954", "aliens_passport",
    "laissez_passer_un", "laissez_passer_other", "seafarers_book", "emergency",
]  # fmt: skip
Outcome = Literal["free", "evisa", "visa_on_arrival", "visa_at_post", "no_entry"]
Entries = Literal["single", "multiple"]
Decision = Literal["by_rule", "officer"]
PermitKind = Literal["visa", "residence"]
Refusal = Literal["document_not_accepted", "entry_suspended"]
Condition = Literal[
    "return_ticket", "onward_ticket", "accommodation", "means", "insurance", "invitation", "host_registered",
    "enrolment", "work_permit", "press_accreditation", "medical_appointment", "note_verbale",
    "arrival_by_air", "crew_list",
]  # fmt: skip

PURPOSES: tuple[Purpose, ...] = get_args(Purpose)
DOCUMENTS: tuple[Document, ...] = get_args(Document)
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
ENTRIES: tuple[Entries, ...] = get_args(Entries)
PERMIT_KINDS: tuple[PermitKind, ...] = get_args(PermitKind)
CONDITIONS: tuple[Condition, ...] = get_args(Condition)
ALL = "all"
