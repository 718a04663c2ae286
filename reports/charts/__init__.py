"""Charts as SVG drawn on the server: one drawing for pages, e-mails and PDF, no script.

``Chart`` and ``HeatMap`` say what is shown, ``drawing`` draws it, ``scales`` does the sums.
Nothing here asks the database.
"""

from reports.charts.drawing import bars, heat_map, lines
from reports.charts.figures import Chart, HeatMap, Series

__all__ = ["Chart", "HeatMap", "Series", "bars", "heat_map", "lines"]
