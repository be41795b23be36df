"""What of the photos is backed up."""

from pathlib import Path

from sync_server.backup.contents import copy_photos
from sync_server.blobs.folder import ESTATES


def test_given_photos_of_estates_and_of_an_older_folder_then_only_whole_ones_are_copied_and_none_twice(
    tmp_path: Path,
) -> None:
    source, target = tmp_path / "photos", tmp_path / "kept"
    whole = [Path("ab/1.jpg"), Path(ESTATES, "qinglan", "cd", "2.jpg")]
    made_anew = [Path("copies/thumb/ab/1.jpg"), Path(ESTATES, "qinglan", "copies", "review", "cd", "2.jpg")]
    for path in (*whole, *made_anew):
        (source / path).parent.mkdir(parents=True, exist_ok=True)
        (source / path).write_bytes(b"picture")
    assert copy_photos(source, target) == 2
    assert {path.relative_to(target) for path in target.rglob("*.jpg")} == set(whole)
    assert copy_photos(source, target) == 0
