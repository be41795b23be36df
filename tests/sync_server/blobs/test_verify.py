"""What the server takes for a photo, and what it says of the rest (reliability: bad input)."""

from io import BytesIO

import pytest
from PIL import Image

from app.domain.errors import ZonewalkError
from app.domain.limits import PHOTO_LONG_SIDE, PHOTO_SCANS, PHOTO_SERVER_SIDE, REVIEW_COPY_BYTES
from sync_server.blobs.copies import THUMB_SIDE, copy_of, review_copy
from sync_server.blobs.folder import FolderStore
from sync_server.blobs.jpeg import read as jpeg_parts
from sync_server.blobs.verify import NEAR, distance, fingerprint, verify
from tests.sync_server.blobs.pictures import (
    GPS,
    LONG,
    ORIENTATION,
    SHORT,
    damaged_exif,
    jpeg,
    many_scans,
    plain,
    scene,
    sha,
    with_exif,
    with_segment,
)


def refusal(data: bytes, name: str | None = None) -> str:
    with pytest.raises(ZonewalkError) as refused:
        verify(data, name or sha(data))
    return refused.value.code


def test_a_real_photo_is_seen_with_its_pixels_and_a_256_bit_fingerprint():
    data = jpeg(scene())
    seen = verify(data, sha(data))
    assert (seen.width, seen.height, len(seen.fingerprint)) == (640, 480, 32)


def test_a_photo_whose_bytes_are_not_those_of_its_name_is_refused():
    data = jpeg(scene())
    assert refusal(data, sha(b"another")) == "photo_digest_wrong"


@pytest.mark.parametrize("format_", ["PNG", "GIF", "WEBP", "BMP"])
def test_another_picture_format_under_a_photos_name_is_no_photo(format_):
    out = BytesIO()
    scene().save(out, format_)
    assert refusal(out.getvalue()) == "not_a_photo"


@pytest.mark.parametrize("data", [b"", b"hello", b"\xff\xd8\xff\xe0", b"<html>no</html>", b"%PDF-1.7"])
def test_what_is_no_picture_is_no_photo(data):
    assert refusal(data) == "not_a_photo"


@pytest.mark.parametrize("part", [0.3, 0.6, 0.95])
def test_a_photo_that_is_cut_off_is_refused(part):
    whole = jpeg(scene())
    assert refusal(whole[: int(len(whole) * part)]) == "photo_truncated"


@pytest.mark.parametrize("side", [PHOTO_SERVER_SIDE + 1, 6_400, 60_000])
def test_a_photo_larger_than_phones_send_is_refused_by_its_frame_alone(side):
    # The frame says so; nothing was ever drawn or unpacked.
    data = bytearray(jpeg(Image.new("RGB", (64, 64))))
    frame = data.index(b"\xff\xc0")
    data[frame + 5 : frame + 9] = side.to_bytes(2, "big") + (64).to_bytes(2, "big")
    assert refusal(bytes(data)) == "photo_too_large"


def test_what_phones_send_is_well_within_the_server_s_limits():
    assert PHOTO_LONG_SIDE < PHOTO_SERVER_SIDE
    data = plain((PHOTO_LONG_SIDE, PHOTO_LONG_SIDE))
    assert verify(data, sha(data)).width == PHOTO_LONG_SIDE


def test_a_photo_of_800_scans_is_refused_before_it_is_unpacked():
    assert refusal(many_scans(800)) == "photo_too_large"
    data = many_scans(PHOTO_SCANS // 2)
    assert verify(data, sha(data)).width == 640


@pytest.mark.parametrize("data", damaged_exif().values(), ids=damaged_exif())
def test_a_photo_with_damaged_exif_is_refused_as_no_photo(data):
    assert refusal(data) == "not_a_photo"


def test_one_picture_may_have_many_segments_and_not_any_number():
    data = plain()
    for _ in range(1_100):
        data = with_segment(data, 0xFE, b"words")
    assert refusal(data) == "not_a_photo"


def test_a_photo_without_anything_beside_the_picture_goes_out_bit_for_bit():
    data = plain()
    assert jpeg_parts(data).bare() == data


def test_what_stands_beside_the_picture_is_left_out_and_its_pixels_and_orientation_stay():
    data = with_exif(plain(), (ORIENTATION, SHORT, 1, b"\x06\0"), (GPS, LONG, 1, b"\x08\0\0\0"))
    for code, body in ((0xE1, b"http://ns.adobe.com/xap/1.0/\0<secret/>"), (0xED, b"secret"), (0xFE, b"secret")):
        data = with_segment(data, code, body)
    data += b"secret behind the end"
    bare = jpeg_parts(data).bare()
    assert b"secret" not in bare
    with Image.open(BytesIO(data)) as before, Image.open(BytesIO(bare)) as after:
        assert before.tobytes() == after.tobytes()
        assert dict(after.getexif()) == {0x0112: 6}


@pytest.mark.parametrize("orientation", range(1, 9))
def test_orientation_1_to_8_is_applied(orientation):
    data = jpeg(scene(size=(400, 300)), orientation=orientation)
    seen = verify(data, sha(data))
    assert (seen.width, seen.height) == ((400, 300) if orientation < 5 else (300, 400))


def test_the_same_scene_saved_worse_and_smaller_is_near_and_another_scene_is_not():
    first = fingerprint(scene(1))
    again = Image.open(BytesIO(jpeg(scene(1).resize((320, 240)), quality=40)))
    assert distance(first, fingerprint(again)) <= NEAR
    assert distance(first, fingerprint(scene(2))) > NEAR


def test_the_review_copy_keeps_its_promised_size_even_for_noise():
    noise = Image.effect_noise((1600, 1200), 90).convert("RGB")
    data = jpeg(noise, quality=95)
    assert len(data) > 10 * REVIEW_COPY_BYTES
    assert len(review_copy(data)) <= REVIEW_COPY_BYTES


def test_a_copy_is_upright_small_made_once_and_without_exif(tmp_path):
    data = jpeg(scene(size=(1600, 1200)), orientation=6)
    store = FolderStore(tmp_path)
    store.put(sha(data), 0, data)
    store.finish(sha(data))
    made = copy_of(store, sha(data), "thumb")
    with Image.open(BytesIO(made)) as image:
        assert image.size == (THUMB_SIDE * 3 // 4, THUMB_SIDE)
        assert not image.getexif()
    store.put_copy(sha(data), "thumb", b"kept")
    assert copy_of(store, sha(data), "thumb") == b"kept"
