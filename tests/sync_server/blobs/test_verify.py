"""What the server takes for a photo, and what it says of the rest (reliability: bad input)."""

from io import BytesIO

import pytest
from PIL import Image

from app.domain.errors import ZonewalkError
from app.domain.limits import REVIEW_COPY_BYTES
from sync_server.blobs.copies import THUMB_SIDE, copy_of, review_copy
from sync_server.blobs.folder import FolderStore
from sync_server.blobs.verify import NEAR, check_header, distance, fingerprint, verify
from tests.sync_server.blobs.pictures import jpeg, scene, sha


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


@pytest.mark.parametrize("side", [6_400, 20_000, 60_000])
def test_more_than_40_megapixels_are_refused_by_the_header_alone(side):
    # The header says so; nothing was ever drawn or unpacked.
    data = bytearray(jpeg(Image.new("RGB", (64, 64))))
    frame = data.index(b"\xff\xc0")
    data[frame + 5 : frame + 9] = side.to_bytes(2, "big") * 2
    with pytest.raises(ZonewalkError) as refused:
        check_header(bytes(data))
    assert refused.value.code == "photo_too_large"


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
