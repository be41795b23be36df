"""One step of a case as the screen works on it: what is chosen, what is still lacking, and how it is recorded."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.domain.cases import CaseView, StepView
from app.domain.consent import consent_to_name
from app.domain.facts import PhotoRole
from app.domain.items import PhotoRule
from app.domain.records import Case, Finding, Matter
from app.domain.rights import takes
from app.locales import tr
from app.patrol import cases
from app.patrol.calls import NOT_REACHED, Attempts, attempts, home_of, reason
from app.patrol.kept import draft_id
from app.patrol.step_needs import CONSENT, Needs, PhotoNeed, StepNeeds, name_due, needs_of, photos_due, texts_due
from app.patrol.work import Work
from app.ui import words
from app.ui.parts.shooting import shoot
from app.ui.parts.step_entry import NAMES, PHOTO_WORDS, TEXTS, StepEntry, keep_entry, key_of, words_of
from app.ui.session import Session


@dataclass
class StepDesk:
    """entry: as it was drawn last; `now()` is the latest. change: takes the next one to the screen."""

    session: Session
    work: Work
    matter: Matter
    case: Case
    view: CaseView
    step: StepView
    now: Callable[[], StepEntry]
    change: Callable[[StepEntry], None]

    # -- what is known
    @property
    def entry(self) -> StepEntry:
        return self.now()

    @property
    def chosen(self) -> dict[str, str]:
        """What is chosen; a step with one possible result has nothing to choose."""
        only = [(fact, values[0]) for fact, values in self.step.asks.items() if len(values) == 1]
        return dict(only if len(self.step.asks) == 1 else ()) | dict(self.entry.chosen)

    @property
    def key(self) -> str:
        return key_of(self.case.id, self.step.id)

    @property
    def finding(self) -> Finding | None:
        return words.finding_of(self.matter, self.case.finding)

    @property
    def critical(self) -> bool:
        return self.finding is not None and self.finding.severity == "critical"

    @property
    def unit(self) -> str:
        """What the meter counts in; "" for an item without one."""
        return self.work.rules.catalogue.item(self.matter.item).reading_unit or ""

    @property
    def rule(self) -> PhotoRule:
        item = self.work.rules.catalogue.item(self.matter.item)
        return item.photo_rule(self.finding.state) if self.finding else item.photo

    @property
    def served(self) -> StepNeeds:
        has = bool(self.finding and self.finding.photos)
        protocol = self.work.rules.protocols[self.case.protocol]
        return needs_of(protocol, self.step, self.rule, finding_has_photo=has)

    @property
    def needs(self) -> Needs:
        """What the step wants kept; a consent that nobody can have given by phone here asks whose it was and how."""
        asked = self.served.all
        return replace(asked, name=None) + CONSENT if consent_to_name(self.view.facts, self.chosen) else asked

    @property
    def by_other(self) -> bool:
        """The step belongs to a role that this person does not have: it is entered with the name of who gave the answer."""
        by = self.step.spec.by
        if by is None or by == "server":
            return False
        return not self.work.rules.has_role(self.work.account.id, *takes(by))

    @property
    def attempts(self) -> Attempts:
        return attempts(self.work, self.entry.calls)

    @property
    def trades_asked(self) -> bool:
        """Whether this result files a task whose trade the steward names."""
        protocol = self.work.rules.protocols[self.case.protocol]
        return any(
            all(self.chosen.get(fact) in values for fact, values in condition.items() if fact in self.step.asks)
            and any(fact in self.step.asks for fact in condition)
            for filing in protocol.files
            if filing.to == "chosen_by_steward"
            for condition in filing.when
        )

    @property
    def alarms(self) -> tuple[str, ...]:
        """Who must be called at once for what is chosen."""
        return tuple(who for value in self.chosen.values() for who in self.step.spec.alarm.get(value, ()))

    # -- what is lacking
    def due_photos(self) -> tuple[PhotoNeed, ...]:
        have: tuple[PhotoRole, ...] = tuple(shot.ref.role for shot in self.entry.photos)
        return photos_due(self.needs, self.chosen, have)

    def lacks(self) -> str:
        """What is still to be said before it can be recorded, in words; "" when nothing is."""
        entry, book = self.entry, self.work.rules.protocols
        for fact in self.step.asks:
            if fact not in self.chosen:
                if len(self.step.asks) == 1:  # its label stands nowhere: the step's sentence asks
                    return tr("请选择结果")
                return tr("请选择「{what}」", what=words.said(book.facts[fact].label))
        if name_due(self.needs, self.chosen, by_other=self.by_other) and not entry.name.strip():
            return tr("请填写{what}", what=tr(NAMES[self.needs.name or "answered"]))
        for text in texts_due(self.needs, self.chosen):
            if not entry.texts.get(text, "").strip():
                return tr("请填写{what}", what=tr(TEXTS[text]))
        if self.trades_asked and entry.choice is None:
            return tr("请选择处理部门")
        if self.promising and entry.promised is None:
            return tr("请选择承诺时间")
        return ""

    @property
    def promising(self) -> bool:
        return self.needs.promise and "promised_by" in self.chosen.values()

    # -- what is done
    def keep(self) -> None:
        keep_entry(self.work, self.key, self.entry)

    def set(self, entry: StepEntry) -> None:
        """A choice: shown, and kept at once."""
        self.change(entry)
        keep_entry(self.work, self.key, entry)

    def choose(self, fact: str, value: str) -> None:
        """A result is pressed. Nobody counts as unreachable before the estate's number of calls, so far apart."""
        entry = self.entry
        if not (self.needs.attempts and fact == "occupant_reached" and value == NOT_REACHED):
            self.set(entry.choose(fact, value))
            return
        made = self.attempts
        if made.enough:
            self.set(entry.choose(fact, value))
            return
        now = self.work.now()
        if not made.may_count(now):
            assert made.next_at is not None
            self.session.say(tr("间隔太短，{time} 后再打方可计次。", time=words.clock(self.work, made.next_at)))
            return
        entry = entry.with_(calls=(*entry.calls, now), chosen={k: v for k, v in entry.chosen.items() if k != fact})
        if attempts(self.work, entry.calls).enough:
            entry = entry.choose(fact, value)
        self.set(entry)

    async def shoot(self, need: PhotoNeed) -> None:
        """The photo of a need; what was entered is kept first."""
        self.keep()
        first = self.finding.photos[0].sha256 if need.compare and self.finding and self.finding.photos else None
        shot = await shoot(
            self.session, self.work, place=self.matter.place, item=self.matter.item, role=need.role,
            hint=tr(PHOTO_WORDS[need.subject]), beside=first, album=not need.compare,
            about=self.step.id, have=self.entry.photos,
        )  # fmt: skip
        if shot is not None:
            self.set(self.entry.with_(photos=(*self.entry.photos, shot)))

    def reveal(self) -> None:
        """The occupant's contact is looked at: a fact, before it is shown."""
        home = home_of(self.work, self.matter)
        if home is not None:
            cases.look_at_contact(self.work, home, reason(self.case.id, self.step.id))

    def record(self) -> None:
        """One fact; the draft that it was made from goes in the same commit. Raises ZonewalkError where it is barred."""
        entry = self.entry
        cases.step(
            self.work, self.matter, self.case, self.step.id, {fact: self.chosen[fact] for fact in self.step.asks},
            name=entry.name.strip() or None, words=words_of(self.work, entry, self.unit),
            choice=entry.choice if self.trades_asked else None, promised_at=self._promised(),
            evidence=entry.photos, replaces=draft_id(self.work, "step", self.key),
        )  # fmt: skip
        self.session.lost = None
        self.session.exchange.kick()

    def _promised(self) -> datetime | None:
        """The end of the promised day, in the estate's time."""
        if not self.promising or self.entry.promised is None:
            return None
        day = self.work.today() + timedelta(days=self.entry.promised)
        return datetime(day.year, day.month, day.day, 23, 59, tzinfo=self.work.tz)
