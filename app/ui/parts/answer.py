"""One answer to one check item while it is being given, and the form that gives it."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import flet as ft

from app.domain.bodies import SEVERITIES, Severity
from app.domain.catalogue import Catalogue, Item, State, rank
from app.domain.items import PlaceFact
from app.domain.on_spot import offered_on_spot
from app.locales import language, name, tr
from app.ui import kit
from app.ui.theme import Tone, p
from app.ui.words import sentence, unit_words


@dataclass(frozen=True)
class Answer:
    """What was chosen so far. unreadable: the meter's figure cannot be read, said instead of a figure."""

    state: str | None = None
    tags: tuple[str, ...] = ()
    raised: Severity | None = None
    trade: str | None = None
    words: str = ""
    reading: str = ""
    unreadable: bool = False
    on_spot: bool = False

    def with_(self, **changed: Any) -> "Answer":
        return replace(self, **changed)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, raw: dict[str, Any]) -> "Answer":
        known = {key: value for key, value in raw.items() if key in cls.__dataclass_fields__}
        return cls(**{**known, "tags": tuple(known.get("tags", ()))})

    def severity(self, item: Item) -> Severity | None:
        """None while nothing bad is chosen."""
        if item.answer == "text":
            return self.raised or "minor"
        return item.severity_of(self.state, self.tags, self.raised) if self.state else None

    def is_finding(self, item: Item) -> bool:
        return item.answer == "text" or bool(self.state and item.state(self.state).is_finding)

    @property
    def figure(self) -> str | None:
        """The meter's figure as a fact keeps it: digits, at most one point and three decimals; None for none."""
        whole, _, rest = self.reading.strip(".").partition(".")
        return (f"{whole or '0'}.{rest[:3]}" if rest else whole) or None

    @property
    def all_words(self) -> str:
        """The person's words, and that the meter could not be read."""
        return " ".join(filter(None, [self.words.strip(), tr("表看不清") if self.unreadable else ""]))

    def lacks(self, item: Item) -> str | None:
        """What is still to be said before it can be saved, in the words of the screen; None when it is complete."""
        if item.answer == "text":
            if not self.words.strip():
                return tr("请写明发现的问题")
            return None if self.trade else tr("请选择处理部门")  # it is nobody's by itself, least of all the finder's
        if self.state is None:
            return tr("请选择情况")
        if item.reading_rule(self.state) == "required" and not self.reading and not self.unreadable:
            return tr("填写读数")
        return None


Change = Callable[[Answer], None]


@dataclass(frozen=True)
class FormContext:
    """What the form needs to know of the place. prefix: of the identifiers."""

    catalogue: Catalogue
    place_facts: Mapping[str, PlaceFact] = field(default_factory=dict)
    prefix: str = ""
    with_ok: bool = False


def answer_form(item: Item, answer: Answer, change: Change, context: FormContext) -> list[ft.Control]:
    """States as big rows with their severity, tags as chips, the figure of a meter, words last and optional."""
    change = _fitting(item, change, context)
    controls: list[ft.Control] = []
    if item.answer == "text":
        controls += _free(answer, change, context)
    else:
        offered = [s for s in item.offered_states(context.place_facts) if context.with_ok or not s.ok]
        controls += [_state_row(item, state, answer, change, context) for state in offered]
    if answer.state and item.tags and answer.is_finding(item):
        controls += [
            kit.small(tr("具体情况")),
            kit.choices([_tag(item, tag.id, answer, change, context) for tag in item.tags]),
        ]
    if answer.state and item.answer != "text" and item.reading_rule(answer.state) == "required":
        controls += _reading(item, answer, change, context)
    return controls


def more_form(item: Item, answer: Answer, change: Change, context: FormContext) -> list[ft.Control]:
    """What is seldom needed: a higher severity, put right on the spot, words."""
    if not answer.is_finding(item):
        return []
    found = answer.severity(item) or "minor"
    base = item.severity_of(answer.state, answer.tags, None) if answer.state and item.answer != "text" else "minor"
    higher = [s for s in SEVERITIES if rank(s) > rank(base or "minor")]
    controls: list[ft.Control] = []
    if item.answer != "text":  # said once, where it can be raised
        controls.append(
            ft.Row([kit.small(tr("严重程度")), kit.severity_chip(found), *[_raise(s, answer, change, context) for s in higher]],
                   wrap=True, spacing=kit.GAP, vertical_alignment=ft.CrossAxisAlignment.CENTER)
        )  # fmt: skip
    if may_be_put_right(item, answer, context.catalogue):
        controls.append(kit.choices([
            kit.choice(tr("现场已整改"), answer.on_spot, lambda e: change(answer.with_(on_spot=not answer.on_spot)),
                       ident_name=f"{context.prefix}on-spot", tone="done"),
        ]))  # fmt: skip
    if item.answer != "text":
        controls.append(
            kit.field(tr("补充说明（可不填）"), answer.words, lambda e: change(answer.with_(words=e.control.value)),
                      ident_name=f"{context.prefix}words", multiline=True)
        )  # fmt: skip
    return controls


def _fitting(item: Item, change: Change, context: FormContext) -> Change:
    """Another state that nobody puts right by hand takes 现场已整改 away with it."""

    def fitted(answer: Answer) -> None:
        fits = not answer.on_spot or may_be_put_right(item, answer, context.catalogue)
        change(answer if fits else answer.with_(on_spot=False))

    return fitted


def may_be_put_right(item: Item, answer: Answer, catalogue: Catalogue) -> bool:
    """Whether 现场已整改 is an answer here: never to what nobody puts right by hand (running water)."""
    severity = answer.severity(item)
    if severity is None or not answer.is_finding(item):
        return False
    return offered_on_spot(item.protocol_of(answer.state or "found", answer.tags, severity, catalogue))


def _state_row(item: Item, state: State, answer: Answer, change: Change, context: FormContext) -> ft.Control:
    chosen = answer.state == state.id
    severity = item.severity_of(state.id, (), None)
    tone: Tone = severity or ("done" if state.ok else "plain")
    inside = ft.Row(
        [
            kit.icon(ft.Icons.RADIO_BUTTON_CHECKED if chosen else ft.Icons.RADIO_BUTTON_UNCHECKED, 24,
                     p().ink_of(tone) if chosen else p().quiet),
            kit.name(sentence(state.label.text(language())), expand=True),
            *_says(state, severity, answer),
        ],
        spacing=12,
    )  # fmt: skip
    tags = answer.tags if chosen else ()
    return kit.ident(
        f"{context.prefix}state-{state.id}",
        kit.card(inside, tone=tone if chosen else None, selected=chosen, padding=12,
                 on_click=lambda e: change(answer.with_(state=state.id, tags=tags))),
        button=True, key=f"state-{state.id}",
    )  # fmt: skip


def _says(state: State, severity: Severity | None, answer: Answer) -> list[ft.Control]:
    """How grave each answer would be, until one is chosen: then it is said once, where it can be raised."""
    if severity:
        return [kit.severity_chip(severity)] if answer.state is None else []
    return [kit.chip(tr("正常"), "done") if state.ok else kit.chip(tr("未查看"), "plain")]


def _tag(item: Item, tag: str, answer: Answer, change: Change, context: FormContext) -> ft.Control:
    chosen = tag in answer.tags
    tags = tuple(t for t in answer.tags if t != tag) if chosen else (*answer.tags, tag)
    return kit.choice(
        sentence(item.tag(tag).label.text(language())), chosen, lambda e: change(answer.with_(tags=tags)),
        ident_name=f"{context.prefix}tag-{tag}", tone=item.tag(tag).severity or item.severity or "minor",
    )  # fmt: skip


def _raise(severity: Severity, answer: Answer, change: Change, context: FormContext) -> ft.Control:
    chosen = answer.raised == severity
    return kit.choice(
        tr("升为{severity}", severity=tr(kit.SEVERITY_WORDS[severity])), chosen,
        lambda e: change(answer.with_(raised=None if chosen else severity)),
        ident_name=f"{context.prefix}raise-{severity}", tone=severity,
    )  # fmt: skip


def _reading(item: Item, answer: Answer, change: Change, context: FormContext) -> list[ft.Control]:
    def typed(event: Any) -> None:
        kept = "".join(c for c in event.control.value.replace("。", ".").replace("，", ".") if c.isdigit() or c == ".")
        change(answer.with_(reading=kept, unreadable=False))

    return [
        ft.Row(
            [
                ft.Container(
                    kit.field(tr("表读数（{unit}）", unit=unit_words(item.reading_unit or "")), answer.reading, typed,
                              ident_name=f"{context.prefix}reading", keyboard=ft.KeyboardType.NUMBER),
                    expand=True,
                ),
                kit.choice(tr("读数看不清"), answer.unreadable,
                           lambda e: change(answer.with_(unreadable=not answer.unreadable, reading="")),
                           ident_name=f"{context.prefix}unreadable", tone="minor"),
            ],
            spacing=kit.GAP,
        )
    ]  # fmt: skip


def _free(answer: Answer, change: Change, context: FormContext) -> list[ft.Control]:
    """A free finding: words, how grave, and who should see to it (2-四-6: the list is open)."""
    return [
        kit.field(tr("发现情况"), answer.words, lambda e: change(answer.with_(words=e.control.value)),
                  ident_name=f"{context.prefix}words", multiline=True),
        kit.small(tr("严重程度")),
        kit.choices([
            kit.choice(tr(kit.SEVERITY_WORDS[s]), (answer.raised or "minor") == s, lambda e, s=s: change(answer.with_(raised=s)),
                       ident_name=f"{context.prefix}raise-{s}", tone=s)
            for s in SEVERITIES
        ]),
        kit.small(tr("处理部门")),
        kit.choices([
            kit.choice(sentence(name(label)), answer.trade == trade, lambda e, t=trade: change(answer.with_(trade=t)),
                       ident_name=f"{context.prefix}trade-{trade}")
            for trade, label in context.catalogue.trades.items()
        ]),
    ]  # fmt: skip
