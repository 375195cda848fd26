"""`legation graph`: a drawing that can be read by eye, by a screen reader and in the dark, of any definition."""

import re
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legation.config.commands import graph
from legation.procedures.bundles import drawing
from legation.procedures.definitions.graph import style
from legation.procedures.definitions.graph.layout import Box, Way, lay_out
from legation.procedures.definitions.load import load
from tests.procedures.definitions.support import changed, copied

ROOT = Path(__file__).resolve().parents[3]
PICTURE = ROOT / "docs" / "pictures" / "evisa-states.svg"
NAME = "visa/evisa.v1"
SVG = "{http://www.w3.org/2000/svg}"


def test_every_state_and_transition_stands_there_in_words() -> None:
    root = ElementTree.fromstring(drawing(NAME))
    said = [text.text for text in root.iter(f"{SVG}text")]
    for words in (
        "Draft",
        "Waiting for payment",
        "an officer’s turn, 72 hours",
        "a refusal",
        "Hand in",
        "visa officer",
        "if findings.count == 0",
    ):
        assert words in said, words
    ways = [path for path in root.iter(f"{SVG}path") if (path.get("class") or "").startswith("way")]
    definition = load(NAME)
    assert len(ways) == sum(len(transition.from_) for transition in definition.transitions)


def test_it_has_a_title_and_tells_every_way_in_sentences() -> None:
    root = ElementTree.fromstring(drawing(NAME))
    assert root.get("role") == "img" and root.get("aria-labelledby") == "title told"
    assert root.find(f"{SVG}title").text == "E-visa: states and transitions"
    told = root.find(f"{SVG}desc").text
    assert told.count("leads to") == len(load(NAME).transitions)
    assert "From Draft, Hand in (the applicant) leads to Waiting for payment." in told


def test_it_asks_no_other_host_and_is_light() -> None:
    text = drawing(NAME)
    assert not re.findall(r"https?://(?!www\.w3\.org/2000/svg)", text) and len(text) < 20_000


@pytest.mark.parametrize(("tokens", "begin"), [(style.LIGHT, ":root {"), (style.DARK, ':root[data-theme="dark"] {')])
def test_its_colours_are_those_of_the_design_system(tokens: dict[str, str], begin: str) -> None:
    css = (ROOT / "legation/web/static/web/legation.css").read_text()
    block = css[css.index(begin) :]
    block = block[: block.index("}")]
    assert {name: re.search(rf"--{name}: (#\w+);", block)[1] for name in tokens} == tokens


def test_the_picture_in_the_docs_is_of_today() -> None:
    assert PICTURE.read_text(encoding="utf-8") == drawing(NAME), (
        f"run legation graph {NAME} --to docs/pictures/{PICTURE.name}"
    )


def test_the_command_writes_a_file_or_tells_the_mistakes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert graph.run([NAME, "--to", str(tmp_path / "a.svg")]) == 0
    assert (tmp_path / "a.svg").read_text(encoding="utf-8") == drawing(NAME)
    assert graph.run([NAME]) == 0
    assert capsys.readouterr().out == drawing(NAME)
    with copied(tmp_path / "copy") as folder, changed(folder, [("evisa", "to: withdrawn, by", "to: gone, by")]):
        assert graph.run([NAME]) == 1
    assert "There is no state 'gone'" in capsys.readouterr().err


NAMES = "abcdefg"
STEPS = st.lists(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)).filter(lambda step: step[0] != step[1]), max_size=14
)


@given(STEPS)
def test_no_box_lies_on_another_and_all_lie_inside_whatever_the_ways(steps: list[tuple[str, str]]) -> None:
    boxes = [Box(name, 60 + 20 * number, 50) for number, name in enumerate(NAMES)]
    ways = [Way(begin, end, Box(f"{begin}{end}", 70, 40)) for begin, end in steps]
    plan = lay_out(boxes, ways)
    every = [*plan.boxes, *(bend for way in plan.ways for bend in way.bends)]
    for one, other in combinations(every, 2):
        apart = abs(one.x - other.x) >= (one.width + other.width) / 2 - 0.01
        assert apart or abs(one.y - other.y) >= (one.height + other.height) / 2 - 0.01, (one, other)
    assert all(box.x - box.width / 2 >= 0 and box.x + box.width / 2 <= plan.width for box in every)
    assert all(box.y - box.height / 2 >= 0 and box.y + box.height / 2 <= plan.height for box in every)


@given(STEPS)
def test_ways_lead_down_but_for_those_that_close_a_circle(steps: list[tuple[str, str]]) -> None:
    boxes = [Box(name, 60, 50) for name in NAMES]
    plan = lay_out(boxes, [Way(begin, end, Box(f"{begin}{end}", 70, 40)) for begin, end in steps])
    places = {box.name: box for box in plan.boxes}
    for way in plan.ways:
        begin, end = places[way.begin], places[way.end]
        assert (begin.y > end.y) == way.turned and way.label in way.bends
