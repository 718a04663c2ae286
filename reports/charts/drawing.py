"""The drawings. Text is 11 units high, so draw at about the width at which it is shown.

Every shape carries its light colour as an attribute, which is what a PDF or an e-mail gets;
in pages the classes of charts.css give it the colours of the theme.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from reports.charts.figures import (
    Chart,
    HeatMap,
    Series,
    Value,
    summary_of_bars,
    summary_of_lines,
    written,
)
from reports.charts.scales import Scale, every_nth, percent_floor, round_step

COLOURS = {
    "accent": "#2f57c9",
    "edge": "#858c9b",
    "good": "#17703d",
    "warn": "#8a5200",
    "bad": "#b3261e",
    "line": "#dde1e8",
    "muted": "#555c6b",
    "text": "#171a21",
}
# What a pointer is over is the place below a text, not the text.
_FONT = {"font_size": 11, "font_family": "Inter, sans-serif", "pointer_events": "none"}
LEFT, RIGHT, TOP, BOTTOM = 44, 8, 16, 22
CELL = 26


@dataclass(frozen=True)
class Plot:
    """The room between the axes."""

    width: int
    height: int
    y: Scale
    count: int

    @property
    def step(self) -> float:
        return (self.width - LEFT - RIGHT) / max(1, self.count)

    def middle(self, place: int) -> float:
        return LEFT + self.step * (place + 0.5)


def bars(chart: Chart, width: int = 620, height: int = 210) -> SafeString:
    """Counts; several series stand on each other."""
    plot = _plot(chart, width, height, high=max([*chart.totals, chart.target or 0]))
    columns = (_column(chart, plot, place) for place in range(plot.count))
    body = [*_axes(chart, plot), *columns, *_target(chart, plot), *_hints(chart, plot)]
    return _svg(f"{chart.title}. {summary_of_bars(chart)}", width, height, body)


def lines(chart: Chart, width: int = 620, height: int = 210) -> SafeString:
    """Levels; where there is nothing to measure, the line has a gap."""
    is_percent = chart.unit.strip() == "%"
    low = percent_floor(chart.values) if is_percent else 0
    high = 100 if is_percent else max([*chart.values, chart.target or 0])
    plot = _plot(chart, width, height, low=low, high=high)
    drawn = (part for one in chart.series for part in _line(one, plot))
    body = [*_axes(chart, plot), *drawn, *_target(chart, plot), *_hints(chart, plot)]
    return _svg(f"{chart.title}. {summary_of_lines(chart)}", width, height, body)


def heat_map(figure: HeatMap, width: int = 1140) -> SafeString:
    """The number stands in every cell; the colour only says it again."""
    height = TOP + CELL * len(figure.labels) + 4
    cell = (width - LEFT - RIGHT) / max(1, len(figure.columns))
    body = [
        *(_text(label, LEFT + cell * (i + 0.5), 11) for i, label in enumerate(figure.columns)),
        *(
            _text(label, LEFT - 8, TOP + CELL * (i + 0.5) + 4, anchor="end")
            for i, label in enumerate(figure.labels)
        ),
        *(
            _cell(figure, row, column, cell)
            for row in range(len(figure.labels))
            for column in range(len(figure.columns))
        ),
    ]
    most = _("The most is %(value)s.") % {"value": written(figure.highest, figure.unit)}
    return _svg(f"{figure.title}. {most}", width, height, body)


_XMLNS = "http://www.w3.org/2000/svg"


def _plot(chart: Chart, width: int, height: int, *, high: float, low: float = 0) -> Plot:
    """Round numbers at the grid lines; the top of an axis of percents is 100."""
    if not low and high != 100:
        high = round_step(high, whole=not chart.unit) * 4
    return Plot(width, height, Scale(low, high, height - BOTTOM, TOP), len(chart.labels))


def _axes(chart: Chart, plot: Plot) -> Iterator[SafeString]:
    for value in plot.y.grid:
        y = plot.y.at(value)
        ends = {"x1": LEFT, "x2": plot.width - RIGHT, "y1": y, "y2": y}
        yield _stroke("line", "line", stroke_width=1, **ends)
        yield _text(written(value, chart.unit), LEFT - 6, y + 4, anchor="end")
    nth = every_nth(chart.labels, plot.width - LEFT - RIGHT)
    for place, label in enumerate(chart.labels):
        if place % nth == 0:
            yield _text(label, plot.middle(place), plot.height - 6)


def _column(chart: Chart, plot: Plot, place: int) -> SafeString:
    parts, below = [], 0.0
    for one in chart.series:
        value = one.values[place] or 0
        if value:
            top, bottom = plot.y.at(below + value), plot.y.at(below)
            width, height = plot.step * 0.72, max(1, bottom - top - 0.5)
            box = {"x": plot.middle(place) - width / 2, "y": top, "width": width, "height": height}
            parts.append(_fill("rect", one.colour, **box, rx=2))
        below += value
    return _joined(parts)


def _line(series: Series, plot: Plot) -> Iterator[SafeString]:
    for stretch in _stretches(series.values):
        points = [(plot.middle(place), plot.y.at(value)) for place, value in stretch]
        if len(points) > 1:
            path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
            yield _stroke("polyline", series.colour, points=path, stroke_width=2)
        for x, y in points:
            yield _fill("circle", series.colour, cx=x, cy=y, r=2.5)


def _stretches(values: Sequence[Value]) -> list[list[tuple[int, float]]]:
    """The values with their places, cut where one is missing."""
    found: list[list[tuple[int, float]]] = [[]]
    for place, value in enumerate(values):
        if value is not None:
            found[-1].append((place, value))
        elif found[-1]:
            found.append([])
    return [stretch for stretch in found if stretch]


def _target(chart: Chart, plot: Plot) -> Iterator[SafeString]:
    if chart.target is None:
        return
    y = plot.y.at(chart.target)
    ends = {"x1": LEFT, "x2": plot.width - RIGHT, "y1": y, "y2": y}
    yield _stroke("line", "edge", stroke_width=1.5, stroke_dasharray="4 3", **ends)
    label = _("target %(value)s") % {"value": written(chart.target, chart.unit)}
    # Its edge parts it from a line that runs behind it.
    edge = {"class_": "halo", "fill": "none", "stroke": "#ffffff", "stroke_width": 4}
    place = {"x": plot.width - RIGHT, "y": y - 5, "text_anchor": "end"}
    yield _element("text", label, **edge, **place, **_FONT)
    yield _text(label, plot.width - RIGHT, y - 5, anchor="end")


def _hints(chart: Chart, plot: Plot) -> Iterator[SafeString]:
    """What a pointer reads: the whole height over a label is easier to hit than its bar."""
    size = {"y": TOP, "width": plot.step, "height": plot.height - TOP - BOTTOM}
    for place in range(plot.count):
        title = _element("title", chart.told(place))
        x = LEFT + plot.step * place
        yield _element("rect", title, x=x, fill="transparent", **size)


def _cell(figure: HeatMap, row: int, column: int, width: float) -> SafeString:
    value = figure.values[row][column]
    x, y = LEFT + width * column, TOP + CELL * row
    # No stronger than half, so that the number on it keeps its contrast.
    strength = 0.05 + 0.45 * (value or 0) / (figure.highest or 1)
    size = {"width": width - 2, "height": CELL - 2, "rx": 3}
    title = _element("title", figure.told(row, column))
    box = _fill("rect", "accent", title, x=x + 1, y=y + 1, fill_opacity=strength, **size)
    if not value:
        return box
    number = _text(written(value), x + width / 2, y + CELL / 2 + 4, colour="text")
    return _joined([box, number])


def _svg(label: str, width: int, height: int, body: Sequence[SafeString]) -> SafeString:
    size = {"viewBox": f"0 0 {width} {height}", "width": width, "height": height}
    said = {"role": "img", "aria_label": label}
    return _element("svg", _joined(body), class_="chart", xmlns=_XMLNS, **said, **size)


def _text(
    text: str, x: float, y: float, *, anchor: str = "middle", colour: str = "muted"
) -> SafeString:
    return _fill("text", colour, text, x=x, y=y, text_anchor=anchor, **_FONT)


def _fill(name: str, colour: str, content: str = "", /, **attributes: object) -> SafeString:
    given = {"class_": f"fill-{colour}", "fill": COLOURS[colour]}
    return _element(name, content, **given, **attributes)


def _stroke(name: str, colour: str, /, **attributes: object) -> SafeString:
    given = {"class_": f"stroke-{colour}", "stroke": COLOURS[colour], "fill": "none"}
    return _element(name, **given, **attributes)


def _element(name: str, content: str = "", /, **attributes: object) -> SafeString:
    """An element; ``class_`` and ``stroke_width`` are written class and stroke-width."""
    pairs = (f' {key.rstrip("_").replace("_", "-")}="{_value(v)}"' for key, v in attributes.items())
    # Escaped here and in _value; format_html would take four times as long, a thousand times.
    return mark_safe(f"<{name}{''.join(pairs)}>{conditional_escape(content)}</{name}>")


def _value(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return escape(value)


def _joined(parts: Sequence[SafeString]) -> SafeString:
    return mark_safe("".join(parts))  # Each is escaped already.
