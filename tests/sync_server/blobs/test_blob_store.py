"""The contract of the photo store's seam: every implementation in `MAKERS` passes all of it."""

import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sync_server.blobs.folder import FolderStore
from sync_server.blobs.store import BlobStore, OffsetWrong

MAKERS: dict[str, Callable[[Path], BlobStore]] = {"folder": FolderStore}
PHOTO = bytes(range(256)) * 40
SHA = hashlib.sha256(PHOTO).hexdigest()


@pytest.fixture(params=MAKERS)
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], BlobStore]:
    """Opens the same store anew at each call, as a process that starts again would."""
    return lambda: MAKERS[request.param](tmp_path / "photos")


def arrived(store: BlobStore) -> None:
    store.put(SHA, 0, PHOTO)
    store.finish(SHA)


class TestContract:
    def test_a_photo_sent_in_pieces_is_read_back_whole(self, make):
        store = make()
        assert store.put(SHA, 0, PHOTO[:5000]) == 5000
        assert store.put(SHA, 5000, PHOTO[5000:]) == len(PHOTO)
        assert store.digest(SHA) == SHA
        store.finish(SHA)
        assert store.size(SHA) == len(PHOTO)
        with store.open(SHA) as file:
            assert file.read() == PHOTO

    def test_a_photo_is_not_seen_under_its_name_before_it_is_whole(self, make):
        store = make()
        store.put(SHA, 0, PHOTO[:5000])
        assert store.size(SHA) is None
        with pytest.raises(FileNotFoundError):
            store.open(SHA)

    def test_what_arrived_is_still_there_after_a_restart(self, make):
        make().put(SHA, 0, PHOTO[:5000])
        assert make().received(SHA) == 5000

    @pytest.mark.parametrize("offset", [0, 4999, 5001])
    def test_a_piece_that_begins_elsewhere_is_refused_with_the_right_place_and_changes_nothing(self, make, offset):
        store = make()
        store.put(SHA, 0, PHOTO[:5000])
        with pytest.raises(OffsetWrong) as refused:
            store.put(SHA, offset, b"xyz")
        assert refused.value.received == 5000
        assert store.received(SHA) == 5000
        assert store.digest(SHA) == hashlib.sha256(PHOTO[:5000]).hexdigest()

    def test_of_two_writers_with_the_same_piece_one_is_taken(self, make):
        store = make()

        def send(_: int) -> bool:
            try:
                store.put(SHA, 0, PHOTO)
            except OffsetWrong:
                return False
            return True

        with ThreadPoolExecutor(8) as pool:
            assert sum(pool.map(send, range(8))) == 1
        assert store.digest(SHA) == SHA

    def test_given_two_senders_of_one_photo_then_neither_disturbs_the_other(self, make):
        store = make()
        store.put(SHA, 0, PHOTO[:5000], "one")
        store.put(SHA, 0, b"something else", "other")
        assert (store.received(SHA, "one"), store.received(SHA, "other"), store.received(SHA)) == (5000, 14, 0)
        store.drop(SHA, "other")
        store.put(SHA, 5000, PHOTO[5000:], "one")
        assert store.digest(SHA, "one") == SHA
        store.finish(SHA, "one")
        assert store.size(SHA) == len(PHOTO)

    def test_finishing_twice_is_harmless(self, make):
        store = make()
        arrived(store)
        store.finish(SHA)
        assert store.size(SHA) == len(PHOTO)

    def test_finishing_what_never_arrived_is_an_error(self, make):
        with pytest.raises(FileNotFoundError):
            make().finish(SHA)

    def test_a_dropped_partial_begins_anew(self, make):
        store = make()
        store.put(SHA, 0, PHOTO[:5000])
        store.drop(SHA)
        assert store.received(SHA) == 0
        assert store.put(SHA, 0, PHOTO[:10]) == 10

    def test_a_deleted_photo_is_gone_with_its_copies(self, make):
        store = make()
        arrived(store)
        store.put_copy(SHA, "thumb", b"small")
        store.delete(SHA)
        assert store.size(SHA) is None
        assert store.copy(SHA, "thumb") is None

    def test_copies_are_kept_by_size(self, make):
        store = make()
        assert store.copy(SHA, "review") is None
        store.put_copy(SHA, "review", b"larger")
        store.put_copy(SHA, "thumb", b"small")
        assert (store.copy(SHA, "review"), store.copy(SHA, "thumb")) == (b"larger", b"small")

    @pytest.mark.parametrize("name", ["../../etc/passwd", SHA.upper(), SHA[:-1], SHA + "/", ""])
    def test_a_name_that_is_no_digest_never_becomes_a_path(self, make, name):
        store = make()
        for ask in (store.received, store.size, store.open, store.delete):
            with pytest.raises(ValueError, match="64 hex digits"):
                ask(name)


def test_a_disk_that_fails_in_the_middle_leaves_no_bytes_that_were_not_promised(tmp_path, monkeypatch):
    store = FolderStore(tmp_path)
    store.put(SHA, 0, PHOTO[:100])

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        store.put(SHA, 100, PHOTO[100:])
    assert store.received(SHA) == 100
