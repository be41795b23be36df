"""A photo first, place and item afterwards: nothing is lost on the way, and the stamp bears the shutter's time."""

from datetime import timedelta

import pytest

from app.domain.errors import ZonewalkError
from app.hosts import Shot
from app.patrol import acts, drafts
from app.patrol.drafts import Given
from app.patrol.work import Work
from tests.patrol.scenes import caption
from tests.ui.harness import NOW, FakeApp, shot

pytestmark = pytest.mark.anyio

DOOR = "building.fire_door"


async def test_a_shot_is_a_draft_before_anything_else_is_known(phone: FakeApp, work: Work) -> None:
    draft = await drafts.add_shot(work, drafts.new(work), shot())
    assert drafts.left(work) == [draft]
    assert await phone.host.get_file("drafts", draft.shots[0].file) == shot().data
    assert work.store.own_facts("u_lin") == []


async def test_a_draft_survives_a_restart_with_all_that_was_chosen(phone: FakeApp, work: Work) -> None:
    draft = await drafts.add_shot(work, drafts.new(work), shot())
    chosen = draft.with_(place="area/P04", item="public.playground", answer={"state": "defect"}, spot="秋千")
    drafts.remember(work, chosen)
    phone.close()
    again = FakeApp(phone.folder)
    assert drafts.left(again.work) == [chosen]
    assert chosen.where == "area/P04#秋千"
    again.close()


async def test_the_finding_takes_the_drafts_place_with_the_shutters_time(phone: FakeApp, work: Work) -> None:
    draft = await drafts.add_shot(work, drafts.new(work), shot())
    phone.clock.move(timedelta(minutes=20))
    chosen = draft.with_(place="b/A1/c/1/f/12", item=DOOR)
    fact = await drafts.finish(work, chosen, Given(state="locked"), caption(work))
    assert fact.photos[0].taken_at == NOW
    assert fact.at == NOW + timedelta(minutes=20)
    assert "2026-05-20 09:00:00" in phone.images.stamps[0][-1]
    assert fact.photos[0].sha256 + ".jpg" in await phone.host.list_files("photos")
    assert drafts.left(work) == []
    assert await phone.host.list_files("drafts") == []


async def test_an_answer_takes_the_drafts_place_in_one_commit(work: Work) -> None:
    draft = await drafts.add_shot(work, drafts.new(work), shot())
    work.ensure_round()
    left: list[tuple[int, int]] = []
    work.store.subscribe(lambda topics: left.append((len(work.store.own_facts("u_lin")), len(drafts.left(work)))))
    chosen = draft.with_(place="site/R1", item="renovation.permit")
    await drafts.finish(work, chosen, Given(state="yes"), caption(work))
    assert left == [(2, 0)]  # the round's beginning and the answer


async def test_a_full_disk_while_saving_leaves_the_draft(phone: FakeApp, work: Work) -> None:
    draft = await drafts.add_shot(work, drafts.new(work), shot())
    phone.host.room = 10
    with pytest.raises(ZonewalkError, match="storage_full"):
        await drafts.finish(work, draft.with_(place="b/A1/c/1/f/12", item=DOOR), Given(state="locked"), caption(work))
    assert drafts.left(work) == [draft]
    assert await phone.host.list_files("drafts") == [draft.shots[0].file]
    assert work.store.own_facts("u_lin", kinds=("found",)) == []


async def test_a_full_disk_while_keeping_the_shot_says_so_and_keeps_no_half_draft(phone: FakeApp, work: Work) -> None:
    phone.host.room = 10
    with pytest.raises(ZonewalkError, match="storage_full"):
        await drafts.add_shot(work, drafts.new(work), shot())
    assert drafts.left(work) == []


async def test_what_is_no_photo_is_said_and_can_be_left_out(phone: FakeApp, work: Work) -> None:
    draft = await drafts.add_shot(work, drafts.new(work), Shot(b"no photo", "album"))
    chosen = draft.with_(place="b/A1/c/1/f/12", item=DOOR)
    with pytest.raises(ZonewalkError, match="not_a_photo"):
        await drafts.finish(work, chosen, Given(state="locked"), caption(work))
    without = drafts.drop_shot(work, chosen, draft.shots[0].file)
    fact = await drafts.finish(work, without, Given(state="locked"), caption(work))
    assert fact.body["photo_owed"] is True
    assert await phone.host.list_files("drafts") == []


async def test_put_right_on_the_spot_the_photos_are_before_and_after(work: Work) -> None:
    draft = drafts.new(work)
    for colour in ("red", "green"):
        draft = await drafts.add_shot(work, draft, shot(colour))
    given = Given(state="locked", on_spot=True)
    fact = await drafts.finish(work, draft.with_(place="b/A1/c/1/f/12", item=DOOR), given, caption(work))
    assert [photo.role for photo in fact.photos] == ["before", "after"]


async def test_an_album_picture_is_never_stamped_as_taken_now(phone: FakeApp, work: Work) -> None:
    draft = await drafts.add_shot(work, drafts.new(work), shot(source="album"))
    await drafts.finish(work, draft.with_(place="b/A1/c/1/f/12", item=DOOR), Given(state="locked"), caption(work))
    assert "拍摄时间不详" in phone.images.stamps[0][-1]


async def test_giving_up_deletes_the_picture_and_spares_the_others(phone: FakeApp, work: Work) -> None:
    kept = await drafts.add_shot(work, drafts.new(work), shot("red"))
    gone = await drafts.add_shot(work, drafts.new(work), shot("blue"))
    await drafts.give_up(work, gone.id)
    assert drafts.left(work) == [kept]
    assert await phone.host.list_files("drafts") == [kept.shots[0].file]


async def test_a_new_draft_starts_where_the_person_stands(work: Work) -> None:
    acts.sign_in(work, FakeApp.code("A2-1-T"), "scan")
    assert drafts.new(work).place == "b/A2/c/1/f/18"


async def test_given_a_phone_that_told_where_it_was_then_the_draft_keeps_it_for_the_stamp(work: Work) -> None:
    draft = await drafts.add_shot(work, drafts.new(work), Shot(b"raw", "camera", near="31.23040, 121.47370 ±8 m"))
    (kept,) = drafts.left(work)
    assert [shot.near for shot in kept.shots] == ["31.23040, 121.47370 ±8 m"]
    assert kept == draft


async def test_the_same_picture_chosen_twice_stands_once_in_the_draft_and_in_the_fact(work: Work) -> None:
    draft = await drafts.add_shot(work, drafts.new(work), shot(source="album"))
    again = await drafts.add_shot(work, draft, shot(source="album"))
    assert again is draft
    older = draft.with_(shots=(*draft.shots, *draft.shots))  # a draft of before pictures were compared
    fact = await drafts.finish(
        work, older.with_(place="b/A1/c/1/f/12", item=DOOR), Given(state="locked"), caption(work)
    )
    assert len(fact.photos) == 1


async def test_a_draft_whose_picture_is_gone_says_so_and_can_be_left_out(phone: FakeApp, work: Work) -> None:
    draft = await drafts.add_shot(work, drafts.new(work), shot())
    chosen = draft.with_(place="b/A1/c/1/f/12", item=DOOR)
    await phone.host.delete_file("drafts", draft.shots[0].file)
    with pytest.raises(ZonewalkError, match="photo_missing"):
        await drafts.finish(work, chosen, Given(state="locked"), caption(work))
    without = drafts.drop_shot(work, chosen, draft.shots[0].file)
    assert (await drafts.finish(work, without, Given(state="locked"), caption(work))).body["photo_owed"] is True
