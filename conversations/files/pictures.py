"""Pictures, drawn anew: what comes out has pixels, and nothing else that came in.

A picture may be a script as well, tell where it was taken, or unfold into gigabytes. Reading its
first bytes finds none of that, so it is decoded, within limits, and its pixels are saved.
"""

from io import BytesIO
from threading import BoundedSemaphore
from typing import Any, NamedTuple

from PIL import Image, ImageOps, ImageSequence

from conversations.errors import BadFile, PictureTooLarge
from tenants.errors import Unavailable

# Of all frames together; each takes four bytes while it is drawn.
MAX_PIXELS = 25_000_000
QUALITY = 88
# The worst of them takes a few seconds and hundreds of megabytes, so few are drawn at once.
PATIENCE_SECONDS = 20
_turns = BoundedSemaphore(2)


class Picture(NamedTuple):
    data: bytes
    width: int
    height: int


def redrawn(data: bytes, kind: str) -> Picture:
    """The picture, if it is one of this kind (Pillow's name of it). Raises BadFile."""
    if not _turns.acquire(timeout=PATIENCE_SECONDS):
        raise Unavailable
    try:
        return _redraw(data, kind)
    except PictureTooLarge:
        raise
    # Decoders meet nonsense in more ways than they have exceptions for.
    except Exception as error:
        raise BadFile from error
    finally:
        _turns.release()


def _redraw(data: bytes, kind: str) -> Picture:
    with Image.open(BytesIO(data), formats=[kind]) as source:
        frames = getattr(source, "n_frames", 1) if kind in ("GIF", "WEBP") else 1
        if source.width * source.height * frames > MAX_PIXELS:
            raise PictureTooLarge
        output = BytesIO()
        if frames > 1:
            size = _save_moving(source, kind, output)
        else:
            size = _save_still(source, kind, output)
    return Picture(output.getvalue(), *size)


def _save_still(source: Image.Image, kind: str, output: BytesIO) -> tuple[int, int]:
    pixels = _pixels(_upright(source))
    if kind == "JPEG":
        pixels.convert("RGB").save(output, kind, quality=QUALITY)
    elif kind == "WEBP":
        pixels.save(output, kind, quality=QUALITY)
    else:
        pixels.save(output, kind)
    return pixels.size


def _upright(source: Image.Image) -> Image.Image:
    """As the camera says that it was held; what it says may be damaged too."""
    try:
        return ImageOps.exif_transpose(source)
    except Exception:
        return source


def _save_moving(source: Image.Image, kind: str, output: BytesIO) -> tuple[int, int]:
    frames, durations = [], []
    for frame in ImageSequence.Iterator(source):
        durations.append(int(frame.info.get("duration") or 100))
        frames.append(_pixels(frame))
    options: dict[str, Any] = {"disposal": 2} if kind == "GIF" else {"quality": QUALITY}
    frames[0].save(
        output,
        kind,
        save_all=True,
        append_images=frames[1:],
        duration=durations,
        loop=0,
        **options,
    )
    return frames[0].size


def _pixels(image: Image.Image) -> Image.Image:
    """A copy without what comes along: comments, EXIF, XMP, colour profiles."""
    has_holes = "transparency" in image.info or image.mode in ("RGBA", "LA", "PA")
    if image.mode == "L" and not has_holes:
        pixels = image.copy()
    else:
        pixels = image.convert("RGBA" if has_holes else "RGB")
    pixels.info = {}
    return pixels
