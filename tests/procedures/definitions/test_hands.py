"""In whose hands a case may be in each state, also of a definition that is not in order yet."""

from legation.procedures.definitions.deciding import State, Transition, places_of

STATES = [
    State(state=name, phase=phase) for name, phase in (("draft", "draft"), ("at_centre", "officer"), ("done", "closed"))
]


def way(verb: str, begin: str, to: str, hands_to: str | None = None) -> Transition:
    return Transition.model_validate(
        {"verb": verb, "from": [begin], "to": to, "by": ["applicant"], "hands_to": hands_to}
    )


def test_a_case_is_where_the_ways_have_handed_it() -> None:
    ways = [way("forward", "draft", "at_centre", "centre"), way("give_back", "at_centre", "done", "post")]
    assert places_of(STATES, ways, "post") == {"draft": {"post"}, "at_centre": {"centre"}, "done": {"post"}}
    assert places_of(STATES, ways, "centre") == {"draft": {"centre"}, "at_centre": {"centre"}, "done": {"centre"}}


def test_a_way_to_a_state_that_there_is_not_leads_nowhere() -> None:
    assert places_of(STATES, [way("lose", "draft", "nowhere")], "post")["draft"] == {"post"}
