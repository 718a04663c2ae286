"""What is taken, and that nothing but pixels is left of a picture."""

from io import BytesIO
from threading import BoundedSemaphore

import pytest
from PIL import Image

from conversations.errors import BadFile, PictureTooLarge
from conversations.files import pictures
from conversations.files.contents import checked_content
from conversations.files.names import MAX_NAME, clean_name
from tenants.errors import Unavailable
from tests.conversations.files import samples


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_pictures_are_drawn_anew(kind: str):
    name = f"photo.{kind}"
    content = checked_content(name, samples.picture(kind))

    assert (content.name, content.type) == (f"photo.{kind.lower()}", f"image/{kind.lower()}")
    assert (content.width, content.height) == (8, 6)
    with Image.open(BytesIO(content.data)) as image:
        assert (image.format, image.size) == (kind, (8, 6))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_every_mode_of_png_can_be_sent(mode: str):
    output = BytesIO()
    Image.new(mode, (4, 4)).save(output, "PNG")

    assert checked_content("a.png", output.getvalue()).width == 4


def test_a_script_behind_a_picture_does_not_come_along():
    uploaded = samples.gif_with_script()
    content = checked_content("funny.gif", uploaded)

    assert samples.SCRIPT in uploaded
    assert b"script" not in content.data


def test_a_photo_says_no_more_where_it_was_taken_and_stands_upright():
    uploaded = samples.jpeg_with_place()
    content = checked_content("IMG_1.JPG", uploaded)

    assert b"Camera of Eve" in uploaded
    assert (content.width, content.height) == (20, 40)
    with Image.open(BytesIO(content.data)) as image:
        assert not image.getexif()
        assert not {"exif", "comment", "icc_profile", "xmp"} & image.info.keys()
    assert b"Camera" not in content.data


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_colour_profiles_and_texts_stay_behind(kind: str):
    uploaded = samples.picture(kind, icc_profile=b"profile of Eve", exif=b"Exif\0\0of Eve")
    content = checked_content(f"a.{kind}", uploaded)

    assert b"of Eve" in uploaded
    assert b"of Eve" not in content.data


def test_what_moves_goes_on_moving():
    content = checked_content("a.gif", samples.moving_gif())

    with Image.open(BytesIO(content.data)) as image:
        assert getattr(image, "n_frames", 1) == 3
        assert image.info["duration"] == 50


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.gif", samples.fake_gif()),
        ("a.svg", samples.svg()),
        ("a.png", samples.svg()),
        ("a.docx", samples.zip_as_docx()),
        ("a.pdf", samples.zip_as_docx()),
        ("a.png", samples.picture("JPEG")),
        ("a.jpg", samples.picture("PNG")),
        ("a.png", samples.picture("PNG", (64, 64))[:-30]),
        ("a.txt", b"nul \0 byte"),
        ("a.txt", "žluťoučký".encode("cp1250")),
        ("a.txt", b""),
        ("a.html", b"<p>hello"),
        ("a.pdf.exe", samples.PDF),
        ("pdf", samples.PDF),
        ("", samples.PDF),
    ],
)
def test_what_pretends_is_refused(name: str, data: bytes):
    with pytest.raises(BadFile):
        checked_content(name, data)


@pytest.mark.parametrize("side", [6_000, 50_000])
def test_a_picture_that_would_unfold_is_not_unfolded(side: int):
    data = samples.huge_png(side, side)

    assert len(data) < 200
    with pytest.raises(BadFile):
        checked_content("a.png", data)


def test_pictures_wait_for_their_turn_and_not_for_ever(monkeypatch):
    monkeypatch.setattr(pictures, "_turns", BoundedSemaphore(1))
    monkeypatch.setattr(pictures, "PATIENCE_SECONDS", 0.01)
    with pictures._turns, pytest.raises(Unavailable):
        checked_content("a.gif", samples.moving_gif())

    assert checked_content("a.gif", samples.moving_gif()).width == 9


def test_frames_count_as_pixels(monkeypatch):
    monkeypatch.setattr(pictures, "MAX_PIXELS", 9 * 9 * 3 - 1)

    with pytest.raises(PictureTooLarge):
        checked_content("a.gif", samples.moving_gif())


def test_documents_and_texts_stay_as_they_are():
    assert checked_content("Faktúra.PDF", samples.PDF).data == samples.PDF
    text = "Žltý kôň\n".encode()
    assert checked_content("poznámka.txt", text) == ("poznámka.txt", "text/plain", text, None, None)


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\eve\\photo.PNG", "photo.png"),
        ("invoice\u202egpj.exe\u202c.pdf", "invoicegpj.exe.pdf"),
        ("a\0b\r\nSet-Cookie: x\u200b.txt", "abSet-Cookie_ x.txt"),
        ("..png", "file.png"),
        ("  two   words\u00a0.pdf", "two words.pdf"),
        ("cafe\u0301.jpg", "café.jpg"),
        ('<b>"x"</b>.gif', "b_.gif"),
    ],
)
def test_names_lead_nowhere_and_hide_nothing(name: str, clean: str):
    assert clean_name(name) == clean


def test_long_names_keep_their_ending():
    name = clean_name("x" * 300 + ".jpeg")

    assert len(name) == MAX_NAME
    assert name.endswith("x.jpeg")
