"""What may be done at an edge node, by address: it travels, it is of the node itself, or it is done at the centre.

Nothing done at a node may stay there without a word. So every address that takes something is named here, by what
would be written; a test holds these lists against the house, so that a new one is decided upon.
"""

TRAVELS = {
    "applications: begun, filled in, handed in, withdrawn, answered": (
        "procedure", "visa_apply", "counter_begin", "page", "whole", "passport", "subject_add", "subject_remove",
        "subject_list", "list_faults", "summary", "withdraw", "answer_asked", "correct_own", "appeal_refusal",
        "application_data", "application_export",
    ),
    "cases: decided, written about, with papers scanned and handed over": (
        "desk_decide", "desk_together", "desk_write", "desk_set_aside", "write", "counter_answer", "counter_attach",
        "counter_hand_over",
    ),
    "appointments of the post, and the waiting list": (
        "visit", "appointments_at", "appointment_confirm", "appointment_cancel", "appointment_move",
        "head_appointment",
    ),
    "tickets, who was served, and who did not come": (
        "appointments_kiosk", "counter_receive", "visits_next", "visits_arrive", "visits_serve", "visits_missed",
    ),
    "cash, and the money that nobody knows of": (
        "till_open", "till_safe", "till_count", "till_take", "till_back", "till_transfers", "till_arrived",
        "till_receipt_mail", "till_close", "till_reopen", "accounts_refund", "accounts_move", "accounts_send_back",
    ),
}  # fmt: skip
OF_THE_NODE = {
    "coming in, and going": ("sign_in", "sign_out", "end_sessions", "passkeys"),
    "a question, after which nothing is another": (
        "status",
        "verify",
        "counter",
        "counter_done",
        "desk_find",
        "till_find",
    ),
    "that the line is gone": ("edge_line",),
}
AT_CENTRE = {
    "what a head of post sets: hours, closures, notices, services, windows, staff, blanks": (
        "head_hours", "head_notices", "head_services", "head_windows", "head_window", "head_staff",
        "head_blanks",
    ),
    "running the house: people, roles, keys, programs, posts that are cut off": (
        "administration", "administration_people", "administration_person", "administration_posts",
        "administration_nodes", "administration_keys", "administration_services", "administration_queue",
        "administration_programs",
        "administration_program", "administration_token", "administration_requests", "administration_request",
        "administration_export", "invitation", "tokens", "edge_conflicts", "edge_conflict",
    ),
    "registers: entries, margin notes, extracts, the apostille register": (
        "registers", "register", "register_entry", "e_register",
    ),
    "the electoral roll: entries, objections, extracts": (
        "electoral", "electoral_post", "electoral_entry", "electoral_vote", "own_roll",
    ),
    "mutual help: cards, answers, reports": (
        "mutual_help", "mutual_help_card", "mutual_help_own", "mutual_help_off", "mutual_help_judging",
        "mutual_help_judge",
    ),
    "accounts of citizens, and what they are told by which way": (
        "account", "account_ways", "account_device", "account_export", "account_erase", "account_begin",
        "account_open", "citizen_sign_in", "citizen_enter", "sign_on", "sign_on_back", "citizen_passkeys",
        "citizen_tokens", "application_ways", "application_phone", "application_device", "stop_reminders",
    ),
    "signatures of somebody else by a link": ("ask_signature", "sign", "sign_read", "sign_picture"),
    "satisfaction": ("application_opinion",),
    "answers to what people ask about their data: erasing happens at the centre": ("data_request_answer",),
    "cards: payment pages, terminals, disputes": (
        "fee", "pay_difference", "till_terminal", "till_stop", "accounts_dispute_done", "payments_webhook",
    ),
    "day rates": ("till_rates", "till_approve"),
    "what machines send: programs with a token, providers, other nodes": (
        "sms_receipt", "edge_packages", "edge_packs",
    ),
}  # fmt: skip
MACHINES = ("api", "border")
"""Namespaces of which everything that is sent is refused at a node: no token is known there."""
SHOWN = frozenset({"fee", "pay_difference"})
"""Addresses that still show what they show; what is sent to the others' is refused, and so is a look."""
_REFUSED = frozenset(name for names in AT_CENTRE.values() for name in names)


def is_at_centre(name: str) -> bool:
    """Whether what an address does is done at the centre only; `name` is its view's, with its namespace."""
    return name in _REFUSED or name.partition(":")[0] in MACHINES


def is_shown(name: str) -> bool:
    """Whether an address is still looked at where what it does is refused."""
    return name in SHOWN or ":" in name
