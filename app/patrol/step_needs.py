"""What a step of a case wants kept besides its result: photos, names, words, a figure (`evidence` in protocols.yaml)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from app.domain.cases import StepView
from app.domain.facts import PhotoRole
from app.domain.items import PhotoRule
from app.domain.protocols import Protocol

NameOf = Literal["told", "answered", "entered", "came", "handed_to", "responsible", "agreed"]
TextOf = Literal[
    "text", "units", "leave", "wanted", "pass", "file", "rule", "announcement", "place", "summary", "reason", "how"
]
Subject = Literal["thing", "meter", "valve", "notice", "cause", "after", "same_place", "barrier", "damage"]

SAME_PICTURE: Final = frozenset({"photo", "photo from outside", "photo of meter with figure"})


@dataclass(frozen=True)
class PhotoNeed:
    """A photo of a step. only_with: values of the result with which it is asked; empty = always. compare: the first
    photo is shown beside the camera. by_item: the item's own rule decides whether it is asked at all."""

    subject: Subject
    role: PhotoRole
    due: bool = True
    compare: bool = False
    by_item: bool = False
    only_with: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Needs:
    """All that a step wants. figure: the meter's reading. attempts: calls are counted. promise: a time may be promised."""

    photos: tuple[PhotoNeed, ...] = ()
    name: NameOf | None = None
    texts: tuple[TextOf, ...] = ()
    figure: bool = False
    attempts: bool = False
    promise: bool = False

    def __add__(self, other: "Needs") -> "Needs":
        return Needs(
            (*self.photos, *other.photos), self.name or other.name, (*self.texts, *other.texts), self.figure or other.figure,
            self.attempts or other.attempts, self.promise or other.promise,
        )  # fmt: skip


def _photo(subject: Subject, role: PhotoRole = "evidence", **more: object) -> Needs:
    return Needs(photos=(replace(PhotoNeed(subject, role), **more),))  # type: ignore[arg-type]


CONSENT: Final = Needs(name="agreed", texts=("how",))  # what a claimed consent asks where nobody was reached
_TEXT, _ATTEMPTS, _NOTHING = Needs(texts=("text",)), Needs(attempts=True), Needs()

# Every phrase that stands under `evidence` in protocols.yaml; a test holds both together.
PHRASES: Final[Mapping[str, Needs]] = {
    "photo": _photo("thing"),
    "photo as the item says": _photo("thing", by_item=True),
    "photo as the item says, from the same place; in words where the item has none": _photo("same_place", "again", by_item=True, compare=True),
    "rule breached": Needs(texts=("rule",)),
    "photo from outside": _photo("thing"),
    "photo after": _photo("after", "after"),
    "or the time promised": Needs(promise=True),
    "photo after; in words where the item has none": _photo("after", "after", by_item=True),
    "photo from the same place": _photo("same_place", "again", compare=True),
    "photo from the same place with the first photo shown beside the camera; in words where the item has none":
        _photo("same_place", "again", by_item=True, compare=True),
    "photo of meter with figure": _photo("meter", "meter") + Needs(figure=True),
    "photo of meter": _photo("meter", "meter"),
    "photo of valve": _photo("valve", "valve"),
    "photo of the notice where it was left": _photo("notice", "notice"),
    "photo of the notice": _photo("notice", "notice"),
    "photo of notice": _photo("notice", "notice", only_with=frozenset({"signed", "refused_to_sign", "left"})),
    "photo of the cause": _photo("cause", only_with=frozenset({"leak_found"})),
    "photo of the cause, where it is safe": _photo("cause", due=False),
    "photo of signs or barrier": _photo("barrier"),
    "photo if damaged": _photo("damage", only_with=frozenset({"damage"})),
    "photo or text": _photo("thing", due=False) + _TEXT,
    "photo or text for each": _photo("thing", due=False) + _TEXT,
    "photo or text; to whom it was handed on": _photo("thing", due=False) + Needs(name="handed_to") + _TEXT,
    "facts": _TEXT,
    "photo where possible": _photo("thing", due=False),
    "name of the person told": Needs(name="told"),
    "name of the person who answered": Needs(name="answered"),
    "face and floor band": _NOTHING,  # the place of the finding says it
    "both names": Needs(name="entered"),
    "names of those who came": Needs(name="came"),
    "name": Needs(name="handed_to"),
    "name or firm": Needs(name="responsible"),
    "each attempt with time and result": _ATTEMPTS,
    "each attempt": _ATTEMPTS,
    "what the occupant wants done": Needs(texts=("wanted",)),
    "who gave leave, the occupant or the supervisor, and when": Needs(texts=("leave",)),
    "units checked": Needs(texts=("units",)),
    "unit if known": Needs(texts=("units",)),
    "pass number": Needs(texts=("pass",)),
    "file number": Needs(texts=("file",)),
    "date, place and agent": Needs(texts=("announcement",)),
    "place": Needs(texts=("place",)),
    "what is needed": _TEXT,
    "summary": Needs(texts=("summary",)),
    "means and time": Needs(texts=("text",)),
    "reason": Needs(texts=("reason",)),
    "text": _TEXT,
    "time of arrival": _NOTHING,  # the fact's own time
    "time of the list": _NOTHING,
}  # fmt: skip


@dataclass(frozen=True)
class StepNeeds:
    """The needs of one step at one place. from_finding: photos that the finding itself has brought already."""

    all: Needs
    from_finding: tuple[PhotoNeed, ...] = field(default=())


def needs_of(protocol: Protocol, step: StepView, item_rule: PhotoRule, *, finding_has_photo: bool) -> StepNeeds:
    """What this step asks for. A phrase that this version does not know asks for words.

    The finding was photographed a moment ago: its photo and figure serve where the step means the same picture, so that nobody
    goes back to a meter that sparks. item_rule: of the answer that opened the case; "none" asks for no photo at all.
    """
    total = Needs()
    served: list[PhotoNeed] = []
    first = step.id == protocol.steps[0].id
    for phrase in step.spec.evidence:
        needs = PHRASES.get(phrase, _TEXT)
        if item_rule == "none":
            needs = replace(needs, photos=tuple(p for p in needs.photos if not p.by_item))
        elif item_rule == "optional":
            needs = replace(needs, photos=tuple(replace(p, due=p.due and not p.by_item) for p in needs.photos))
        same = phrase == "photo as the item says" or (first and phrase in SAME_PICTURE)
        if same and finding_has_photo:
            served += needs.photos
            needs = replace(needs, photos=(), figure=False)
        total = total + needs
    return StepNeeds(total, tuple(served))


def photos_due(needs: Needs, chosen: Mapping[str, str], have: tuple[PhotoRole, ...]) -> tuple[PhotoNeed, ...]:
    """Photos that this result still asks for; `have` are the roles taken so far, one need each."""
    left = list(have)
    open_: list[PhotoNeed] = []
    for need in needs.photos:
        if need.only_with and need.only_with.isdisjoint(chosen.values()):
            continue
        if needs.promise and "promised_by" in chosen.values():
            continue  # there is nothing to photograph yet
        if need.role in left:
            left.remove(need.role)
        else:
            open_.append(need)
    return tuple(open_)


def name_due(needs: Needs, chosen: Mapping[str, str], *, by_other: bool) -> bool:
    """Whether this result has to name somebody: who gave an answer for another role, who was told, who went in."""
    if by_other:
        return True
    said = set(chosen.values())
    return bool(
        needs.name == "agreed"
        or (needs.name == "told" and "told" in said)
        or (needs.name == "entered" and said & {"no_leak", "leak_found"})
        or (needs.name == "handed_to" and "handed_on" in said)
    )


def texts_due(needs: Needs, chosen: Mapping[str, str]) -> tuple[TextOf, ...]:
    """Words without which this result does not stand: whose leave it was to go in, the authority's file number."""
    said = set(chosen.values())
    due: dict[TextOf, bool] = {"leave": bool(said & {"no_leak", "leak_found"}), "file": "filed" in said, "how": True}
    return tuple(text for text in needs.texts if due.get(text, False))
