"""`legation evidence --to FOLDER`: what an auditor asks for, made from the running house; nothing personal is in it.

evidence.json     figures for the controls of ISO/IEC 27001:2022, Annex A
processing.json   the record of processing activities (GDPR article 30; KVKK article 16)
sbom.json         the bill of materials (CycloneDX 1.6)
index.html        all of it to be read and printed
"""

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path


def run(arguments: list[str]) -> int:
    """Exit status 0 if it was made and every chain holds; 1 if a chain does not; 2 if the folder is not new."""
    parser = argparse.ArgumentParser(
        prog="legation evidence", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--to", type=Path, required=True, metavar="FOLDER", help="one that is not there yet")
    folder = parser.parse_args(arguments).to
    import django

    django.setup()
    from legation.config.evidence import make

    if folder.exists():
        print(f"{folder} is there already; name a new folder", file=sys.stderr)
        return 2
    findings = make.write(folder, at=datetime.now(UTC))
    print(json.dumps({"evidence": str(folder), "findings": findings}))
    return 1 if findings else 0
