"""Photo review: the next photo is there at once, each verdict is a fact, and undo brings the photo back."""

from collections.abc import Callable

import pytest

from app.ui.desk.photos import DeskPhotos
from tests.patrol.scenes import DOOR, Scene, photo
from tests.ui.desk_day import Morning
from tests.ui.harness import NOW, FakeApp

pytestmark = pytest.mark.anyio


@pytest.fixture
def desk(make_app: Callable[..., FakeApp]) -> FakeApp:
    return make_app(account="u_chen", form="desk")


@pytest.fixture
def doors(desk: FakeApp) -> list[Scene]:
    """Three locked doors on three floors, found one after the other."""
    morning = Morning.empty(desk)
    made = [morning.scene(DOOR, f"b/A1/c/1/f/{floor}") for floor in (3, 4, 5)]
    for n, scene in enumerate(made):
        for _ in range(3 * n):
            scene.tell("signed_in", "lin", {})  # so that this one was found after the one before
        scene.found("locked", photo(f"door {n}"))
    morning.send(*made)
    return made


def sha(n: int) -> str:
    return photo(f"door {n}").sha256


async def show(desk: FakeApp) -> None:
    await desk.open("/desk/photos", screen=DeskPhotos)


async def test_what_waits_stands_in_the_strip_and_its_facts_beside_it(desk: FakeApp, doors: list[Scene]) -> None:
    await show(desk)
    strip = [name for name in desk.all("strip-") if "photo" not in name]
    assert strip == [f"strip-{sha(n)[:8]}" for n in range(3)]
    facts = desk.text("review-facts")
    for words in ("A1座 3层", "防火门", "上锁", "紧急", "林晓岚", "05-20 周三 08:01", sha(0)[:12]):
        assert words in facts
    assert not desk.has("review-back")


async def test_accepting_shows_the_next_at_once_and_undo_comes_back(desk: FakeApp, doors: list[Scene]) -> None:
    await show(desk)
    await desk.key("A")
    [fact] = desk.store.own_facts("u_chen", kinds=["reviewed"])
    assert fact.body == {"sha256": sha(0), "verdict": "accepted", "words": ""}
    assert "A1座 4层" in desk.text("review-facts")
    assert not desk.has(f"strip-{sha(0)[:8]}")
    await desk.snack_action()
    assert desk.has(f"strip-{sha(0)[:8]}")
    assert "A1座 3层" in desk.text("review-facts")


@pytest.mark.parametrize("other", ["rail-today", "rail-tasks", "rail-settings"])
async def test_the_word_stands_in_the_heading_over_nothing_and_goes_when_another_room_is_entered(
    desk: FakeApp, doors: list[Scene], other: str
) -> None:
    await desk.open("/desk/photos")
    await desk.key("A")
    assert desk.snack.startswith("照片已通过")
    assert not [each for each in desk.page._dialogs.controls if each.open]  # nothing floats over the room
    named = [each for each in desk.all() if not each.startswith("rail-")]
    assert named.index("snack") < named.index("keys") < named.index("state-chip")
    await desk.tap(other)
    assert desk.snack == ""


async def test_asking_for_another_needs_a_reason_and_tells_it(desk: FakeApp, doors: list[Scene]) -> None:
    await show(desk)
    await desk.key("Q")
    assert not desk.enabled("reason-send")
    await desk.tap("reason-4")  # 其他 alone says nothing
    assert not desk.enabled("reason-send")
    await desk.tap("reason-2")
    await desk.type("reason-words", "开闪光灯")
    await desk.key("A")  # typed, not decided
    assert desk.store.own_facts("u_chen", kinds=["reviewed"]) == []
    await desk.submit("reason-words")
    [fact] = desk.store.own_facts("u_chen", kinds=["reviewed"])
    assert (fact.body["verdict"], fact.body["words"]) == ("asked_again", "太暗：开闪光灯")
    assert "林晓岚" in desk.snack
    assert "A1座 4层" in desk.text("review-facts")
    matter = desk.work.store.matter("u_chen", desk.work.rules, doors[0].matter.id)
    assert matter is not None
    assert matter.reviews[sha(0)].words == "太暗：开闪光灯"


async def test_a_repair_may_be_sent_back_and_stands_beside_the_first_photo(desk: FakeApp) -> None:
    # R5.10
    morning = Morning.empty(desk)
    loose = morning.scene("building.public_window", "b/A1/c/1/f/9")
    loose.found("loose", photo("loose"))
    loose.verdict(photo("loose"), "accepted")
    loose.take_up("luo")
    loose.tell("fixed", "luo", {"task": str(loose.repair().id)}, photo("tight", role="fix"))
    morning.send(loose)
    await show(desk)
    assert desk.has("review-compare")
    assert desk.says("首张 05-20 周三 09:00")
    await desk.key("R")
    await desk.tap("reason-0")
    await desk.tap("reason-send")
    matter = desk.work.store.matter("u_chen", desk.work.rules, loose.matter.id)
    assert matter is not None
    task = next(t for t in matter.tasks if t.id == loose.repair().id)
    assert task.state == "sent_back"
    assert desk.has("review-empty")


async def test_a_finding_is_never_sent_back(desk: FakeApp, doors: list[Scene]) -> None:
    # R5.9
    await show(desk)
    await desk.key("R")
    assert not desk.has("reason-sheet")


async def test_keys_go_on_and_back_and_stop_at_the_ends(desk: FakeApp, doors: list[Scene]) -> None:
    await show(desk)
    await desk.key("K")
    assert desk.says("第 1 张，共 3 张")
    for _ in range(5):
        await desk.key("J")
    assert desk.says("第 3 张，共 3 张")
    await desk.tap("review-prev")
    assert desk.says("第 2 张，共 3 张")
    await desk.key("?", shift=True)
    assert desk.has("keys-sheet")


async def test_the_copies_of_the_next_two_photos_are_asked_for_before_they_are_shown(
    desk: FakeApp, doors: list[Scene], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, str]] = []

    async def answer(sha256: str, size: str = "review") -> bytes | None:
        asked.append((sha256, size))
        return None

    monkeypatch.setattr(desk.exchange, "photo", answer)
    await show(desk)
    assert {(sha(n), "review") for n in range(3)} <= set(asked)


async def test_a_photo_that_the_server_lacks_is_said_to_be_on_whose_phone(
    desk: FakeApp, doors: list[Scene], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def lacks(sha256: str, size: str = "review") -> bytes | None:
        return None

    monkeypatch.setattr(desk.exchange, "photo", lacks)
    await show(desk)
    assert "林晓岚" in desk.text("review-photo")
    assert "手机上" in desk.text("review-photo")
    assert desk.enabled("review-reload")


async def test_hints_are_chips(desk: FakeApp) -> None:
    morning = Morning.empty(desk)
    door = morning.scene(DOOR, "b/A1/c/1/f/3")
    door.found("locked", photo("door", source="album"), unmeasured=True, received_at=NOW.replace(hour=9))
    morning.send(door)
    await show(desk)
    assert desk.text("review-hints") == "相册照片 时间未核对"
    assert "晚 8 小时" in desk.text("review-facts")


async def test_when_nothing_waits_it_says_what_will_come(desk: FakeApp) -> None:
    await show(desk)
    assert desk.says("没有照片待审核")
    await desk.key("A")
    assert desk.store.own_facts("u_chen", kinds=["reviewed"]) == []


async def test_who_carried_out_the_repair_reads_why_he_may_not_accept_its_photo(desk: FakeApp) -> None:
    # R1.7
    morning = Morning.empty(desk)
    loose = morning.scene("building.public_window", "b/A1/c/1/f/9")
    loose.found("loose", photo("loose"))
    loose.verdict(photo("loose"), "accepted")
    loose.take_up("chen")
    loose.tell("fixed", "chen", {"task": str(loose.repair().id)}, photo("tight", role="fix"))
    morning.send(loose)
    await show(desk)
    assert not desk.has("review-accept")
    assert "另一位主管或经理" in desk.text("review-not-by-me")
    await desk.key("A")
    assert desk.store.own_facts("u_chen", kinds=["reviewed"]) == []
    await desk.key("R")
    assert desk.has("reason-sheet")


async def test_arrows_go_from_photo_to_photo(desk: FakeApp, doors: list[Scene]) -> None:
    await show(desk)
    for key in ("Arrow Right", "Arrow Down"):
        await desk.key(key)
    assert desk.says("第 3 张，共 3 张")
    for key in ("Arrow Left", "Arrow Up"):
        await desk.key(key)
    assert desk.says("第 1 张，共 3 张")


@pytest.mark.parametrize("keys", [["3"], ["Numpad 3"], ["Arrow Right", "Arrow Down", "Arrow Right"], ["Arrow Up"] * 3])
async def test_a_reason_is_chosen_by_digit_or_arrows_and_sent_with_enter(
    desk: FakeApp, doors: list[Scene], keys: list[str]
) -> None:
    await show(desk)
    await desk.key("Q")
    await desk.key("Enter")  # there is nothing to send yet
    assert desk.has("reason-sheet")
    for key in keys:
        await desk.key(key)
    await desk.key("Enter")
    [fact] = desk.store.own_facts("u_chen", kinds=["reviewed"])
    assert (fact.body["verdict"], fact.body["words"]) == ("asked_again", "太暗")
    assert not desk.has("reason-sheet")


async def test_a_digit_that_is_typed_chooses_nothing_and_enter_in_the_field_sends_once(
    desk: FakeApp, doors: list[Scene]
) -> None:
    await show(desk)
    await desk.key("Q")
    await desk.key("1")
    await desk.focus("reason-words")
    await desk.type("reason-words", "2 楼")
    await desk.key("2")
    await desk.key("Enter")  # the page hears it, too
    assert desk.store.own_facts("u_chen", kinds=["reviewed"]) == []
    await desk.submit("reason-words")
    [fact] = desk.store.own_facts("u_chen", kinds=["reviewed"])
    assert fact.body["words"] == "看不清：2 楼"


async def test_enter_on_a_button_of_the_sheet_does_not_send_what_was_chosen_by_touch(
    desk: FakeApp, doors: list[Scene]
) -> None:
    await show(desk)
    await desk.key("Q")
    await desk.tap("reason-2")
    await desk.key("Enter")
    assert desk.store.own_facts("u_chen", kinds=["reviewed"]) == []
    assert desk.has("reason-sheet")
