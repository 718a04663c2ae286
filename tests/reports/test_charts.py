"""Charts: round axes, honest heights, and everything also in words."""

import re
from xml.etree import ElementTree

import pytest
from django.template import Context, Template
from django.utils import translation

from reports.charts import Chart, HeatMap, Series, bars, heat_map, lines
from reports.charts.figures import written
from reports.charts.scales import Scale, every_nth, percent_floor, round_step

CHATS = Chart(
    title="Chats by hour",
    axis="Hour",
    labels=["8", "9", "10"],
    series=[Series("in time", [6, 9, 0]), Series("late <b>", [0, 1, 0], "warn")],
)
LEVEL = Chart(
    title="Service level",
    axis="Hour",
    labels=["8", "9", "10", "11"],
    series=[Series("within 30 s", [100, None, 87.5, 90])],
    unit=" %",
    target=80,
)
HEAT = HeatMap("Chats", "Weekday", ["Mon", "Tue"], ["8", "9", "10"], [[1, 2, 0], [0, 4, None]])


def parts(svg: str, tag: str) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(svg).iter(f"{{http://www.w3.org/2000/svg}}{tag}"))


def texts(svg: str) -> list[str | None]:
    return [part.text for part in parts(svg, "text")]


@pytest.mark.parametrize(
    ("highest", "whole", "step"),
    [
        *[(0, True, 1), (1, True, 1), (5, True, 2), (27, True, 10), (90, True, 25)],
        *[(400, True, 100), (0.3, False, 0.1), (9, False, 2.5), (61, False, 20)],
        (3601, False, 1000),
    ],
)
def test_grid_lines_stand_at_round_numbers(highest: float, whole: bool, step: float):
    assert round_step(highest, whole=whole) == pytest.approx(step)


def test_a_scale_puts_its_ends_at_the_ends():
    scale = Scale(low=0, high=40, start=200, end=0)

    assert [scale.at(value) for value in (0, 10, 40)] == [200, 150, 0]
    assert scale.grid == [0, 10, 20, 30, 40]


def test_an_axis_of_percents_begins_below_its_values():
    assert [percent_floor(values) for values in ([78, 100], [60], [59], [3], [])] == [
        60,
        60,
        20,
        0,
        0,
    ]


def test_labels_are_thinned_out_where_they_would_touch():
    days = [str(day) for day in range(1, 32)]

    assert (every_nth(days, 1100), every_nth(days, 300)) == (1, 3)


def test_bars_are_as_high_as_their_numbers():
    drawn = [part for part in parts(bars(CHATS), "rect") if part.get("rx")]

    by_colour = [(part.get("class"), float(part.get("height") or 0)) for part in drawn]
    assert [colour for colour, _ in by_colour] == ["fill-accent", "fill-accent", "fill-warn"]
    heights = [height + 0.5 for _, height in by_colour]
    assert heights[1] / heights[0] == pytest.approx(1.5, abs=0.01)
    assert heights[2] / heights[0] == pytest.approx(1 / 6, abs=0.01)


def test_a_line_has_a_gap_where_nothing_was_measured():
    svg = lines(LEVEL)

    assert len(parts(svg, "polyline")) == 1
    assert len(parts(svg, "circle")) == 3
    assert "target 80 %" in texts(svg)
    assert "60 %" in texts(svg)


def test_a_drawing_says_what_it_shows():
    said = [ElementTree.fromstring(svg).get("aria-label") for svg in (bars(CHATS), lines(LEVEL))]

    assert said == [
        "Chats by hour. The most is 10.",
        "Service level. The last value is 90 %.",
    ]
    titles = [part.text for part in parts(bars(CHATS), "title")]
    assert titles[1] == "9: in time 9, late <b> 1"


def test_drawings_have_colours_without_a_style_sheet():
    drawn = [bars(CHATS), lines(LEVEL), heat_map(HEAT)]

    for svg in drawn:
        assert "style=" not in svg
        assert re.search(r'(fill|stroke)="#2f57c9"', svg)


def test_every_cell_of_a_heat_map_has_its_number():
    svg = heat_map(HEAT)

    assert [text for text in texts(svg) if text not in ("8", "9", "10", "Mon", "Tue")] == [
        "1",
        "2",
        "4",
    ]
    assert HEAT.turned.rows == [["8", "1", "0"], ["9", "2", "4"], ["10", "0", "–"]]


def test_numbers_are_rounded_and_whole_where_they_are_whole():
    assert [written(value) for value in (8.0997, 8.04, 7.96, 12, 0.25, None)] == [
        "8.1",
        "8",
        "8",
        "12",
        "0.2",
        "–",
    ]


def test_numbers_are_written_as_in_the_language():
    with translation.override("sk"):
        assert LEVEL.rows[2] == ["10", "87,5 %"]
    with translation.override("en"):
        assert LEVEL.rows == [["8", "100 %"], ["9", "–"], ["10", "87.5 %"], ["11", "90 %"]]


def test_every_chart_in_a_page_has_its_numbers_as_a_table():
    page = Template("{% load charts %}{% bar_chart chats %}{% heat_chart heat %}")

    shown = page.render(Context({"chats": CHATS, "heat": HEAT}))

    assert shown.count("<details") == 2
    assert shown.count("<svg") == 2 + 3
    assert "late &lt;b&gt;" in shown
    assert "late <b>" not in shown
    assert '<th scope="row">9</th><td class="num">9</td><td class="num">1</td>' in shown


def test_a_chart_of_nothing_says_so():
    empty = Chart("Chats", "Hour", ["8"], [Series("chats", [0])])

    shown = Template("{% load charts %}{% bar_chart chart %}").render(Context({"chart": empty}))

    assert "Nothing to show for this time." in shown
    assert "<svg" not in shown
