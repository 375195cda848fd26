"""What changes in who else must sign."""

from collections.abc import Iterator

from legation.procedures.definitions.differences.sides import Pair, Side
from legation.procedures.definitions.schema import Definition, Signature


def changes(pair: Pair) -> Iterator[str]:
    """Sentences."""
    new, gone, both = pair.parts(_signatures, lambda each: each.signature)
    for each in new:
        yield f"Nothing is handed in before {_title(pair.new, each)} has signed, at the address in {each.email}."
    for each in gone:
        yield f"{_title(pair.old, each)} need not sign any more."
    for was, now in both:
        said = _title(pair.new, now)
        if was.email != now.email:
            yield f"{said} is written to at the address in {now.email}, before in {was.email}."
        if was.name != now.name:
            yield f"{said} is named by {', '.join(now.name)}, before by {', '.join(was.name)}."
        if was.proof != now.proof:
            yield f"{said} shows who they are by {now.proof}, before by {was.proof}."
    for key, languages in pair.reworded("signature."):
        what = "What they sign is" if key.endswith(".declares") else "Who must sign is"
        yield f"{what} worded anew: {pair.new.said(key)} ({key} in {', '.join(languages)})."


def _signatures(definition: Definition) -> list[Signature]:
    return definition.signatures or []


def _title(side: Side, signature: Signature) -> str:
    return side.said(f"signature.{signature.signature}.title")
