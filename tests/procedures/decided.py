"""The e-visa as a service with every way to decide: four eyes, corrections, appeal, withdrawal; for tests of these."""

import json
from datetime import datetime
from hashlib import sha256
from typing import Any

from legation.ground.audit.api import canonical
from legation.ground.people.api import Actor, create_person
from legation.ground.posts.api import actor_of, assign
from legation.procedures.bundles import _in_force, _offered, compose
from legation.procedures.models import Bundle

NOT_DECIDED = ["referred", "asked", "proposed", "refusal_proposed"]
STATES = [
    {"state": "asked", "phase": "applicant", "deadline_working_days": 5},
    {"state": "proposed", "phase": "officer", "deadline_hours": 24},
    {"state": "refusal_proposed", "phase": "officer", "deadline_hours": 24},
    {"state": "appealed", "phase": "officer", "deadline_working_days": 20},
    {"state": "refused_finally", "phase": "closed", "refusal": True},
    {"state": "lapsed", "phase": "closed"},
    {"state": "difference_due", "phase": "applicant", "deadline_working_days": 5},
]
OFFICER, ISSUED = ["visa_officer"], "visa.evisa"
TRANSITIONS = [
    {"verb": "withdraw", "from": ["awaiting_payment", *NOT_DECIDED], "to": "withdrawn", "by": ["applicant"],
     "refund": {"before": "proposed"}},
    {"verb": "ask", "from": ["referred"], "to": "asked", "by": OFFICER, "key": "a", "notice": "refused",
     "asks": ["surname", "birth_date", "photo"]},
    {"verb": "answer", "from": ["asked"], "to": "referred", "by": ["applicant"], "resubmits": True},
    {"verb": "lapse", "from": ["asked"], "to": "lapsed", "by": ["system"], "expires": True, "refund": "full"},
    {"verb": "propose", "from": ["referred"], "to": "proposed", "by": OFFICER, "key": "p"},
    {"verb": "propose_refusal", "from": ["referred"], "to": "refusal_proposed", "by": OFFICER, "key": "n", "reasons": True},
    {"verb": "grant", "from": ["proposed"], "to": "granted", "by": OFFICER, "key": "g", "four_eyes": True, "issues": ISSUED},
    {"verb": "refuse", "from": ["refusal_proposed"], "to": "refused", "by": OFFICER, "key": "x", "four_eyes": True,
     "reasons": True, "notice": "refused"},
    {"verb": "send_back", "from": ["proposed", "refusal_proposed"], "to": "referred", "by": OFFICER, "key": "b"},
    {"verb": "amend", "from": ["issued"], "to": "granted", "by": ["applicant"], "within_days": 14, "issues": ISSUED,
     "corrects": ["surname", "arrival", "departure"]},
    {"verb": "amend_dearer", "from": ["issued"], "to": "difference_due", "by": ["applicant"], "within_days": 14,
     "corrects": ["surname", "arrival", "departure"]},
    {"verb": "settle_difference", "from": ["difference_due"], "to": "granted", "by": ["system"], "issues": ISSUED},
    {"verb": "keep", "from": ["difference_due"], "to": "issued", "by": ["system"], "expires": True},
    {"verb": "appeal", "from": ["refused"], "to": "appealed", "by": ["applicant"], "appeals": True, "within_days": 30},
    {"verb": "uphold", "from": ["appealed"], "to": "refused_finally", "by": ["accountant"], "key": "x", "reasons": True,
     "notice": "refused"},
    {"verb": "overturn", "from": ["appealed"], "to": "granted", "by": ["accountant"], "key": "g", "reasons": True,
     "notice": "refused", "issues": ISSUED},
]  # fmt: skip


def decided_content() -> dict[str, Any]:
    """The content of its bundle."""
    made = json.loads(compose("visa/evisa.v1")[1])
    definition, replaced = made["definition"], {each["verb"] for each in TRANSITIONS}
    definition["states"] += STATES
    definition["transitions"] = [t for t in definition["transitions"] if t["verb"] not in replaced] + TRANSITIONS
    definition["desk"] |= {"lists": ["referred", "proposed", "refusal_proposed", "asked", "issued", "refused"],
                           "also": [{"role": "accountant", "lists": ["appealed"]}]}  # fmt: skip
    definition["appeal_grounds"] = ["unfounded"]
    definition["fee"] = {"currency": "EUR", "purpose": "evisa", "lines": [
        {"line": "basic", "amount": 2000},
        {"line": "day", "amount": 100, "per": "days(answers.arrival, answers.departure)"},
    ]}  # fmt: skip
    said = {f"{part}.{each['state']}": each["state"] for each in STATES for part in ("state", "next")}
    said |= {f"{part}.{each['verb']}": f"{part} {each['verb']}" for each in TRANSITIONS for part in ("verb", "done")}
    for words in made["words"].values():
        words |= {key: text for key, text in said.items() if key not in words}
        words |= {"reason.unfounded": "The refusal had no ground.", "fee.basic": "The visa", "fee.day": "A day"}
    return dict(made)


def put_in_force(content: dict[str, Any], at: datetime) -> str:
    """Publish content as the e-visa in force; gives its digest."""
    text = canonical(content).decode()
    digest = sha256(text.encode()).hexdigest()
    Bundle.objects.filter(procedure="evisa").update(in_force=False)
    kept = {"procedure": "evisa", "version": 1, "edition": "t", "content": text, "published_at": at, "in_force": True}
    Bundle.objects.update_or_create(digest=digest, defaults=kept)
    _in_force.cache_clear(), _offered.cache_clear()
    return digest


def holder(role: str, name: str, *, post: str = "HQ") -> Actor:
    """Somebody who holds a role at a post, else at the centre."""
    person = create_person(email=f"{name}@utopia.example".lower(), name=name, password="a long password")
    assign(person=person, post=post, role=role)
    return actor_of(person, role)
