"""A chart in a page: its caption, its drawing at the width it is shown, its numbers as a table."""

from collections.abc import Callable
from typing import Any

from django import template
from django.utils.safestring import SafeString

from reports.charts import Chart, HeatMap, bars, heat_map, lines

register = template.Library()

# Text in a drawing must stay readable, so the page gets one for each of these widths, and
# charts.css shows the one that fits.
WIDTHS = {"small": 350, "medium": 620, "large": 1140}
PART = "reports/parts/chart.html"


@register.inclusion_tag(PART)
def bar_chart(chart: Chart, *, upto: str = "medium") -> dict[str, Any]:
    return _figure(chart, bars, upto)


@register.inclusion_tag(PART)
def line_chart(chart: Chart, *, upto: str = "medium") -> dict[str, Any]:
    return _figure(chart, lines, upto)


@register.inclusion_tag(PART)
def heat_chart(figure: HeatMap, *, upto: str = "large") -> dict[str, Any]:
    """On a narrow page its columns become rows."""
    drawings = [
        (size, heat_map(figure.turned if size == "small" else figure, WIDTHS[size]))
        for size in _sizes(upto)
    ]
    return {"chart": figure, "upto": upto, "drawings": drawings}


def _figure(chart: Chart, draw: Callable[..., SafeString], upto: str) -> dict[str, Any]:
    drawings = [(size, draw(chart, WIDTHS[size])) for size in _sizes(upto)]
    keys = chart.series if len(chart.series) > 1 and not chart.is_empty else []
    return {"chart": chart, "upto": upto, "drawings": drawings, "keys": keys}


def _sizes(upto: str) -> list[str]:
    sizes = list(WIDTHS)
    return sizes[: sizes.index(upto) + 1]
