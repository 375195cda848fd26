"""What is wrong with a definition, beyond its shape: each mistake with its place and what to do about it."""

from collections.abc import Iterator
from dataclasses import dataclass

from legation.ground.languages.fallback import SOURCE
from legation.ground.sources import Location, Problem, Tree
from legation.procedures.definitions import facts, issuers, texts
from legation.procedures.definitions.expressions import ExpressionError, Scope, compile_expression
from legation.procedures.definitions.schema import Definition, FieldDefinition, Page

KINDS = {"date": "date", "declaration": "bool"}
BUILT_IN_ROLES = {"applicant", "system", "rule"}
# what the engine itself relies on to carry a case from submission to payment
NEEDED_VERBS = ("submit", "settle")


def scope(definition: Definition) -> Scope:
    """The names that a definition's expressions may use."""
    names = {"today": "date", "findings.count": "int"}
    optional = set()
    for field in definition.all_fields():
        name = f"answers.{field.field}"
        names[name] = KINDS.get(field.kind, "string")
        if not field.required or field.when:
            optional.add(name)
    for name in definition.facts:
        if found := facts.source(name):
            names |= {f"{facts.group(name)}.{fact}": kind for fact, kind in found.gives.items()}
    return Scope(names, frozenset(optional))


@dataclass(frozen=True)
class Checker:
    """Checks one definition against its file."""

    tree: Tree
    definition: Definition
    languages: list[str]

    def problems(self) -> list[Problem]:
        """Everything that is wrong."""
        return [
            *self.legal(), *self.fields(), *self.references(), *self.expressions(), *self.graph(), *self.desk(),
            *self.transitions(), *self.words(),
        ]  # fmt: skip

    def at(self, place: Location, message: str, remedy: str) -> Problem:
        return self.tree.problem(tuple(place), f"{message[:1].upper()}{message[1:]}.", f"{remedy}.")

    def legal(self) -> Iterator[Problem]:
        for number, basis in enumerate(self.definition.legal_basis):
            if not basis.source and not basis.illustrative:
                yield self.at(
                    ("legal_basis", number), "the law has no source", "Give 'source', or 'illustrative: true'"
                )

    def fields(self) -> Iterator[Problem]:
        seen: dict[str, str] = {}
        for number, page in enumerate(self.definition.pages):
            for place, field in _places(number, page):
                if field.field in seen:
                    yield self.at(place, f"field '{field.field}' is asked twice", "Ask it once, or rename one")
                seen[field.field] = page.page
                if (field.kind == "choice") != bool(field.choices):
                    yield self.at(
                        place,
                        f"field '{field.field}': 'choices' belong to kind 'choice'",
                        "Add or remove them",
                    )
                if page.declares() and field.kind != "declaration":
                    yield self.at(place, "declarations stand on a page of their own", "Move them to a page at the end")
                if field.kind == "declaration" and not field.required:
                    yield self.at(place, f"declaration '{field.field}' may not be optional", "Remove 'required: false'")
        if not any(f.index == "passport_number" for f in self.definition.all_fields()):
            yield self.at(
                ("pages",),
                "nothing is indexed as passport_number",
                "Add 'index: passport_number' to one field",
            )

    def references(self) -> Iterator[Problem]:
        names = {field.field: field for field in self.definition.all_fields()}
        if self.definition.contact not in names or names[self.definition.contact].kind != "email":
            yield self.at(
                ("contact",),
                f"contact '{self.definition.contact}' is not an email field",
                "Name an email field",
            )
        listed = {
            ("subject_name",): self.definition.subject_name,
            ("starts_with",): self.definition.starts_with,
            ("desk", "line"): self.definition.desk.line,
        }
        for place, fields in listed.items():
            for number, name in enumerate(fields):
                if name not in names:
                    yield self.at((*place, number), f"there is no field '{name}'", "Name a field of a page")
        for number, rule in enumerate(self.definition.rules):
            if rule.at not in names:
                yield self.at(("rules", number, "at"), f"there is no field '{rule.at}'", "Name a field of a page")
        for number, name in enumerate(self.definition.facts):
            if facts.source(name) is None:
                yield self.at(("facts", number), f"no department gives facts '{name}'", "Correct the name")

    def expressions(self) -> Iterator[Problem]:
        names = scope(self.definition)
        for place, text, gives in self._expressions():
            try:
                compile_expression(text, names, gives=gives)
            except ExpressionError as error:
                yield self.at(place, f"{text!r}, character {error.column}: {error}", "Correct the expression")
        for key, kind in (("amount", "int"), ("currency", "string")):
            name = getattr(self.definition.fee, key)
            if names.facts.get(name) != kind:
                yield self.at(
                    ("fee", key), f"'{name}' is not a fact of kind {kind}", f"Name a fact that gives a {kind}"
                )

    def _expressions(self) -> Iterator[tuple[Location, str, str]]:
        for number, page in enumerate(self.definition.pages):
            for place, field in _places(number, page):
                if field.when:
                    yield (*place, "when"), field.when, "bool"
        for number, rule in enumerate(self.definition.rules):
            yield ("rules", number, "holds"), rule.holds, "bool"
        for number, finding in enumerate(self.definition.findings):
            yield ("findings", number, "when"), finding.when, "bool"
        for number, transition in enumerate(self.definition.transitions):
            if transition.when:
                yield ("transitions", number, "when"), transition.when, "bool"
        if self.definition.offered_when:
            yield ("offered_when",), self.definition.offered_when, "bool"

    def graph(self) -> Iterator[Problem]:
        states = {state.state: state for state in self.definition.states}
        reached = {self.definition.states[0].state}
        if self.definition.states[0].phase != "draft":
            yield self.at(("states", 0), "the first state must be the draft", "Give it 'phase: draft'")
        for _ in states:
            reached |= {t.to for t in self.definition.transitions if reached & set(t.from_)}
        leaving = {name for t in self.definition.transitions for name in t.from_}
        for number, state in enumerate(self.definition.states):
            if state.state not in reached:
                yield self.at(
                    ("states", number),
                    f"no way leads to state '{state.state}'",
                    "Add a transition, or remove it",
                )
            if state.phase != "closed" and state.state not in leaving:
                yield self.at(("states", number), f"no way leads out of state '{state.state}'", "Add one, or close it")
        for number, transition in enumerate(self.definition.transitions):
            for name in {*transition.from_, transition.to} - set(states):
                yield self.at(("transitions", number), f"there is no state '{name}'", "Name a state of this file")

    def desk(self) -> Iterator[Problem]:
        states = {state.state for state in self.definition.states}
        for number, name in enumerate(self.definition.desk.lists):
            if name not in states:
                yield self.at(("desk", "lists", number), f"there is no state '{name}'", "Name a state of this file")
        if all(self.definition.desk.role not in transition.by for transition in self.definition.transitions):
            what = f"role '{self.definition.desk.role}' may do nothing"
            yield self.at(("desk", "role"), what, "Give it a transition, or name another role")

    def transitions(self) -> Iterator[Problem]:
        refusals = {state.state for state in self.definition.states if state.refusal}
        verbs = [transition.verb for transition in self.definition.transitions]
        for verb in NEEDED_VERBS:
            if verb not in verbs:
                yield self.at(("transitions",), f"there is no transition '{verb}'", f"Add the verb '{verb}'")
        for number, transition in enumerate(self.definition.transitions):
            place = ("transitions", number)
            if verbs.index(transition.verb) != number:
                yield self.at(place, f"verb '{transition.verb}' stands twice", "Join the two, or rename one")
            if transition.to in refusals:
                yield from self._refusal(place, transition.by, transition.reasons)
            if transition.issues and not issuers.known(transition.issues):
                yield self.at((*place, "issues"), f"no department issues '{transition.issues}'", "Correct the name")
            if "rule" in transition.by and len(transition.by) > 1:
                yield self.at((*place, "by"), "a rule shares its transition with people", "Give each its own verb")

    def _refusal(self, place: Location, by: list[str], reasons: bool) -> Iterator[Problem]:
        if set(by) & BUILT_IN_ROLES:
            yield self.at(
                (*place, "by"),
                "only an officer may refuse",
                "Rules may grant or refer; name an officer's role",
            )
        if not reasons:
            yield self.at(place, "a refusal without reasons", "Add 'reasons: true'")

    def words(self) -> Iterator[Problem]:
        """English has every text, since others fall back to it; what somebody declares is in every language."""
        found = texts.words(self.definition, self.languages)
        fields = self.definition.all_fields()
        declared = {f"field.{field.field}" for field in fields if field.kind == "declaration"}
        for language in self.languages:
            for key in texts.needed_keys(self.definition):
                if key not in found[language] and (language == SOURCE or key in declared):
                    name = f"{self.definition.procedure}.{key}"
                    path = texts.catalogue_path(self.definition.department, language).name
                    yield self.at(("procedure",), f"no words for {name} in {language}", f"Add them to texts/{path}")


def _places(number: int, page: Page) -> Iterator[tuple[Location, FieldDefinition]]:
    for index, field in enumerate(page.fields):
        yield (("pages", number, "use") if page.use else ("pages", number, "fields", index)), field
