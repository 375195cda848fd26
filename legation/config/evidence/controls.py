"""What this house shows for controls of ISO/IEC 27001:2022, Annex A: a sentence each, and figures that bear it out."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Control:
    """A control by its number and title, how the house meets its part of it, and which figures show that."""

    number: str
    title: str
    says: str
    figures: tuple[str, ...]


CONTROLS = (
    Control("A.5.3", "Segregation of duties",
            "Giving sensitive roles, publishing, retiring keys, dropping jobs and exports take two people; the database"
            " refuses an approval by the one who asked.", ("approvals",)),
    Control("A.5.9", "Inventory of information and other associated assets",
            "Services, keys, libraries and vendored files are listed from the running house.",
            ("bundles", "keys", "materials")),
    Control("A.5.15", "Access control",
            "Every address has a policy; roles are held at posts and queries are scoped to them.", ("holders",)),
    Control("A.5.16", "Identity management",
            "People are invited, and deactivated at once; nobody shares an account.", ("people",)),
    Control("A.5.18", "Access rights",
            "Who holds which role where is counted here and listed on the screen.", ("holders", "approvals")),
    Control("A.5.21", "Managing information security in the ICT supply chain",
            "Every library is pinned with hashes; the bill of materials lies beside.", ("materials",)),
    Control("A.5.28", "Collection of evidence",
            "Chains and the issuance log are append-only; outside witnesses sign the log's heads.",
            ("audit", "witnesses")),
    Control("A.5.30", "ICT readiness for business continuity",
            "Restoring is practised on scratch instances and says what is missing.", ("backup", "drill")),
    Control("A.5.33", "Protection of records",
            "Each case is a hash chain; what was altered, removed, inserted or cut off is found.", ("audit",)),
    Control("A.5.34", "Privacy and protection of personally identifiable information",
            "processing.json is the record of processing; retention is enforced by destroying keys.", ("forgotten",)),
    Control("A.8.2", "Privileged access rights",
            "Administrators are few, at least two, and made by two people.", ("holders", "approvals")),
    Control("A.8.5", "Secure authentication",
            "Passwords are hashed with scrypt; attempts are limited by address and by account.", ("sign_ins",)),
    Control("A.8.9", "Configuration management",
            "What is published is immutable and pinned by digest.", ("bundles",)),
    Control("A.8.10", "Information deletion",
            "Drafts and closed cases end by their retention; the data key is destroyed, in backups too.",
            ("forgotten",)),
    Control("A.8.13", "Information backup",
            "Backups are made while the house works, with keys apart.", ("backup", "drill")),
    Control("A.8.15", "Logging",
            "Who looked at what stands on chains; logs are lines of JSON without personal data.", ("accesses",)),
    Control("A.8.16", "Monitoring activities",
            "/metrics, health and captured faults are there for whoever runs the house.", ("faults", "queue")),
    Control("A.8.24", "Use of cryptography",
            "A root and one signer per purpose in a process of its own, with periods and revocation.", ("keys",)),
    Control("A.8.32", "Change management",
            "A definition is checked, published under its digest, and pinned by every case.", ("bundles", "approvals")),
)  # fmt: skip
