"""Days and months in pages: reports.dates."""

from django import template

from reports import dates

register = template.Library()
register.filter("day", dates.day_text)
register.filter("month", dates.month_text)
