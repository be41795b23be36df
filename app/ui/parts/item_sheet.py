"""The sheet of one check item: state, tags, where exactly, photo; saved the moment it is complete."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import flet as ft

from app.domain.catalogue import Item
from app.domain.estate import Spot, Stop
from app.domain.presence import answer_stands
from app.locales import language, tr
from app.patrol import drafts
from app.patrol.cases import to_go_on
from app.patrol.drafts import Given
from app.patrol.work import Work
from app.ui import kit
from app.ui.frame import sheet, state, state_from
from app.ui.parts.answer import Answer, FormContext, answer_form, more_form
from app.ui.parts.begun import Begun, Keeping
from app.ui.parts.photo_lost import photo_lost
from app.ui.parts.raw_shots import raw_shots
from app.ui.parts.recorded_here import recorded_here
from app.ui.parts.same_spot import open_here, same_spot
from app.ui.parts.sheet_parts import title_row
from app.ui.parts.shooting import caption_of, shoot_raw
from app.ui.parts.spots import spot_wheel
from app.ui.parts.thumbs import thumbs
from app.ui.session import Session, here

NO_FLOOR: str | None = None


@ft.component
def ItemSheet(stop: Stop, item: Item, begun: Begun, close: Callable[[], None], key: str = "") -> ft.Control:
    """begun: as it was left, or a fresh one. Every change is kept; the cross, back and a tap beside it leave a draft."""
    session = here()
    work = session.work
    assert work is not None
    now, set_now = state(begun)
    floor, set_floor = state(NO_FLOOR)
    sure, set_sure = ft.use_state(False)
    keeping, _ = state_from(lambda: Keeping(session, work, begun))
    ft.use_effect(session.hush, [])
    ft.use_effect(lambda: None, [], cleanup=keeping.end)
    register = work.register
    spots = work.estate.spots_for(item, stop, register)
    facts = work.estate.place_facts(now.place or stop.place, register)
    with_ok = item.ask == "explicit" and answer_stands(
        work.rules, now.place or stop.place, work.day, item.id, item.ok_state().id
    )
    context = FormContext(work.rules.catalogue, facts, prefix="sheet-", with_ok=with_ok)

    def change(begun: Begun) -> None:
        set_now(begun)
        keeping.change(begun)

    entry = _Entry(session, work, stop, item, spots, now, change, close, keeping)
    same = open_here(work, item, now.place or "")
    where = spot_wheel(
        work.estate, spots, now.place, lambda place: change(now.with_(place=place)), floor=floor, choose_floor=set_floor,
        prefix="sheet-",
    )  # fmt: skip

    def answered(answer: Answer) -> None:
        change(now.with_(answer=answer))

    def spot(place: str, another: str | None) -> None:
        change(now.with_(place=place, another=another))

    head = title_row(item.label.text(language()), _where(work, now, stop), close, "sheet-close")
    return sheet(
        [
            *photo_lost(session, item.id),
            *where,
            *recorded_here(work, item, now.where, now.answer, entry.look),
            *answer_form(item, now.answer, answered, context),
            *(same_spot(work, same, now.place or "", now.another, spot) if now.answer.is_finding(item) else []),
            *more_form(item, now.answer, answered, context),
            *([thumbs([shot.preview for shot in now.photos])] if now.photos else []),
            *([raw_shots(now.shots, entry.leave_out)] if now.shots else []),
            *([] if now.empty else [entry.give_up(sure, lambda: set_sure(True))]),
        ],
        ident_name="item-sheet", head=head, foot=entry.actions(),
    )  # fmt: skip


def _where(work: Work, now: Begun, stop: Stop) -> str:
    return work.estate.place_label(now.place or stop.place, language())


@dataclass
class _Entry:
    """What can be done with the sheet as it stands now."""

    session: Session
    work: Work
    stop: Stop
    item: Item
    spots: Sequence[Spot]
    now: Begun
    change: Callable[[Begun], None]
    close: Callable[[], None]
    keeping: Keeping

    def look(self, rest: str) -> None:
        """To what is recorded here already; what was entered meanwhile stays a draft."""
        self.close()
        self.session.deeper(rest)

    def leave_out(self, file: str) -> None:
        """One picture less; its file goes with the next sweep."""
        self.change(self.now.with_(shots=tuple(shot for shot in self.now.shots if shot.file != file)))

    def give_up(self, sure: bool, ask: Callable[[], None]) -> ft.Control:
        """Only after a second press: the draft and its pictures go."""

        async def gone() -> None:
            self.keeping.over = True
            self.close()
            await drafts.give_up(self.work, self.now.id)

        return kit.side_action(
            tr("确定放弃？") if sure else tr("放弃填写"), self.session.act("drop", gone) if sure else lambda e: ask(),
            ident_name="sheet-drop", tone="critical" if sure else "plain", mark=ft.Icons.DELETE_OUTLINE,
        )  # fmt: skip

    def lacks(self) -> str | None:
        if len(self.spots) > 1 and self.now.place is None:
            return tr("请选择位置")
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
        lack_photos = max(0, due - self.now.pictures) if rule == "required" else 0
        shoot = self.session.act("shoot", self.shoot)
        save = self.session.act("save", self.save)
        controls: list[ft.Control] = []
        if rule != "none" and lack_photos:
            words = (
                tr("拍整改后照片，并保存")
                if answer.on_spot and self.now.pictures
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
        """Photograph. The sheet is a draft first: the page may be killed while the camera is open. The picture is kept as it
        is; the stamp is drawn at the save, when the place is known."""
        self.work.store.put_draft(self.now.draft(self.work.account.id, shown=True))
        shot = await shoot_raw(
            self.session, self.work, place=self.now.place or self.stop.place, item=self.item.id,
            hint=self.item.photo_note if language() == "en" else "", have=self.now.shots,
        )  # fmt: skip
        if shot is None:
            if self.now.empty:
                self.work.store.drop_draft(self.now.id)
            return
        self.now = self.now.with_(shots=(*self.now.shots, shot))
        self.work.store.put_draft(self.now.draft(self.work.account.id, shown=True))
        self.change(self.now)
        self.session.lost = None
        enough = self.now.pictures >= (2 if self.now.answer.on_spot else 1)
        if not self.lacks() and enough and self.now.answer.is_finding(self.item):
            await self.save()

    async def save(self) -> None:
        """One fact, one durable commit in the draft's place; then the sheet closes by itself and says so."""
        now, answer = self.now, self.now.answer
        given = Given(
            answer.state, answer.tags, answer.raised, answer.trade, answer.all_words, answer.figure, answer.on_spot
        )
        caption = caption_of(self.work, now.where, self.item.id)
        fact = await drafts.finish(self.work, now.found(), given, caption, earlier=now.photos)
        self.keeping.over = True
        self.session.last_spots[f"{self.stop.place}|{self.item.where}"] = now.where.partition("#")[0]
        self.close()
        self.session.saved(fact)
        self._go_on(now.where)

    def _go_on(self, place: str) -> None:
        """Where the finding opened a protocol with steps for the steward, its first step comes up at once."""
        waiting = to_go_on(self.work, place, self.item.id)
        if waiting is not None:
            matter, case = waiting
            self.session.deeper(f"case/{matter.id}/{case.id}")
