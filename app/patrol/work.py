"""A person at work on this device: who, for which estate, by which rules, and the one way to record a fact."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from app.domain import bodies, ids
from app.domain.bundle import Bundle
from app.domain.calendar import day_of
from app.domain.clock import Clock
from app.domain.clock_series import RIGHT
from app.domain.estate import Estate
from app.domain.facts import Fact, PhotoRef
from app.domain.ids import Rng
from app.domain.kinds import parse
from app.domain.labels import Lang
from app.domain.matters import area_kind
from app.domain.records import Matter
from app.domain.register import Register
from app.domain.rounds import Round, runs, walk_of
from app.domain.rules import Rules, rules_of
from app.hosts import Host, Shot
from app.patrol.evidence import Evidence
from app.patrol.shutter import Taken, taken
from app.store import DeviceAccount, Store


@dataclass
class Work:
    """account: who works. estate and rules: as the server last told them."""

    host: Host
    store: Store
    clock: Clock
    rng: Rng
    bundle: Bundle
    account: DeviceAccount
    estate: Estate
    rules: Rules

    @property
    def tz(self) -> ZoneInfo:
        return self.rules.tz

    def now(self) -> datetime:
        """The time (UTC), corrected as far as this phone's clock was measured."""
        return self.store.true_now()

    def taken(self, shot: Shot) -> Taken:
        """When a picture that has just come was taken, and whether its stamp may show that as sure."""
        known, at = self.store.time_now(), self.clock.now()
        return taken(shot, known.at, self.tz, off=known.at - at, sure=known.trust != "doubtful")

    def today(self) -> date:
        """The estate's calendar day."""
        return day_of(self.now(), self.tz)

    @property
    def day(self) -> str:
        """The day that facts recorded now belong to: that of the round that runs, else today (R2.6)."""
        running = self.round
        return running.day if running else self.today().isoformat()

    @property
    def zones(self) -> tuple[str, ...]:
        """Ids of the zones that are the person's own: those with which the running round began, else those of today."""
        running = self.round
        return running.zones if running else tuple(self.estate.zones_of(self.account.id, self.today()))

    @property
    def round(self) -> Round | None:
        """The round that runs; None when none was started, or it was ended, or has ended by itself (R2.7)."""
        kept = self.store.get_meta(_round_key(self.account.id))
        started = self.store.fact_once(UUID(kept.partition(" ")[0])) if kept else None
        if started is None:
            return None
        last = self.store.last_fact_at(self.account.id) or started.seen_at
        if not runs(started.seen_at, last, self.now(), self.rules.settings):
            return None
        day = day_of(started.seen_at, self.tz).isoformat()
        return Round(started.id, started.seen_at, day, tuple(started.read(bodies.RoundStarted).zones))

    @property
    def walk(self) -> str:
        """By what the own walk of now is told from others of the day (`domain.rounds.walk_of`)."""
        running = self.round
        return walk_of(running.id if running else None, self.account.id)

    @property
    def register(self) -> Register:
        """Who lives where in the own zones, as far as this account may know it."""
        return self.store.register(self.account.id)

    def is_supervisor(self) -> bool:
        return self.rules.has_role(self.account.id, "supervisor", "manager")

    def is_steward(self) -> bool:
        return self.rules.has_role(self.account.id, "steward", "duty_steward")

    def kind_of(self, matter: Matter) -> str:
        """The area kind under which the protocols of a matter speak."""
        return area_kind(self.rules, matter)

    def name_of(self, account: str, lang: Lang) -> str:
        """A colleague's name, or the account itself where the set-up does not know it."""
        person = self.estate.person(account)
        return person.label.text(lang) if person else account

    def record(
        self,
        kind: str,
        body: bodies.Body | dict[str, Any],
        *,
        place: str | None = None,
        item: str | None = None,
        case: UUID | None = None,
        about: UUID | None = None,
        evidence: Sequence[Evidence] = (),
        replaces: UUID | None = None,
        day: str | None = None,
    ) -> Fact:
        """Record one fact: it is on the disk when this returns, or ZonewalkError (storage_full, storage_failed).

        evidence: photos whose files are flushed already. replaces: the draft that this fact was made from. day: the day it
        belongs to, where that is not the one of now.
        """
        values = body.model_dump(mode="json", exclude_none=True) if isinstance(body, bodies.Body) else body
        parse(kind, values)
        signed_in = self.store.account(self.account.id)
        if signed_in is None or signed_in.session is None:
            raise ValueError("a fact needs the session of a person who has signed in")
        at, shown = self.clock.now(), self.now()
        fact = Fact(
            id=ids.new(self.clock, self.rng),
            kind=kind,
            estate=self.estate.id,
            author=self.account.id,
            session=signed_in.session,
            device=self.store.device_id(self.estate.id),
            start=self.clock.start,
            seq=self.store.next_seq(),
            at=at,
            shown_at=shown if abs(shown - at) > RIGHT else None,
            mono_ms=self.clock.mono_ms(),
            day=day or self.day,
            place=place,
            item=item,
            case=case,
            about=about,
            body=values,
            photos=_each_once(evidence),
            preview=_preview(evidence),
        )
        self.store.save(fact, draft=replaces)
        return fact

    def start_round(self, weather: str | None = None) -> Fact:
        """A round begins; what is recorded until its end belongs to this day, past midnight too."""
        body = bodies.RoundStarted.model_validate({"zones": list(self.zones), "weather": weather})
        fact = self.record("round_started", body, day=self.today().isoformat())
        self.store.put_meta(_round_key(self.account.id), str(fact.id))
        return fact

    def end_round(self, missed: dict[str, str], words: str = "") -> Fact | None:
        """The round ends, with a reason for each point that was missed. None when none runs."""
        running = self.round
        if running is None:
            return None
        fact = self.record("round_ended", {"round": str(running.id), "missed": missed, "words": words})
        self.store.put_meta(_round_key(self.account.id), None)
        return fact

    def ensure_round(self) -> UUID | None:
        """The first thing recorded on a walk starts the round: nobody has to remember to press a button. Returns the id of
        the round that runs; None for a person who walks none."""
        running = self.round
        if running is not None:
            return running.id
        return self.start_round().id if self.is_steward() and self.zones else None

    def retract(self, fact: UUID, *, place: str | None, item: str | None) -> Fact:
        """Take an own fact back (undo): another fact of the same day, and both stay on record."""
        undone = self.store.fact(fact)
        day = undone.day if undone else None
        return self.record("retracted", bodies.Retracted(), place=place, item=item, about=fact, day=day)


def at_work(host: Host, store: Store, clock: Clock, rng: Rng, bundle: Bundle, account: DeviceAccount) -> Work | None:
    """The work of an account; None while the estate has not come down yet (the first exchange brings it)."""
    raw = store.record(account.id, "estate", account.estate)
    if raw is None:
        return None
    estate = Estate.model_validate(raw)
    return Work(host, store, clock, rng, bundle, account, estate, rules_of(bundle, estate))


def _round_key(account: str) -> str:
    return f"round:{account}"


def _each_once(evidence: Sequence[Evidence]) -> list[PhotoRef]:
    """The photos; one that was chosen twice is one photo."""
    found: dict[str, PhotoRef] = {}
    for shot in evidence:
        found.setdefault(shot.ref.sha256, shot.ref)
    return list(found.values())


def _preview(evidence: Sequence[Evidence]) -> str | None:
    first = next((shot.preview for shot in evidence if shot.preview), None)
    return base64.b64encode(first).decode() if first else None
