"""What was begun and is not saved: it stays a draft with everything, says so, and is never covered by 其余正常."""

from collections.abc import Callable

import pytest

from app.hosts import Shot
from app.patrol import acts, drafts
from tests.imaging.pictures import a_picture
from tests.ui.desk_day import Morning
from tests.ui.harness import FakeApp, shot

pytestmark = pytest.mark.anyio

TOWER = "/patrol/stop/b~A2~c~1"
DOOR, LAMP, SIGN = "building.fire_door", "building.stair_light", "building.sign_in_point"
MakeApp = Callable[..., FakeApp]


def covered(app: FakeApp) -> list[str]:
    """What the latest confirmation covers."""
    return list(app.work.store.own_facts("u_lin", kinds=("confirmed",))[-1].body["covers"])


async def begun_door(app: FakeApp) -> None:
    """A photo, a state and words for the fire door; then ✕."""
    app.host.shots.append(shot())
    await app.open(TOWER)
    await app.tap(f"item-{DOOR}")
    await app.tap("sheet-shoot")
    await app.tap("sheet-state-damaged")
    await app.type("sheet-words", "闭门器掉了")
    await app.tap("sheet-close")


async def test_given_a_begun_finding_when_its_sheet_is_closed_then_all_of_it_is_kept_and_its_row_says_so(
    app: FakeApp,
) -> None:
    await begun_door(app)
    assert not app.has("item-sheet")
    assert "未填完" in app.text(f"item-{DOOR}")
    await app.tap(f"item-{DOOR}")
    assert app.find("sheet-words").value == "闭门器掉了"
    assert app.has("shot-1")
    await app.tap("sheet-spot-b~A2~c~1~f~12")
    await app.tap("sheet-save")
    (found,) = app.work.store.own_facts("u_lin", kinds=("found",))
    assert (found.body["state"], found.body["words"], len(found.photos)) == ("damaged", "闭门器掉了", 1)
    assert "未填完" not in app.text(f"item-{DOOR}")


async def test_given_a_begun_finding_when_the_rest_is_confirmed_then_it_is_left_out_and_said(app: FakeApp) -> None:
    # R7.11
    await app.open(TOWER)
    await app.tap("confirm")
    everything = covered(app)
    await app.snack_action()
    await begun_door(app)
    await app.tap(f"item-{LAMP}")
    await app.tap("sheet-state-defect")
    await app.back()
    assert "未填完 2 项" in app.text("begun")
    assert f"其余正常（{len(everything) - 2} 项）" in app.text("confirm")
    await app.tap("confirm")
    assert set(everything) - set(covered(app)) == {DOOR, LAMP}
    assert "未填完" in app.text(f"item-{DOOR}")
    assert "未填完 2 项" in app.snack


async def test_given_a_begun_item_when_the_stop_was_confirmed_then_what_was_left_out_can_be_confirmed_after(
    app: FakeApp,
) -> None:
    await begun_door(app)
    await app.tap("confirm")
    assert DOOR not in covered(app)
    assert not app.has("confirm-rest")  # it is still being filled in
    await app.tap(f"item-{DOOR}")
    await app.tap("sheet-drop")
    await app.tap("sheet-drop")  # asked once more
    assert app.work.store.drafts("u_lin") == []
    assert "未填完" not in app.text(f"item-{DOOR}")
    await app.tap("confirm-rest")
    assert DOOR in covered(app)


async def test_given_a_photo_of_an_item_in_发现_then_it_is_begun_at_its_stop_too(app: FakeApp) -> None:
    draft = await drafts.add_shot(app.work, drafts.new(app.work), shot())
    drafts.remember(app.work, draft.with_(place="b/A2/c/1/f/12", item=DOOR))
    await app.open(TOWER)
    assert "未填完" in app.text(f"item-{DOOR}")
    await app.tap("confirm")
    assert DOOR not in covered(app)
    await app.tap(f"item-{DOOR}")
    assert app.route.startswith(f"/found?draft={draft.id}")


async def test_a_confirmation_covers_nothing_that_was_begun_whoever_asks_for_it(app: FakeApp) -> None:
    # R7.11
    await begun_door(app)
    stop = app.work.estate.stop("b/A2/c/1")
    assert stop is not None
    assert acts.confirm(app.work, stop, [DOOR, LAMP]).body["covers"] == [LAMP]


async def test_given_a_chosen_state_when_the_page_is_reloaded_then_it_is_still_chosen(
    app: FakeApp, make_app: MakeApp
) -> None:
    await app.open(TOWER)
    await app.tap(f"item-{LAMP}")
    await app.tap("sheet-state-defect")
    await app.tap("sheet-tag-dark")
    app.close()  # no handler runs when a page is reloaded
    again = make_app()
    await again.open(TOWER)
    assert again.has("item-sheet")
    (draft,) = again.store.drafts("u_lin")
    assert (draft.data["answer"]["state"], draft.data["answer"]["tags"]) == ("defect", ["dark"])


async def test_given_a_sheet_that_was_closed_when_the_stop_is_opened_again_then_it_stays_closed(app: FakeApp) -> None:
    await begun_door(app)
    await app.open("/today")
    await app.open(TOWER)
    assert not app.has("item-sheet")
    await app.open("/today")
    await app.tap("drafts")
    assert app.has("item-sheet")  # 继续 leads to the very thing


async def test_given_a_camera_that_was_left_when_nothing_else_was_entered_then_no_draft_is_left(app: FakeApp) -> None:
    app.host.shots.append(None)
    await app.open(TOWER)
    await app.tap(f"item-{LAMP}")
    await app.tap("sheet-shoot")
    assert app.work.store.drafts("u_lin") == []
    await app.tap("sheet-close")
    assert app.work.store.drafts("u_lin") == []


async def test_given_a_begun_question_when_its_good_answer_is_tapped_then_the_sheet_opens_instead(app: FakeApp) -> None:
    site = "/patrol/stop/site~R1"
    await app.open(site)
    await app.tap("visit-inspected")
    await app.tap("bad-renovation.straying")
    await app.tap(next(each for each in app.all("sheet-state-") if not each.endswith("-yes")))
    await app.tap("sheet-close")
    before = len(app.work.store.own_facts("u_lin"))
    await app.tap("ok-renovation.straying")
    assert app.has("item-sheet")
    assert len(app.work.store.own_facts("u_lin")) == before


async def test_the_bands_of_a_wall_are_begun_each_for_itself(app: FakeApp) -> None:
    await app.open("/patrol/stop/b~A1")
    first, second = app.all("bad-")[:2]
    await app.tap(first)
    await app.tap(app.all("sheet-state-")[1])
    await app.tap("sheet-close")
    await app.tap(second)
    await app.tap(app.all("sheet-state-")[1])
    await app.tap("sheet-close")
    places = {draft.data["place"] for draft in app.work.store.drafts("u_lin")}
    assert {first.rpartition("-")[2], second.rpartition("-")[2]} == {place.replace("/", "~") for place in places}


async def test_words_in_the_sheet_of_a_repair_are_kept_when_it_is_closed(make_app: MakeApp) -> None:
    app = make_app(account="u_luo")
    morning = Morning(app, to="u_luo")
    await app.open(f"/tasks/task/{morning.old.matter.id}/{morning.old.repair().id}")
    await app.tap("do-accept")
    await app.tap("do-fix")
    await app.type("fix-words", "换了铰链")
    await app.tap("fix-close")
    await app.tap("do-fix")
    assert app.find("fix-words").value == "换了铰链"


async def test_words_in_the_sheet_of_a_second_look_are_kept_when_it_is_closed(app: FakeApp) -> None:
    morning = Morning(app, to="u_lin")
    app.host.shots.append(None)
    await app.open(f"/tasks/task/{morning.lamp.matter.id}/{morning.lamp.repair().id}")
    await app.tap("do-reinspect")
    await app.type("look-words", "还是暗")
    await app.tap("look-close")
    app.host.shots.append(None)
    await app.tap("do-reinspect")
    assert app.find("look-words").value == "还是暗"


async def test_a_repair_whose_camera_was_left_has_no_draft(make_app: MakeApp) -> None:
    app = make_app(account="u_luo")
    morning = Morning(app, to="u_luo")
    app.host.shots.append(None)
    await app.open(f"/tasks/task/{morning.old.matter.id}/{morning.old.repair().id}")
    await app.tap("do-accept")
    await app.tap("do-fix")
    await app.tap("fix-shoot")
    await app.tap("fix-close")
    assert app.store.drafts("u_luo") == []


async def test_the_stamp_says_the_place_that_was_chosen_before_the_save(app: FakeApp) -> None:
    app.host.shots.append(Shot(a_picture(800, 600), "camera"))
    await app.open(TOWER)
    await app.tap(f"item-{DOOR}")
    await app.tap("sheet-shoot")  # photo first, floor afterwards
    await app.tap("sheet-spot-b~A2~c~1~f~12")
    await app.tap("sheet-state-damaged")
    await app.tap("sheet-save")
    assert app.images.stamps[-1][0].endswith("A2座 12层")
    assert len(app.images.stamps) == 1
