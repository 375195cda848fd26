"""Publishing a procedure as one immutable bundle, and opening a bundle that a case pins."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache, partial
from hashlib import sha256
from typing import Any

from django.db import transaction

from legation.ground.audit.api import canonical
from legation.ground.errors import NotFound, Tampered
from legation.ground.languages.fallback import SOURCE, marked
from legation.ground.profile import profile
from legation.procedures import kinds
from legation.procedures.definitions import facts, issuers, texts
from legation.procedures.definitions.expressions import Expression
from legation.procedures.definitions.graph import draw
from legation.procedures.definitions.load import load
from legation.procedures.definitions.parts import WHOLE
from legation.procedures.definitions.schema import Definition, FieldDefinition, Page, Transition
from legation.procedures.definitions.wordings import Wordings
from legation.procedures.models import Bundle
from legation.web.options import Options


@dataclass(frozen=True)
class Opened:
    """A bundle in memory: the definition, its words and policy, with its expressions compiled."""

    digest: str
    definition: Definition
    words: texts.Texts
    policy: dict[str, Any]

    def text(self, key: str, language: str) -> str:
        """The wording under a key in a language, else the English one, marked; an optional one may be empty."""
        found = self.words.get(language, {}).get(key)
        return found if found is not None else marked(self.words[SOURCE].get(key, ""))

    def at_desk(self, state: str, language: str) -> str:
        """What officers call a state; where nothing is said for them, what the applicant reads."""
        return self.text(f"state.{state}.desk", language) or self.text(f"state.{state}", language)

    def page_at_desk(self, page: str, language: str) -> str:
        """How officers head a page; where nothing is said for them, as the applicant reads it."""
        return self.text(f"page.{page}.desk", language) or self.text(f"page.{page}", language)

    def kept_because(self, language: str) -> str:
        """The law by which a closed case is kept; in a bundle of an earlier edition it stands in the definition."""
        basis = self.definition.retention.basis
        return self.text(f"retention.{basis}", language) or basis

    @cached_property
    def fields(self) -> dict[str, FieldDefinition]:
        """field code -> field."""
        return {field.field: field for field in self.definition.all_fields()}

    @cached_property
    def asked_if(self) -> dict[str, list[str]]:
        """field code -> the conditions under which it is asked: its page's and its own."""
        return {
            field.field: [each for each in (page.when, field.when) if each]
            for page in self.definition.pages for field in page.fields
        }  # fmt: skip

    @cached_property
    def whole_form(self) -> Page:
        """All that is filled in, as one page."""
        fields = [field for page in self.definition.form_pages() for field in page.fields]
        return Page.model_construct(page=WHOLE, when=None, use=None, fields=fields)

    @cached_property
    def no_rows(self) -> dict[str, list[Any]]:
        """The groups, as conditions see those without rows."""
        return {name: [] for name, field in self.fields.items() if field.kind == "group"}

    def options(self, field: str, language: str) -> Options:
        """What there is to choose from in a field in a language, made once; `children.sex` is a field of a group."""
        found = self._options.get((field, language))
        if found is None:
            group, _dot, inner = field.partition(".")
            asked, words = self.fields[group], partial(self.text, language=language)
            if inner:
                rows = {each.field: each for each in asked.fields or ()}
                pairs = kinds.options(rows[inner], language, kinds.row_words(asked, words))
            else:
                pairs = kinds.options(asked, language, words)
            found = self._options[field, language] = Options(pairs)
        return found

    @cached_property
    def _options(self) -> dict[tuple[str, str], Options]:
        return {}

    @cached_property
    def shared(self) -> frozenset[str]:
        """The fields that are answered once for all persons of an application."""
        return frozenset(self.definition.shared_fields())

    @cached_property
    def transitions(self) -> dict[str, Transition]:
        """verb -> transition."""
        return {transition.verb: transition for transition in self.definition.transitions}

    @cached_property
    def of_entries(self) -> bool:
        """Whether it issues extracts of entries by their number."""
        return any(document.entry and document.entry.answer for document in self.definition.documents)

    @cached_property
    def resubmits(self) -> bool:
        """Whether answers may be set right by the applicant before the decision."""
        return any(transition.resubmits for transition in self.definition.transitions)

    @cached_property
    def conditions(self) -> dict[str, Expression]:
        """expression text -> compiled expression; they were checked when the bundle was published."""
        found = [rule.holds for rule in self.definition.rules]
        found += [finding.when for finding in self.definition.findings]
        found += [t.when for t in self.definition.transitions if t.when]
        found += [text for asked in self.asked_if.values() for text in asked]
        found += [self.definition.offered_when] if self.definition.offered_when else []
        found += self.definition.fee.expressions()
        found += [each.multilingual_when for each in self.definition.documents if each.multilingual_when]
        return {text: Expression(text) for text in found}


def compose(name: str, *, load: Callable[[str], Definition] = load) -> tuple[Definition, str]:
    """A definition and the canonical content of its bundle, from the files; nothing is stored."""
    definition = load(name)
    content = {
        "definition": definition.model_dump(mode="json", by_alias=True, exclude_none=True),
        "words": Wordings(definition, profile().languages).said(),
        "policy": {fact: facts.source(fact).content() for fact in definition.facts}  # type: ignore[union-attr]
        | {name: issuers.content_of(name, definition) for t in definition.transitions for name in t.issued()},
    }
    return definition, canonical(content).decode()


def publish(name: str, *, at: datetime) -> Bundle:
    """Publish 'visa/evisa.v1' and put it in force; publishing the same content again changes nothing."""
    (digest,) = publish_all([name], at=at)
    return Bundle.objects.get(digest=digest)


@transaction.atomic
def publish_all(names: Sequence[str], *, at: datetime) -> list[str]:
    """Publish procedures and put them in force, in as many statements for a hundred as for one; gives their digests."""
    made = [_bundle(name, at) for name in names]
    digests, procedures = [each.digest for each in made], [each.procedure for each in made]
    stored = set(Bundle.objects.filter(digest__in=digests).values_list("digest", flat=True))
    Bundle.objects.bulk_create([each for each in made if each.digest not in stored], ignore_conflicts=True)
    others = Bundle.objects.filter(procedure__in=procedures, in_force=True).exclude(digest__in=digests)
    others.update(in_force=False)
    Bundle.objects.filter(digest__in=digests, in_force=False).update(in_force=True)
    _in_force.cache_clear()
    _offered.cache_clear()
    return digests


def _bundle(name: str, at: datetime) -> Bundle:
    """The bundle of a definition as the files stand, not stored yet."""
    definition, content = compose(name)
    return Bundle(
        digest=sha256(content.encode()).hexdigest(), procedure=definition.procedure, version=definition.version,
        edition=profile().edition, content=content, published_at=at,
    )  # fmt: skip


def drawing(name: str) -> str:
    """The states and transitions of a definition ('visa/evisa.v1') as an SVG, in English or the first language.

    Raises:
        legation.ground.sources.Refused: it has mistakes.
    """
    definition, languages = load(name), profile().languages
    return draw(definition, Wordings(definition, languages).said()["en" if "en" in languages else languages[0]])


def content_of(which: str) -> dict[str, Any]:
    """The content of a bundle: of the files ('visa/evisa.v1'), in force ('evisa'), or published, by its digest.

    Args:
        which: a name, a procedure's code, or the first eight or more digits of a digest.

    Raises:
        NotFound: nothing of that name; the message says what was looked for.
        legation.ground.sources.Refused: the files have mistakes.
    """
    if "/" in which:
        return dict(json.loads(compose(which)[1]))
    rows = Bundle.objects.filter(procedure=which, in_force=True)
    if not rows and len(which) >= 8:
        rows = Bundle.objects.filter(digest__startswith=which)
    if len(rows) != 1:
        raise NotFound(f"no procedure '{which}' is in force, and no bundle's digest begins so")
    return dict(json.loads(rows[0].content))


@lru_cache(maxsize=256)
def open_bundle(digest: str) -> Opened:
    """The bundle with this digest.

    Raises:
        NotFound: never published here.
        Tampered: its stored content is not what was published.
    """
    bundle = Bundle.objects.filter(digest=digest).first()
    if bundle is None:
        raise NotFound(f"bundle {digest}")
    if sha256(bundle.content.encode()).hexdigest() != digest:
        raise Tampered(f"bundle {digest} is not what was published")
    return opened_from(digest, json.loads(bundle.content))


def opened_from(digest: str, content: dict[str, Any]) -> Opened:
    """The content of a bundle, opened, whether it was published or not."""
    return Opened(digest, Definition.model_validate(content["definition"]), content["words"], content["policy"])


@lru_cache(maxsize=64)
def _in_force(procedure: str, moment: int) -> str | None:
    return Bundle.objects.filter(procedure=procedure, in_force=True).values_list("digest", flat=True).first()


@lru_cache(maxsize=64)
def _offered(moment: int) -> list[str]:
    return list(Bundle.objects.filter(in_force=True).order_by("procedure").values_list("digest", flat=True))


def offered(*, at: datetime) -> list[Opened]:
    """Every bundle in force, by the code of its procedure; a change is seen as by `in_force`."""
    return [open_bundle(digest) for digest in _offered(int(at.timestamp()) // 10)]


def in_force_now() -> list[Bundle]:
    """The rows of all bundles in force, by procedure, without their content."""
    return list(Bundle.objects.filter(in_force=True).defer("content").order_by("procedure"))


def in_force(procedure: str, *, at: datetime) -> Opened:
    """The bundle in force for new applications; a change is seen by every process within ten seconds.

    Raises:
        NotFound: this procedure is not offered.
    """
    digest = _in_force(procedure, int(at.timestamp()) // 10)
    if digest is None:
        raise NotFound(f"procedure {procedure} is not offered")
    return open_bundle(digest)
