"""Accessible brand colours from any hex: walk the OKLCH lightness until the contrast is enough.

OKLab matrices: Björn Ottosson, "A perceptual color space for image processing" (2020).
Contrast: WCAG 2.2, relative luminance.
"""

from math import atan2, cos, hypot, sin

WHITE, INK = "#FFFFFF", "#171A21"
LIGHT_SURFACE, DARK_SURFACE = "#FFFFFF", "#171A20"
TEXT_CONTRAST, EDGE_CONTRAST = 4.5, 3.0
STEP = 0.01

Rgb = tuple[float, float, float]  # linear light, 0 to 1
Oklch = tuple[float, float, float]  # lightness 0 to 1, chroma, hue in radians


def derive_colours(colour: str) -> dict[str, str]:
    """Fill and ink (at least 4.5:1), edges (3:1) and texts (4.5:1) on light and dark."""
    fill, ink = _fill_and_ink(colour)
    return {
        "fill": fill,
        "ink": ink,
        "edge_light": _walk(colour, LIGHT_SURFACE, EDGE_CONTRAST, -STEP),
        "edge_dark": _walk(colour, DARK_SURFACE, EDGE_CONTRAST, STEP),
        "text_light": _walk(colour, LIGHT_SURFACE, TEXT_CONTRAST, -STEP),
        "text_dark": _walk(colour, DARK_SURFACE, TEXT_CONTRAST, STEP),
    }


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _fill_and_ink(colour: str) -> tuple[str, str]:
    ink = max((WHITE, INK), key=lambda candidate: contrast(candidate, colour))
    if contrast(ink, colour) >= TEXT_CONTRAST:
        return colour.upper(), ink
    return _walk(colour, WHITE, TEXT_CONTRAST, -STEP), WHITE


def _walk(colour: str, against: str, needed: float, step: float) -> str:
    lightness, chroma, hue = _to_oklch(_to_linear(colour))
    walked = _to_hex((lightness, chroma, hue))
    while contrast(walked, against) < needed and 0 < lightness < 1:
        lightness += step
        walked = _to_hex((lightness, chroma, hue))
    return walked


def _luminance(colour: str) -> float:
    red, green, blue = _to_linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _to_linear(colour: str) -> Rgb:
    red, green, blue = (_linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return red, green, blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _gamma(channel: float) -> float:
    return 12.92 * channel if channel <= 0.0031308 else 1.055 * channel ** (1 / 2.4) - 0.055


def _to_oklch(colour: Rgb) -> Oklch:
    red, green, blue = colour
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    lightness = 0.2104542553 * long + 0.793617785 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.428592205 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.808675766 * short
    return lightness, hypot(a, b), atan2(b, a)


def _from_oklch(colour: Oklch) -> Rgb:
    lightness, chroma, hue = colour
    a, b = chroma * cos(hue), chroma * sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short,
    )


def _to_hex(colour: Oklch) -> str:
    """Reduce chroma until the colour is one a screen can show."""
    lightness, chroma, hue = colour
    while chroma > 0 and not all(
        -1e-4 <= c <= 1.0001 for c in _from_oklch((lightness, chroma, hue))
    ):
        chroma -= 0.004
    channels = _from_oklch((lightness, max(chroma, 0), hue))
    return "#" + "".join(f"{round(255 * _gamma(min(1, max(0, c)))):02X}" for c in channels)
