"""A procedure drawn: its states as boxes, its transitions as arrows, in the colours of the house, as one SVG."""

from collections.abc import Mapping
from html import escape
from itertools import pairwise

from legation.procedures.definitions.graph.layout import Box, Plan, Way, lay_out
from legation.procedures.definitions.graph.style import STYLE
from legation.procedures.definitions.schema import BUILT_IN_ROLES, Definition, State, Transition

_LETTER, _SMALL = 7.6, 6.3
_TURN = {
    "draft": "being filled in", "applicant": "the applicant’s turn", "office": "by itself",
    "officer": "an officer’s turn", "closed": "closed",
}  # fmt: skip
_LONGEST = 34


def draw(definition: Definition, words: Mapping[str, str]) -> str:
    """The SVG.

    Args:
        words: key -> wording, without the procedure's code; a code stands where there is none.
    """
    boxes = [_state_box(state, words) for state in definition.states]
    ways, drawn = [], []
    for transition in definition.transitions:
        for name in transition.from_:
            lines = _label(transition, words) + (_signed(definition, words) if transition.verb == "submit" else [])
            width = max(len(lines[0]) * _LETTER, *(len(line) * _SMALL for line in lines[1:])) + 8
            ways.append(Way(name, transition.to, Box(transition.verb, width, 6 + 16 * len(lines))))
            drawn.append((transition, lines))
    plan = lay_out(boxes, ways)
    title = words.get("title", definition.procedure)
    parts = [_head(plan, title, _told(definition, words))]
    parts += [_way(plan, way, transition) for way, (transition, _lines) in zip(plan.ways, drawn, strict=True)]
    parts += [_words(way.label, lines) for way, (_transition, lines) in zip(plan.ways, drawn, strict=True)]
    parts += [_box(box, state, words) for box, state in zip(plan.boxes, definition.states, strict=True)]
    return "\n".join([*parts, "</svg>", ""])


def _state_box(state: State, words: Mapping[str, str]) -> Box:
    said, turn = words.get(f"state.{state.state}", state.state), _turn(state)
    return Box(state.state, max(len(said) * _LETTER * 1.2, len(turn) * _SMALL) + 36, 52)


def _turn(state: State) -> str:
    turn = "a refusal" if state.refusal else _TURN[state.phase]
    if state.deadline_working_days:
        return f"{turn}, {state.deadline_working_days} working days"
    return f"{turn}, {state.deadline_hours} hours" if state.deadline_hours else turn


def _label(transition: Transition, words: Mapping[str, str]) -> list[str]:
    lines = [words.get(f"verb.{transition.verb}", transition.verb), _who(transition)]
    if transition.hands_to:
        lines.append(f"hands over to the {transition.hands_to}")
    if transition.when:
        condition = f"if {transition.when}"
        lines.append(condition if len(condition) <= _LONGEST else condition[: _LONGEST - 1] + "…")
    return lines


def _signed(definition: Definition, words: Mapping[str, str]) -> list[str]:
    """Who else must sign before it is handed in."""
    titles = (words.get(f"signature.{each.signature}.title", each.signature) for each in definition.signatures or ())
    return [f"signed by: {title}" for title in titles]


def _who(transition: Transition) -> str:
    names = {"rule": "by rule", "system": "the house", "applicant": "the applicant"}
    return " or ".join(names.get(role, role.replace("_", " ")) for role in transition.by)


def _kind(transition: Transition) -> str:
    role = transition.by[0]
    return role if role in BUILT_IN_ROLES else "officer"


def _told(definition: Definition, words: Mapping[str, str]) -> str:
    """The drawing in sentences, for who does not see it."""

    def state(code: str) -> str:
        return words.get(f"state.{code}", code)

    return " ".join(
        f"From {' or '.join(map(state, each.from_))}, {words.get(f'verb.{each.verb}', each.verb)} ({_who(each)})"
        f" leads to {state(each.to)}{f', in the hands of the {each.hands_to}' if each.hands_to else ''}."
        for each in definition.transitions
    )


def _head(plan: Plan, title: str, told: str) -> str:
    width, height = round(plan.width), round(plan.height)
    arrows = "".join(
        f'<marker id="to-{kind}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto">'
        f'<path class="point {kind}" d="M0 0 10 5 0 10z"/></marker>'
        for kind in ("applicant", "system", "rule", "officer")
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" aria-labelledby="title told">\n<title id="title">{escape(title)}: states and transitions</title>\n'
        f'<desc id="told">{escape(told)}</desc>\n<style>{STYLE}</style>\n<defs>{arrows}</defs>\n'
        f'<rect class="paper" width="{width}" height="{height}"/>'
    )


def _way(plan: Plan, way: Way, transition: Transition) -> str:
    """A line from box to box, straight up or down through its label and smooth around its bends."""
    places = {box.name: box for box in plan.boxes}
    begin, end = places[way.begin], places[way.end]
    down = not way.turned
    points = [(begin.x + _aside(plan, way, begin), begin.y + _half(begin, down))]
    for bend in way.bends:
        points += [(bend.x, bend.y - _half(bend, down)), (bend.x, bend.y + _half(bend, down))]
    points.append((end.x + _aside(plan, way, end), end.y - _half(end, down)))
    path = f"M{points[0][0]:.0f} {points[0][1]:.0f}"
    for (x1, y1), (x2, y2) in pairwise(points):
        middle = (y1 + y2) / 2
        path += f"C{x1:.0f} {middle:.0f} {x2:.0f} {middle:.0f} {x2:.0f} {y2:.0f}"
    kind = _kind(transition)
    return f'<path class="way {kind}" marker-end="url(#to-{kind})" d="{path}"/>'


def _half(box: Box, down: bool) -> float:
    return box.height / 2 if down else -box.height / 2


def _aside(plan: Plan, way: Way, box: Box) -> float:
    """Where along a box's edge a way touches it: ways of one side are fanned out in the order they go."""
    at_bottom = (way.begin == box.name) != way.turned
    same = [each for each in plan.ways
            if (each.begin == box.name and (not each.turned) == at_bottom)
            or (each.end == box.name and each.turned == at_bottom)]  # fmt: skip
    same.sort(key=lambda each: _near(each, box).x)
    room = min(box.width - 24, 36 * len(same))
    return room * ((same.index(way) + 0.5) / len(same) - 0.5)


def _near(way: Way, box: Box) -> Box:
    return way.bends[0] if way.begin == box.name else way.bends[-1]


def _words(label: Box, lines: list[str]) -> str:
    top = label.y - label.height / 2
    rows = "".join(
        f'<text class="{"verb" if number == 0 else "small"}" x="{label.x:.0f}" y="{top + 16 + 16 * number:.0f}">'
        f"{escape(line)}</text>"
        for number, line in enumerate(lines)
    )
    place = f'x="{label.x - label.width / 2:.0f}" y="{top:.0f}" width="{label.width:.0f}" height="{label.height:.0f}"'
    return f'<g><rect class="paper" {place}/>{rows}</g>'


def _box(box: Box, state: State, words: Mapping[str, str]) -> str:
    kind = "refusal" if state.refusal else state.phase
    left, top = box.x - box.width / 2, box.y - box.height / 2
    # a closed state has a second line inside, so that its shape says it, too
    frame = "".join(
        f'<rect class="{name} {kind}" x="{left + inside:.0f}" y="{top + inside:.0f}" '
        f'width="{box.width - 2 * inside:.0f}" height="{box.height - 2 * inside:.0f}" rx="{4 - inside / 2:.0f}"/>'
        for name, inside in (("state", 0), ("end", 4))[: 1 + (state.phase == "closed")]
    )
    said = escape(words.get(f"state.{state.state}", state.state))
    return (
        f'<g>{frame}<text class="name" x="{box.x:.0f}" y="{box.y - 2:.0f}">{said}</text>'
        f'<text class="small" x="{box.x:.0f}" y="{box.y + 16:.0f}">{escape(_turn(state))}</text></g>'
    )
