"""One step on the screen: the sentence, why, whom to call, results as large buttons, and what is kept with them."""

from collections.abc import Callable

import flet as ft

from app.locales import tr
from app.patrol import calls
from app.patrol.step_needs import NameOf, name_due, texts_due
from app.ui import kit, words
from app.ui.parts.call_lines import alarm, call_line, occupant
from app.ui.parts.photo_lost import photo_lost
from app.ui.parts.step_desk import StepDesk
from app.ui.parts.step_entry import NAMES, PHOTO_WORDS, TEXTS
from app.ui.parts.step_why import why
from app.ui.parts.thumbs import thumbs
from app.ui.theme import BODY, TITLE, Tone, p


def step_body(desk: StepDesk, *, revealed: bool, reveal: Callable[[], None]) -> list[ft.Control]:
    """Everything between the progress and the list of the other steps."""
    reason = why(desk.case.protocol, desk.step.id)
    return [
        kit.ident(f"step-{desk.step.id}", kit.text(words.said(desk.step.label), TITLE, strong=True)),
        *([kit.text(reason, BODY, color=p().quiet)] if reason else []),
        *photo_lost(desk.session, desk.step.id),
        *_before(desk),
        *_whom(desk, revealed, reveal),
        *_by_other(desk),
        *_results(desk),
        *_alarm(desk),
        *_more(desk),
        *_photos(desk),
    ]


# -- whom to call
def _whom(desk: StepDesk, revealed: bool, reveal: Callable[[], None]) -> list[ft.Control]:
    session, work = desk.session, desk.work
    controls: list[ft.Control] = [
        call_line(session, work, line, desk.keep, tone="critical") for line in calls.emergency(work, desk.step)
    ]
    for who, how in calls.told_how(desk.step, critical=desk.critical):
        if who == "occupant" and how != "notice":
            if how != "in_person":
                controls += _occupant(desk, revealed, reveal)
        elif how in ("call", "call_or_visit"):
            controls += _lines(desk, who)
        elif how == "app":
            controls.append(kit.small(tr("请告知{who}。", who=_who(desk, who))))
    return controls


def _lines(desk: StepDesk, role: str) -> list[ft.Control]:
    found = calls.lines(desk.work, desk.matter, desk.case, role)
    return [call_line(desk.session, desk.work, line, desk.keep) for line in found]


def _who(desk: StepDesk, role: str) -> str:
    return words.role(desk.work, role)


def _occupant(desk: StepDesk, revealed: bool, reveal: Callable[[], None]) -> list[ft.Control]:
    home = calls.home_of(desk.work, desk.matter)
    entry = calls.contact(desk.work, home) if home else None
    return occupant(
        desk.session, entry, revealed=revealed, reveal=reveal, before=desk.keep, desk=_lines(desk, "front_desk")
    )


def _by_other(desk: StepDesk) -> list[ft.Control]:
    """An answer that somebody else gives: who, by phone, and when the front desk stays silent, the supervisor."""
    by = desk.step.spec.by
    if by is None or by == "server" or not desk.by_other:
        return []
    controls: list[ft.Control] = [
        kit.notice(
            tr("由{who}答复；可电话询问后代填，注明答复人。", who=_who(desk, by)), "minor", ident_name="by-other"
        )
    ]
    if by == "front_desk_or_supervisor":
        told = next((s.at for s in desk.view.steps if s.recorded and s.spec.records.get("told") and s.at), None)
        silent = calls.silent_since(desk.work, told)
        if silent is not None:
            controls.append(
                kit.notice(
                    tr("前台到 {time} 还没有答复，请主管答复。", time=words.clock(desk.work, silent)), "major", ident_name="desk-silent"
                )
            )  # fmt: skip
        return [*controls, *_lines(desk, "front_desk"), *_lines(desk, "supervisor")]
    return [*controls, *_lines(desk, by)]


def _before(desk: StepDesk) -> list[ft.Control]:
    """A step that is taken again shows what was recorded."""
    step = desk.step
    if not step.recorded or step.at is None or step.by is None:
        return []
    said = result_words(desk, step.recorded)
    return [
        kit.notice(
            tr("上次：{result} · {when} {who}", result=said, when=words.when(desk.work, step.at), who=words.person(desk.work, step.by)),
            "plain", ident_name="step-before",
        )
    ]  # fmt: skip


def result_words(desk: StepDesk, values: object) -> str:
    """Results in the words of protocols.yaml."""
    book = desk.work.rules.protocols
    return words.listed(words.said(book.words(fact, value)) for fact, value in dict(values).items())  # type: ignore[call-overload]


# -- the result
def _results(desk: StepDesk) -> list[ft.Control]:
    controls: list[ft.Control] = []
    several = len(desk.step.asks) > 1
    for fact, values in desk.step.asks.items():
        if several:
            controls.append(kit.text(words.said(desk.work.rules.protocols.facts[fact].label), BODY, color=p().quiet))
        controls += [_result(desk, fact, value, first=n == 0) for n, value in enumerate(values)]
        if fact == "occupant_reached" and desk.needs.attempts:
            controls += _attempts(desk)
    return controls


def _result(desk: StepDesk, fact: str, value: str, *, first: bool) -> ft.Control:
    chosen = desk.chosen.get(fact) == value
    tone: Tone = "critical" if value in desk.step.spec.alarm else "done" if first else "primary"
    ink = p().ink_of(tone)
    inside: list[ft.Control] = [
        kit.icon(
            ft.Icons.RADIO_BUTTON_CHECKED if chosen else ft.Icons.RADIO_BUTTON_UNCHECKED, 24, ink if chosen else None
        ),
        kit.name(words.sentence(words.said(desk.work.rules.protocols.words(fact, value))), expand=True),
    ]
    if value in desk.step.spec.alarm:
        inside.append(kit.icon(ft.Icons.PHONE_IN_TALK_OUTLINED, 22, p().ink_of("critical")))
    return kit.ident(
        f"result-{fact}-{value}",
        kit.card(
            ft.Row(inside, spacing=12), on_click=lambda e: desk.choose(fact, value), padding=16, selected=chosen,
            tone=tone if chosen else None,
        ),
        button=True, key=f"{fact}-{value}",
    )  # fmt: skip


def _attempts(desk: StepDesk) -> list[ft.Control]:
    """Calls that nobody answered, with their times, and when the next one counts."""
    made = desk.attempts
    if not made.times:
        return [kit.small(tr("无人接听要打 {n} 次，每次隔开，才算联系不上。", n=made.needed))]
    lines = [
        tr("第{n}次 {time} 无人接听", n=n, time=words.clock(desk.work, at)) for n, at in enumerate(made.times, start=1)
    ]
    if not made.enough and made.next_at is not None:
        lines.append(tr("{time} 后再打第 {n} 次", time=words.clock(desk.work, made.next_at), n=len(made.times) + 1))
    return [kit.notice("\n".join(lines), "done" if made.enough else "minor", ident_name="attempts")]


def _alarm(desk: StepDesk) -> list[ft.Control]:
    roles = tuple(dict.fromkeys(desk.alarms))
    if not roles:
        return []
    who = words.listed(_who(desk, role) for role in roles)
    lines = [line for role in roles for line in calls.lines(desk.work, desk.matter, desk.case, role)]
    return alarm(desk.session, desk.work, who, lines, desk.keep)


# -- what is kept with it
def _more(desk: StepDesk) -> list[ft.Control]:
    entry, needs = desk.entry, desk.needs
    controls: list[ft.Control] = []
    if desk.trades_asked:
        controls += [
            kit.small(tr("处理部门")),
            kit.choices([
                kit.choice(words.said(label), entry.choice == trade, lambda e, t=trade: desk.set(desk.entry.with_(choice=t)),
                           ident_name=f"step-trade-{trade}")
                for trade, label in desk.work.rules.catalogue.trades.items()
            ]),
        ]  # fmt: skip
    if desk.promising:
        days = ((0, tr("今天")), (1, tr("明天")), (3, tr("3 天内")), (7, tr("7 天内")))
        controls += [
            kit.small(tr("承诺整改时间")),
            kit.choices([
                kit.choice(said, entry.promised == n, lambda e, n=n: desk.set(desk.entry.with_(promised=n)), ident_name=f"promised-{n}")
                for n, said in days
            ]),
        ]  # fmt: skip
    if needs.figure:
        controls.append(
            kit.field(
                tr("表读数（{unit}）", unit=words.unit_words(desk.unit)), entry.figure,
                lambda e: desk.change(desk.entry.with_(figure=digits(e.control.value))),
                ident_name="step-figure", keyboard=ft.KeyboardType.NUMBER,
            )
        )  # fmt: skip
    name = needs.name or ("answered" if desk.by_other else None)
    if name is not None:
        controls += _name(desk, name)
    due = texts_due(needs, desk.chosen)
    for text in needs.texts:
        label = tr(TEXTS[text]) if text in due else tr("{what}（可不填）", what=tr(TEXTS[text]))
        controls.append(
            kit.field(
                label, entry.texts.get(text, ""), lambda e, t=text: desk.change(desk.entry.say(t, e.control.value)),
                ident_name=f"step-text-{text}", multiline=text == "text",
            )
        )  # fmt: skip
    return controls


def digits(typed: str) -> str:
    """A meter's figure: digits and one point, whatever the keyboard's own signs."""
    kept = "".join(c for c in typed.replace("。", ".").replace("，", ".") if c.isdigit() or c == ".")
    whole, point, rest = kept.partition(".")
    return whole + point + rest.replace(".", "")


def _name(desk: StepDesk, name: NameOf) -> list[ft.Control]:
    """Who: the likely people as chips, any other name by hand."""
    entry = desk.entry
    roles = [who for who, _ in calls.told_how(desk.step, critical=desk.critical) if who != "occupant"]
    if desk.step.spec.by:
        roles = ["front_desk", "supervisor"] if desk.step.spec.by == "front_desk_or_supervisor" else [desk.step.spec.by]
    if name == "handed_to":
        roles = ["order", "engineering", "supervisor"]
    people = {person.id: person for role in roles for person in desk.work.estate.staff_with(role)}
    names = {person.id: words.said(person.label) for person in people.values()}
    chips = [
        kit.choice(
            who, entry.name == who, lambda e, who=who: desk.set(desk.entry.with_(name=who)), ident_name=f"name-{id_}"
        )
        for id_, who in names.items()
    ]
    needed = name_due(desk.needs, desk.chosen, by_other=desk.by_other)
    label = tr(NAMES[name]) if needed else tr("{what}（可不填）", what=tr(NAMES[name]))
    field = kit.field(
        label, entry.name, lambda e: desk.change(desk.entry.with_(name=e.control.value)), ident_name="step-name"
    )
    return [*([kit.choices(list(chips))] if chips else []), field]


def _photos(desk: StepDesk) -> list[ft.Control]:
    controls: list[ft.Control] = []
    if desk.served.from_finding:
        controls.append(kit.small(tr("现场照片已随发现拍下。")))
    if desk.entry.photos:
        controls.append(kit.ident("step-photos", thumbs([shot.preview for shot in desk.entry.photos])))
    due = [need for need in desk.due_photos() if desk.needs.photos]
    for n, need in enumerate(due):
        words_ = tr(PHOTO_WORDS[need.subject])
        if not need.due:
            words_ = tr("{what}（可不拍）", what=words_)
        name = f"photo-{need.subject}" if n == 0 or due[0].subject != need.subject else f"photo-{need.subject}-{n}"
        controls.append(
            kit.side_action(
                words_, desk.session.act(name, lambda need=need: desk.shoot(need)), ident_name=name, mark=ft.Icons.PHOTO_CAMERA_OUTLINED
            )
        )  # fmt: skip
    return controls
