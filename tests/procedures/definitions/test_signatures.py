"""Who else must sign, as an author reads it: what `diff` says, what `graph` draws, what the schema knows."""

import json
from copy import deepcopy
from typing import Any
from xml.etree import ElementTree

import pytest

from legation.procedures.bundles import compose, drawing
from legation.procedures.definitions.differences import APPLICANTS, differences
from legation.procedures.definitions.schema import Definition

NAME = "consular/travel_consent.v1"


def content() -> dict[str, Any]:
    return dict(json.loads(compose(NAME)[1]))


def said(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    return differences(old, new).get(APPLICANTS, [])


def test_a_signature_that_comes_or_goes_is_said() -> None:
    both, none = content(), content()
    none["definition"].pop("signatures")
    assert said(none, both) == [
        "Nothing is handed in before “The other parent” has signed, at the address in other_email."
    ]
    assert said(both, none) == ["“The other parent” need not sign any more."]


@pytest.mark.parametrize(
    ("part", "value", "sentence"),
    [
        ("email", "email", "“The other parent” is written to at the address in email, before in other_email."),
        ("name", ["other_surname"], "is named by other_surname, before by other_given_names, other_surname."),
        (
            "proof",
            "child_passport",
            "“The other parent” shows who they are by child_passport, before by other_document.",
        ),
    ],
)
def test_another_way_to_sign_is_said(part: str, value: Any, sentence: str) -> None:
    old, new = content(), content()
    new["definition"]["signatures"][0][part] = value
    (found,) = said(old, new)
    assert found.endswith(sentence)


@pytest.mark.parametrize(
    ("part", "begins"), [("declares", "What they sign is worded anew"), ("title", "Who must sign is")]
)
def test_other_words_are_said(part: str, begins: str) -> None:
    old = content()
    new = deepcopy(old)
    new["words"]["ar"][f"signature.other_parent.{part}"] = "…"
    (found,) = said(old, new)
    assert found.startswith(begins) and found.endswith(f"(signature.other_parent.{part} in ar).")


def test_the_drawing_says_who_signs_before_it_is_handed_in() -> None:
    texts = [each.text for each in ElementTree.fromstring(drawing(NAME)).iter("{http://www.w3.org/2000/svg}text")]
    assert texts.count("signed by: The other parent") == 1


def test_editors_know_signatures_by_the_schema() -> None:
    found = Definition.model_json_schema()["$defs"]["Signature"]
    assert set(found["required"]) == {"signature", "email", "name", "proof"}


def test_a_service_without_signatures_is_published_as_before() -> None:
    assert "signatures" not in json.loads(compose("visa/evisa.v1")[1])["definition"]
