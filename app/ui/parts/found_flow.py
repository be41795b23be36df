"""发现＋ on its way: camera, place, item, answer. Every step is kept before it is shown."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from app.domain.errors import ZonewalkError
from app.domain.exchange import Fault
from app.hosts import PhotoAsk
from app.locales import language, tr
from app.patrol import drafts
from app.patrol.drafts import FoundDraft
from app.patrol.work import Work
from app.ui.parts.shooting import camera_open
from app.ui.routes import found_route, query_of
from app.ui.session import Session

FOUND = "found"  # what the camera is open for (see photo_lost)

Stage = Literal["camera", "place", "item", "answer"]


def stage_of(draft: FoundDraft | None) -> Stage:
    if draft is None:
        return "camera"
    return "place" if draft.place is None else "item" if draft.item is None else "answer"


@dataclass
class FoundFlow:
    """What moves the draft on. Every step is kept before it is shown."""

    session: Session
    draft: FoundDraft | None
    set_draft: Callable[[FoundDraft | None], None]
    set_stage: Callable[[Stage], None]
    set_fault: Callable[[Fault | None], None]

    @property
    def work(self) -> Work:
        assert self.session.work is not None
        return self.session.work

    @property
    def origin(self) -> str:
        """The screen from which 发现 was opened; today where the address names none."""
        return query_of(self.session.page.route).get("back") or self.session.tab

    def go_back(self) -> None:
        self.session.go(self.origin)

    async def shoot(self) -> None:
        """The first picture makes the draft; a cancelled camera leads back, with nothing lost."""
        self.set_fault(None)
        try:
            draft = await self._shot()
        except ZonewalkError as error:
            if self.draft is not None:
                raise
            self.set_fault(error.fault())
            return
        if draft is None:
            if self.draft is None:
                self.go_back()
            return
        self.session.lost = None
        self.set_draft(draft)
        if self.draft is None:
            self.set_stage(stage_of(draft))

    async def _shot(self) -> FoundDraft | None:
        """The draft with one more picture; None when the person cancelled."""
        ask = PhotoAsk(title=tr("发现"), hint=tr("拍清问题，地点稍后选择"), lang=language())
        back = query_of(self.session.page.route).get("back", "")
        screen = found_route(draft=self.draft.id if self.draft else None, back=back)
        with camera_open(self.session, self.work, FOUND, screen):
            shot = await self.session.host.take_photo(ask)
            before = self.draft or drafts.new(self.work)
            after = await drafts.add_shot(self.work, before, shot) if shot else None
            if after is before:
                self.session.say(tr("这张照片已经选过"))
            return after

    def without_photo(self) -> None:
        """The camera will not open: the finding is written down, its photo is owed."""
        self.session.lost = None
        draft = drafts.new(self.work)
        drafts.remember(self.work, draft)
        self.set_draft(draft)
        self.set_stage(stage_of(draft))

    def keep(self, draft: FoundDraft) -> None:
        """Shown at once; what the storage says of it is told."""
        self.set_draft(draft)
        try:
            drafts.remember(self.work, draft)
        except ZonewalkError as error:
            self.session.tell(error)

    def place(self, path: str) -> None:
        assert self.draft is not None
        base, _, spot = path.partition("#")
        stop = self.work.estate.stop_of(base)
        same_stop = self.draft.place is not None and stop == self.work.estate.stop_of(self.draft.place)
        item = self.draft.item if same_stop else None  # another stop asks other things
        answer = self.draft.answer if same_stop else {}
        self.keep(self.draft.with_(place=base, spot=spot or None, item=item, answer=answer))
        self.set_stage("item" if item is None else "answer")

    def item(self, id: str) -> None:
        assert self.draft is not None
        answer = self.draft.answer if id == self.draft.item else {}
        self.keep(self.draft.with_(item=id, answer=answer))
        self.set_stage("answer")

    def leave_out(self, file: str) -> None:
        assert self.draft is not None
        try:
            self.set_draft(drafts.drop_shot(self.work, self.draft, file))
        except ZonewalkError as error:
            self.session.tell(error)

    def back(self, stage: Stage) -> Callable[..., None]:
        """One step back; from the first one away, and the draft stays."""
        if stage == "answer":
            return lambda e: self.set_stage("item")
        if stage == "place" and self.draft is not None and self.draft.item is not None:
            return lambda e: self.set_stage("answer")

        def leave(event: object) -> None:
            self.go_back()
            self.session.say(tr("草稿已存，可在「今日」里继续"))

        return leave
