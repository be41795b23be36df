"""The contract of a host: every implementation that can run here passes this class. Subclass it and give the fixture `host`
and, where the host keeps its data over a restart, `again`."""

import asyncio
from collections.abc import Callable
from dataclasses import fields

import pytest

from app.hosts.base import FOLDERS, CodeRead, Host, PhotoAsk, Shot, StorageState


class HostContract:
    """Given–when–then of the seam."""

    pytestmark = pytest.mark.anyio

    async def test_a_host_says_who_it_is(self, host: Host) -> None:
        assert host.name in ("browser", "desktop", "phone", "test")
        assert host.origin.startswith(("http://", "https://"))
        assert host.data_folder
        assert host.build

    @pytest.mark.parametrize("folder", FOLDERS)
    async def test_a_file_is_there_word_for_word(self, host: Host, folder: str) -> None:
        data = bytes(range(256)) * 999
        await host.put_file(folder, "a.jpg", data)  # type: ignore[arg-type]
        assert await host.get_file(folder, "a.jpg") == data  # type: ignore[arg-type]

    async def test_a_file_is_there_after_a_restart(self, host: Host, again: Callable[[], Host]) -> None:
        await host.put_file("photos", "a.jpg", b"123")
        assert await again().get_file("photos", "a.jpg") == b"123"

    async def test_a_file_put_again_is_the_new_one(self, host: Host) -> None:
        await host.put_file("photos", "a.jpg", b"longer than the second")
        await host.put_file("photos", "a.jpg", b"second")
        assert await host.get_file("photos", "a.jpg") == b"second"

    async def test_folders_are_apart_and_lists_are_sorted(self, host: Host) -> None:
        for name in ("b.jpg", "a.jpg"):
            await host.put_file("photos", name, b"x")
        await host.put_file("drafts", "c.jpg", b"x")
        assert await host.list_files("photos") == ["a.jpg", "b.jpg"]
        assert await host.list_files("drafts") == ["c.jpg"]

    async def test_a_file_that_is_not_there_is_an_error_to_get_and_none_to_delete(self, host: Host) -> None:
        with pytest.raises(FileNotFoundError):
            await host.get_file("photos", "none.jpg")
        assert await host.delete_file("photos", "none.jpg") is False
        await host.put_file("photos", "a.jpg", b"x")
        assert await host.delete_file("photos", "a.jpg") is True
        assert await host.list_files("photos") == []

    async def test_many_files_at_once_are_all_there(self, host: Host) -> None:
        await asyncio.gather(*(host.put_file("photos", f"{n}.jpg", bytes([n]) * 50_000) for n in range(8)))
        assert [await host.get_file("photos", f"{n}.jpg") for n in range(8)] == [bytes([n]) * 50_000 for n in range(8)]

    async def test_a_secret_is_kept_over_a_restart_forgotten_when_told_and_no_file(
        self, host: Host, again: Callable[[], Host]
    ) -> None:
        assert await host.secret_get("key") is None
        await host.secret_put("key", "秘密")
        assert await again().secret_get("key") == "秘密"
        assert await host.list_files("drafts") == []
        await host.secret_put("key", None)
        assert await again().secret_get("key") is None

    async def test_a_keepsake_outlives_a_restart_and_is_forgotten_when_told(
        self, host: Host, again: Callable[[], Host]
    ) -> None:
        assert host.keepsake is None
        await host.put_keepsake("一件")
        await host.put_keepsake("另一件")
        assert again().keepsake == "另一件"
        await host.put_keepsake(None)
        assert again().keepsake is None

    async def test_storage_is_told_in_bytes(self, host: Host) -> None:
        state = await host.storage()
        assert {field.name for field in fields(StorageState)} == {"persisted", "used", "quota"}
        assert state.used >= 0
        assert state.quota >= 0
        assert isinstance(await host.ask_persistence(), bool)

    async def test_a_callback_can_be_taken_off_twice(self, host: Host) -> None:
        off = host.on("online", lambda: None)
        off()
        off()

    async def test_system_back_can_be_held_and_let_go_twice(self, host: Host) -> None:
        closed: list[str] = []
        release = host.hold_back(lambda: closed.append("sheet"))
        release()
        release()
        assert closed == []

    async def test_what_a_camera_answers_is_a_shot_or_nothing(self, host: Host, one_shot: bytes) -> None:
        shot = await host.take_photo(PhotoAsk("水表", "拍清读数"))
        assert isinstance(shot, Shot)
        assert shot.data == one_shot
        assert await host.take_photo(PhotoAsk("水表")) is None

    async def test_what_a_scanner_answers_is_a_code_or_nothing(self, host: Host, one_code: str) -> None:
        code = await host.scan_code("签到", "", "zh")
        assert isinstance(code, CodeRead)
        assert code.text == one_code
        assert await host.scan_code("签到", "", "zh") is None

    async def test_the_small_things_can_be_asked_for(self, host: Host) -> None:
        await host.vibrate(20)
        host.mark("drawn")
        await host.ready()
        assert await host.apply_update() is False
