"""The last step of 发现＋: where exactly, which state, and saving."""

from collections.abc import Callable
from dataclasses import dataclass

import flet as ft

from app.domain.estate import Spot, Stop
from app.domain.items import Item
from app.domain.records import Matter
from app.locales import tr
from app.patrol import drafts
from app.patrol.cases import to_go_on
from app.patrol.drafts import FoundDraft, Given
from app.patrol.work import Work
from app.ui import kit
from app.ui.parts.answer import Answer, FormContext, answer_form, more_form
from app.ui.parts.found_flow import FoundFlow
from app.ui.parts.recorded_here import recorded_here
from app.ui.parts.same_spot import open_here, same_spot
from app.ui.parts.shooting import caption_of
from app.ui.parts.spots import spot_wheel
from app.ui.routes import below
from app.ui.session import Session


@dataclass
class FoundAnswer:
    """What stands on the screen of the last step, and what its buttons do."""

    session: Session
    work: Work
    flow: FoundFlow
    draft: FoundDraft
    stop: Stop
    asked: Item
    floor: str | None
    set_floor: Callable[[str | None], None]

    @property
    def answer(self) -> Answer:
        return Answer.from_json(self.draft.answer)

    @property
    def spots(self) -> tuple[Spot, ...]:
        """Where this item can be at this stop; a free finding is wherever the person said."""
        free = self.asked.answer == "text"
        return () if free else self.work.estate.spots_for(self.asked, self.stop, self.work.register)

    @property
    def place(self) -> str | None:
        """The exact place; None while it has to be chosen."""
        spots = self.spots
        if len(spots) == 1 and self.draft.place not in [spot.place for spot in spots]:
            return spots[0].place
        return self.draft.place if not spots or any(spot.place == self.draft.place for spot in spots) else None

    @property
    def same(self) -> list[Matter]:
        """Open matters of the same item here, of which the finding may be one."""
        known = self.place is not None and self.answer.is_finding(self.asked)
        return open_here(self.work, self.asked, self.place or "") if known else []

    @property
    def another(self) -> str | None:
        """The words of a spot that none of them has; None while it is not said that it is another one."""
        told = self.draft.spot and any(matter.place == self.draft.where for matter in self.same)
        return None if told else self.draft.spot

    def form(self) -> list[ft.Control]:
        place, answer = self.place, self.answer
        facts = self.work.estate.place_facts(place or self.stop.place, self.work.register)
        context = FormContext(self.work.rules.catalogue, facts, prefix="found-")
        wheel = spot_wheel(
            self.work.estate, self.spots, place, lambda path: self.flow.keep(self.draft.with_(place=path, spot=None)),
            floor=self.floor or _floor(self.work, self.draft.place), choose_floor=self.set_floor, prefix="found-",
        )  # fmt: skip
        same = self.same
        at = self.draft.with_(place=place).where

        def change(answer: Answer) -> None:
            self.flow.keep(self.draft.with_(answer=answer.to_json()))

        def spot(path: str, words: str | None) -> None:
            base, _, known = path.partition("#")
            self.flow.keep(self.draft.with_(place=base, spot=known or words))

        return [
            *wheel,
            *(recorded_here(self.work, self.asked, at, answer, self.session.deeper) if at else []),
            *answer_form(self.asked, answer, change, context),
            *same_spot(self.work, same, self.draft.where or "", self.another, spot),
            *more_form(self.asked, answer, change, context),
        ]

    def lacks(self) -> str | None:
        if self.place is None:
            return tr("请选择位置")
        if self.same and self.another is not None and not self.another.strip():
            return tr("请写明位置")
        return self.answer.lacks(self.asked)

    def actions(self) -> list[ft.Control]:
        """Photograph what is due, else save; a photo that is due never bars saving."""
        lacks, on_spot, count = self.lacks(), self.answer.on_spot, len(self.draft.shots)
        rule = (
            self.asked.photo_rule(self.answer.state or "")
            if self.answer.state or self.asked.answer == "text"
            else "none"
        )
        due = rule == "required" and count < (2 if on_spot else 1)
        shoot, save = self.session.act("shoot", self.flow.shoot), self.session.act("save", self.save)
        if due and not lacks:
            words = tr("拍整改后照片") if on_spot and count else tr("拍照")
            return [
                kit.main_action(words, shoot, ident_name="found-more", mark=ft.Icons.PHOTO_CAMERA),
                kit.side_action(tr("先保存，稍后补拍"), save, ident_name="found-save", mark=ft.Icons.SCHEDULE),
            ]
        return [
            kit.main_action(lacks or tr("保存"), None if lacks else save, ident_name="found-save", mark=ft.Icons.CHECK),
            kit.side_action(tr("再拍一张"), shoot, ident_name="found-more", mark=ft.Icons.PHOTO_CAMERA),
        ]

    async def save(self) -> None:
        """Stamped with the shutter's time, digested, saved in the draft's place; then on to the protocol's first step."""
        answer, work = self.answer, self.work
        draft = self.draft.with_(place=self.place)
        given = Given(
            answer.state, answer.tags, answer.raised, answer.trade, answer.all_words, answer.figure, answer.on_spot
        )
        fact = await drafts.finish(work, draft, given, caption_of(work, draft.where or self.stop.place, self.asked.id))
        self.session.exchange.kick()
        waiting = to_go_on(work, fact.place or "", self.asked.id)
        origin = self.flow.origin
        self.session.go(below(origin, f"case/{waiting[0].id}/{waiting[1].id}") if waiting else origin)
        self.session.say(tr("已存本机"), undo=self.session.undo(fact))


def _floor(work: Work, place: str | None) -> str | None:
    """The floor on which a place of a tower is."""
    if place is None or not work.estate.is_known(place):
        return None
    kind, _, id = place.partition("/")
    unit = work.estate.unit(id) if kind == "u" else None
    return unit.floor if unit else place.partition("/f/")[2].partition("/")[0] or None
