"""The sheet of one check item: state, tags, where exactly, photo; saved the moment it is complete."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import flet as ft

from app.domain import ids
from app.domain.catalogue import Item
from app.domain.estate import Spot, Stop
from app.domain.facts import PhotoRef, PhotoRole
from app.locales import language, tr
from app.patrol import acts
from app.patrol.cases import to_go_on
from app.patrol.evidence import Evidence
from app.patrol.work import Work
from app.store import Draft
from app.ui import kit
from app.ui.frame import sheet, state, state_from
from app.ui.parts.answer import Answer, FormContext, answer_form, more_form, severity_line
from app.ui.parts.photo_lost import photo_lost
from app.ui.parts.recorded_here import recorded_here
from app.ui.parts.same_spot import open_here, same_spot
from app.ui.parts.shooting import shoot
from app.ui.parts.spots import spot_wheel
from app.ui.parts.thumbs import thumbs
from app.ui.session import Session, here

DRAFT_KIND = "finding"


@dataclass(frozen=True)
class Begun:
    """A finding that is being entered, as it is kept over a killed page."""

    id: UUID
    stop: str
    item: str
    place: str | None
    answer: Answer
    photos: tuple[Evidence, ...] = ()
    another: str | None = None

    def draft(self, account: str) -> Draft:
        data = {
            "stop": self.stop, "item": self.item, "place": self.place, "answer": self.answer.to_json(), "another": self.another,
            "photos": [shot.ref.model_dump(mode="json") for shot in self.photos],
            "previews": [(shot.preview or b"").hex() for shot in self.photos],
        }  # fmt: skip
        return Draft(self.id, account, DRAFT_KIND, data)


def begun_of(draft: Draft) -> Begun:
    """A draft as it was left."""
    data = draft.data
    photos = [
        Evidence(PhotoRef.model_validate(ref), bytes.fromhex(preview) or None)
        for ref, preview in zip(data["photos"], data["previews"], strict=True)
    ]
    return Begun(
        draft.id,
        data["stop"],
        data["item"],
        data["place"],
        Answer.from_json(data["answer"]),
        tuple(photos),
        data.get("another"),
    )


def begin(session: Session, stop: Stop, item: Item, place: str | None = None) -> Begun:
    """A fresh sheet; where exactly starts at the spot used last at this stop."""
    work = session.work
    assert work is not None
    spots = work.estate.spots_for(item, stop, work.register)
    last = session.last_spots.get(f"{stop.place}|{item.where}")
    first = place or (spots[0].place if len(spots) == 1 else last if any(s.place == last for s in spots) else None)
    return Begun(
        ids.new(session.clock, session.rng), stop.place, item.id, first or (stop.place if not spots else None), Answer()
    )


NO_FLOOR: str | None = None


@ft.component
def ItemSheet(stop: Stop, item: Item, begun: Begun, close: Callable[[], None], key: str = "") -> ft.Control:
    session = here()
    work = session.work
    assert work is not None
    now, set_now = state(begun)
    floor, set_floor = state(NO_FLOOR)
    ft.use_effect(session.hush, [])
    register = work.register
    spots = work.estate.spots_for(item, stop, register)
    facts = work.estate.place_facts(now.place or stop.place, register)
    context = FormContext(work.rules.catalogue, facts, prefix="sheet-", with_ok=item.ask == "explicit")
    going, _ = state_from(_Going)
    entry = going.entry = _Entry(session, work, stop, item, spots, now, set_now, close, going)
    ft.use_effect(lambda: None, [], cleanup=going.keep)
    same = open_here(work, item, now.place or "")

    def change(answer: Answer) -> None:
        set_now(_with(now, answer=answer))

    def choose(place: str) -> None:
        set_now(_with(now, place=place))

    def choose_spot(place: str, another: str | None) -> None:
        set_now(_with(now, place=place, another=another))

    where = spot_wheel(
        work.estate, spots, now.place, choose, floor=floor, choose_floor=set_floor, prefix="sheet-",
    )  # fmt: skip
    line = severity_line(item, now.answer)
    return sheet(
        [
            ft.Row(
                [
                    kit.spaced([kit.name(item.label.text(language())), kit.small(_where(work, now, stop))], spacing=0, expand=True),
                    kit.icon_button(ft.Icons.CLOSE, tr("关闭"), lambda e: entry.leave(), ident_name="sheet-close"),
                ],
                vertical_alignment=ft.CrossAxisAlignment.START,
            ),
            *photo_lost(session, item.id),
            *where,
            *recorded_here(work, item, entry.place, now.answer, entry.look),
            *answer_form(item, now.answer, change, context),
            *(same_spot(work, same, now.place or "", now.another, choose_spot) if now.answer.is_finding(item) else []),
            *more_form(item, now.answer, change, context),
            *([line] if line else []),
            *([thumbs([shot.preview for shot in now.photos])] if now.photos else []),
        ],
        ident_name="item-sheet", foot=entry.actions(),
    )  # fmt: skip


def _with(begun: Begun, **changed: Any) -> Begun:
    return Begun(**{**begun.__dict__, **changed})


def _where(work: Work, now: Begun, stop: Stop) -> str:
    return work.estate.place_label(now.place or stop.place, language())


@dataclass
class _Going:
    """Whether the sheet was ended by the person: saved or given up. Else it went by system back or a tap beside it."""

    entry: "_Entry | None" = None
    over: bool = False

    def keep(self) -> None:
        if self.entry is not None and not self.over:
            self.entry.keep()


@dataclass
class _Entry:
    """What can be done with the sheet as it stands now."""

    session: Session
    work: Work
    stop: Stop
    item: Item
    spots: Sequence[Spot]
    now: Begun
    set_now: Callable[[Begun], None]
    close: Callable[[], None]
    going: "_Going"

    @property
    def place(self) -> str:
        """Where it is saved, with the words of another spot."""
        place, another = self.now.place or self.stop.place, (self.now.another or "").strip()
        return f"{place.partition('#')[0]}#{another}" if another else place

    def keep(self) -> None:
        """What was entered stays a draft."""
        if self.now.photos or self.now.another or self.now.answer != Answer():
            self.work.store.put_draft(self.now.draft(self.work.account.id))

    def look(self, rest: str) -> None:
        """To what is recorded here already; what was typed or photographed meanwhile stays a draft."""
        answer = self.now.answer
        typed = self.now.photos or self.now.another or answer.words or answer.reading
        (self.close if typed else self.leave)()
        self.session.deeper(rest)

    def leave(self) -> None:
        """Closing drops nothing that was photographed: it stays a draft."""
        self.going.over = True
        if not self.now.photos:
            self.work.store.drop_draft(self.now.id)
        self.close()

    def lacks(self) -> str | None:
        if len(self.spots) > 1 and self.now.place is None:
            return tr("选择在哪里")
        if self.now.another is not None and not self.now.another.strip():
            return tr("请写明位置")
        return self.now.answer.lacks(self.item)

    def actions(self) -> list[ft.Control]:
        answer, lacks = self.now.answer, self.lacks()
        good = bool(answer.state) and not answer.is_finding(self.item)
        rule = (
            self.item.photo_rule(answer.state or "") if answer.state or self.item.answer == "text" else self.item.photo
        )
        due = 0 if rule == "none" else (2 if answer.on_spot else 1)
        lack_photos = max(0, due - len(self.now.photos)) if rule == "required" else 0
        shoot = self.session.act("shoot", self.shoot)
        save = self.session.act("save", self.save)
        controls: list[ft.Control] = []
        if rule != "none" and lack_photos:
            words = (
                tr("拍整改后照片，并保存")
                if answer.on_spot and self.now.photos
                else tr("拍整改前照片")
                if answer.on_spot
                else tr("拍照并保存")
            )
            if lacks:
                words = tr("拍照")
            controls.append(kit.main_action(words, shoot, ident_name="sheet-shoot", mark=ft.Icons.PHOTO_CAMERA))
            if not lacks:
                controls.append(
                    kit.side_action(tr("先保存，稍后补拍"), save, ident_name="sheet-save-later", mark=ft.Icons.SCHEDULE)
                )
        else:
            words = lacks or (tr("保存") if not good else tr("记为正常"))
            controls.append(
                kit.main_action(words, None if lacks else save, ident_name="sheet-save", mark=ft.Icons.CHECK)
            )
            if rule != "none":
                controls.append(
                    kit.side_action(tr("再拍一张"), shoot, ident_name="sheet-shoot", mark=ft.Icons.PHOTO_CAMERA)
                )
        if lacks and lack_photos:
            controls.insert(0, kit.small(lacks))
        return controls

    async def shoot(self) -> None:
        """Photograph; what was chosen so far is a draft first, for the page may be killed while the camera is open."""
        self.work.store.put_draft(self.now.draft(self.work.account.id))
        shot = await shoot(
            self.session, self.work, place=self.now.place or self.stop.place, item=self.item.id, role=self._role(),
            hint=self.item.photo_note if language() == "en" else "",
        )  # fmt: skip
        if shot is None:
            return
        now = _with(self.now, photos=(*self.now.photos, shot))
        self.work.store.put_draft(now.draft(self.work.account.id))
        self.now = now
        self.set_now(now)
        enough = len(now.photos) >= (2 if now.answer.on_spot else 1)
        if not self.lacks() and enough and now.answer.is_finding(self.item):
            self.save()

    def _role(self) -> PhotoRole:
        if self.now.answer.on_spot:
            return "after" if self.now.photos else "before"
        return "meter" if self.item.answer == "reading" else "evidence"

    def save(self) -> None:
        """One fact, one durable commit; then the sheet closes by itself and says so."""
        self.going.over = True
        now, item, answer, place = self.now, self.item, self.now.answer, self.place
        self.session.last_spots[f"{self.stop.place}|{item.where}"] = place.partition("#")[0]
        if answer.state and not answer.is_finding(item):
            fact = acts.answer(self.work, place=place, item=item.id, state=answer.state, evidence=now.photos)
            self.work.store.drop_draft(now.id)
        else:
            fact = acts.report(
                self.work, place=place, item=item.id, state=answer.state or "found", tags=answer.tags, raised=answer.raised,
                trade=answer.trade, words=answer.all_words, reading=answer.figure, on_spot=answer.on_spot,
                evidence=now.photos, replaces=now.id,
            )  # fmt: skip
        self.close()
        self.session.saved(fact)
        self._go_on(place)

    def _go_on(self, place: str) -> None:
        """Where the finding opened a protocol with steps for the steward, its first step comes up at once."""
        waiting = to_go_on(self.work, place, self.item.id)
        if waiting is not None:
            matter, case = waiting
            self.session.deeper(f"case/{matter.id}/{case.id}")
