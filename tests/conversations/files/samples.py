"""Files to upload, made by hand: good ones, and those that pretend."""

import struct
import zlib
from io import BytesIO

from PIL import ExifTags, Image

SCRIPT = b"<script>alert(1)</script>"
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def picture(kind: str, size: tuple[int, int] = (8, 6), **options: object) -> bytes:
    output = BytesIO()
    Image.new("RGB", size, (200, 80, 20)).save(output, kind, **options)
    return output.getvalue()


def moving_gif() -> bytes:
    output = BytesIO()
    frames = [Image.new("RGB", (9, 9), (shade, 0, 0)) for shade in (0, 120, 240)]
    frames[0].save(output, "GIF", save_all=True, append_images=frames[1:], duration=[50, 60, 70])
    return output.getvalue()


def gif_with_script() -> bytes:
    """A GIF to a sniffer, and JavaScript to a page that asks for it as a script."""
    output = BytesIO()
    Image.new("L", (9, 9)).save(output, "GIF", comment=b"*/=1;" + SCRIPT)
    return output.getvalue() + SCRIPT


def fake_gif() -> bytes:
    return b"GIF89a/*" + b"\0" * 20 + b"*/=1;" + SCRIPT


def jpeg_with_place() -> bytes:
    """Lying on its side, with where it was taken."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.Make] = "Camera of Eve"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (48.0, 8.0, 0.0)
    return picture("JPEG", (40, 20), exif=exif, comment=SCRIPT)


def huge_png(width: int, height: int) -> bytes:
    """A few bytes that say they are billions of pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack("!L", len(data)) + name + data + struct.pack("!L", zlib.crc32(name + data))
        )

    header = struct.pack("!LLBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 1000)
    start = b"\x89PNG\r\n\x1a\n"
    return start + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def zip_as_docx() -> bytes:
    return b"PK\x03\x04" + b"\0" * 60


def svg() -> bytes:
    return b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
