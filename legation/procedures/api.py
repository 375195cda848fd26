"""The door of the engine: what a department registers with it, and what it may ask of it."""

from legation.procedures.bundles import (
    compose,
    content_of,
    drawing,
    in_force,
    in_force_now,
    offered,
    open_bundle,
    publish,
    publish_all,
)
from legation.procedures.definitions.differences import differences
from legation.procedures.definitions.facts import FactSource
from legation.procedures.definitions.facts import register as register_facts
from legation.procedures.definitions.issuers import Granted, Issuer
from legation.procedures.definitions.issuers import register as register_issuer
from legation.procedures.definitions.load import check_all
from legation.procedures.definitions.new import create as new_procedure
from legation.procedures.elsewhere import Elsewhere
from legation.procedures.elsewhere import connect as connect_elsewhere
from legation.procedures.entries import entry_names, entry_rows, margin_reasons, margin_rows, public_rows
from legation.procedures.paper_words import languages_of, printed, words_of
from legation.procedures.persons import (
    PersonsCase,
    asked_before,
    begun_at,
    case_at_counter,
    cases_of_person,
    known_of_person,
    services_of,
)
from legation.procedures.reminding import remind, remind_soon
from legation.procedures.selectors import post_of
from legation.procedures.services.answer_for import answer_for, asked_at_counter
from legation.procedures.services.attach import PAPERS, SHELF, attach, attached_to
from legation.procedures.services.carry_on import carry_on, may_carry_on, reasons_to
from legation.procedures.services.expire import expire
from legation.procedures.services.hand_over import SHOWN, hand_over
from legation.procedures.services.permit import hinder
from legation.procedures.services.print_paper import print_paper
from legation.procedures.services.purge import purge
from legation.procedures.services.reindex import reindex, reindex_named
from legation.procedures.services.set_right import Sent
from legation.procedures.services.start import APPLY_MOST, start
from legation.procedures.services.start_at import start_at
from legation.procedures.services.start_for import start_for
from legation.procedures.services_found import areas_of
from legation.procedures.simulation.past import Period
from legation.procedures.simulation.run import simulate
from legation.procedures.tables import write_table
from legation.procedures.tallying import (
    ACTIONS,
    Counted,
    cases_counted,
    counted,
    late_cases,
    opinion_words,
    opinions,
    overdue,
    works_on,
)

__all__ = [
    "ACTIONS", "APPLY_MOST", "PAPERS", "SHELF", "SHOWN", "Counted", "Elsewhere", "FactSource", "Granted", "Issuer",
    "Period", "PersonsCase", "Sent", "answer_for", "areas_of", "asked_at_counter", "asked_before", "attach",
    "attached_to", "begun_at",
    "carry_on", "case_at_counter", "cases_counted", "cases_of_person", "check_all", "compose", "connect_elsewhere",
    "content_of",
    "counted", "differences", "drawing", "entry_names", "entry_rows", "expire", "hand_over", "hinder", "in_force",
    "in_force_now", "known_of_person", "languages_of", "late_cases", "margin_reasons", "margin_rows", "may_carry_on",
    "new_procedure",
    "offered", "open_bundle", "opinion_words", "opinions", "overdue", "post_of", "print_paper", "printed",
    "public_rows", "publish", "publish_all", "purge", "reasons_to", "register_facts", "register_issuer", "reindex",
    "reindex_named", "remind", "remind_soon", "services_of", "simulate", "start", "start_at", "start_for", "words_of",
    "works_on", "write_table",
]  # fmt: skip
