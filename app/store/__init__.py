"""The device's database: what was recorded here, what is still to be sent, and what the server last said.

    engine = open_store(path, exclusive=True)        # schema brought up to date, or a ZonewalkError
    store = Store(engine, clock, rng)
    store.began_well()                               the first screen is drawn; the copy from before a migration goes

Writing (each one durable commit; ZonewalkError storage_full / storage_failed, then nothing of it is saved)
    store.save(fact, photos=(), *, draft=None)        the photo files were put before; a draft it replaces goes with it
    store.put_draft(draft) / store.drop_draft(id)
Identity
    store.device_id(estate | None) -> UUID    store.device_key() -> str    store.next_seq() -> int    store.last_seq() -> int
    store.token(estate) -> str | None    store.estates() -> list[str]    store.put_credential(estate, token, device)
    store.accounts() -> list[DeviceAccount]    store.account(id)    store.current -> DeviceAccount | None
    store.set_current(id | None)    store.put_account(...)    store.forget_session(id)
    store.get_meta(key) / store.put_meta(key, value)  small settings of this device (language, theme)
    store.erase()                                     everything, of everybody
The clock (`domain/clock_series`)
    store.measured(true, at=None, mono_ms=None)       the server's time beside what this device's clocks said
    store.true_now() -> datetime    store.time_now() -> Estimate    store.clock_in_doubt() -> bool
    store.clock_offset() -> ClockOffset | None    store.clocks_of([(start, seq), …]) -> list[ClockOffset]
What is on its way
    store.outbox(limit, estate) -> list[OutFact]              in the order of seq, all authors of this device
    store.apply_receipts(receipts, lacks=())
    store.unsent_counts(account | None) -> Counts
    store.delivery(fact_id) -> "local" | "sent" | "verified" | "refused" | "held"
    store.deliveries(account) -> dict[UUID, Delivery]  of all own facts of the last days, in one query
    store.photos_to_send()  store.photo_state(sha)  store.mark_photo(sha, state)  store.wanted(shas)
    store.photos_to_delete(now)  store.photo_deleted(sha)
What the server said
    store.apply_page(account, page)    store.start_anew(account)    store.see_generation(estate, generation) -> bool
    store.record(account, kind, id) -> dict | None    store.records(account, kind) -> list[dict]
Queries with own facts laid over the server's records (synchronous, quick)
    store.matter(account, rules, thread_id) -> Matter | None    store.matters(account, rules) -> list[Matter]
    store.place_days(account, rules, day) -> dict[place, PlaceDay]
    store.point_days(account, rules, day) -> dict[point, PointDay]
    store.own_facts(account, *, day=None, kinds=None) -> list[SeenFact]
    store.facts_of(place=None, thread=None) -> list[SeenFact]    store.fact(id) -> SeenFact | None
    store.receipt(fact_id) -> Receipt | None    store.drafts(account) -> list[Draft]
Watching
    store.subscribe(fn) -> unsubscribe    fn(topics) after each commit; topics of
    {"facts", "records", "photos", "drafts", "accounts", "sync"}
"""

from app.store.engine import open_store
from app.store.store import Store
from app.store.values import Counts, Delivery, DeviceAccount, Draft, LocalPhoto, OutFact, Topic

__all__ = ["Counts", "Delivery", "DeviceAccount", "Draft", "LocalPhoto", "OutFact", "Store", "Topic", "open_store"]
