"""Every KPI that reports show, in the order of their columns: docs/kpis.md says why so."""

from django.utils.translation import gettext_lazy as _

from reports.kpis import share
from reports.measures import Kind, Kpi

CHATS = Kpi(
    "chats",
    _("Chats"),
    Kind.COUNT,
    lambda of: of.chats.offered,
    hint=_("Visitors who wrote inside the promised hours and stayed to wait."),
)
SERVICE_LEVEL = Kpi(
    "service_level",
    _("Service level"),
    Kind.SHARE,
    lambda of: of.chats.service_level,
    count=lambda of: of.chats.offered,
    hint=_("Share of chats answered within 30 s; those never answered count too."),
    better=1,
)
FIRST_RESPONSE = Kpi(
    "first_response",
    _("First response"),
    Kind.TIME,
    lambda of: of.chats.first_response_median,
    count=lambda of: of.chats.offered,
    hint=_("Median: half of the visitors were answered sooner; those never answered count too."),
    better=-1,
)
FIRST_RESPONSE_P90 = Kpi(
    "first_response_p90",
    _("First response, 90 %"),
    Kind.TIME,
    lambda of: of.chats.first_response_p90,
    count=lambda of: of.chats.offered,
    hint=_("Nine of ten visitors were answered sooner."),
    better=-1,
)
QUEUE_PART = Kpi(
    "queue_part",
    _("In the queue"),
    Kind.TIME,
    lambda of: of.chats.queue_part_mean,
    count=lambda of: of.chats.answered,
    hint=_("Mean part of the first response before an agent had accepted."),
    better=-1,
)
AGENT_PART = Kpi(
    "agent_part",
    _("With the agent"),
    Kind.TIME,
    lambda of: of.chats.agent_part_mean,
    count=lambda of: of.chats.answered,
    hint=_("Mean part of the first response after an agent had accepted."),
    better=-1,
)
LONGEST_WAIT = Kpi(
    "longest_wait",
    _("Longest wait"),
    Kind.TIME,
    lambda of: of.chats.longest_wait or None,
    hint=_("The longest time a visitor had no answer, at any point of a chat."),
    better=-1,
)
OVER_LIMIT = Kpi(
    "over_limit",
    _("Over 2 minutes"),
    Kind.COUNT,
    lambda of: of.chats.breaches,
    hint=_("Chats in which a visitor waited longer than two minutes."),
    better=-1,
)
HANDLED = Kpi(
    "handled",
    _("Handled"),
    Kind.COUNT,
    lambda of: of.chats.handled,
    hint=_("Chats in which both sides wrote and nothing stayed unanswered."),
    better=1,
)
DROPPED = Kpi(
    "dropped",
    _("Dropped"),
    Kind.COUNT,
    lambda of: of.chats.dropped,
    whole=lambda of: of.chats.offered,
    hint=_("Chats that ended while a visitor's message stood unanswered."),
    better=-1,
)
MISSED = Kpi(
    "missed",
    _("Missed"),
    Kind.COUNT,
    lambda of: of.chats.missed,
    whole=lambda of: of.chats.offered,
    hint=_("Chats that nobody answered, although the visitor waited."),
    better=-1,
)
ABANDONED = Kpi(
    "abandoned",
    _("Left at once"),
    Kind.COUNT,
    lambda of: of.chats.abandoned,
    hint=_("Visitors who left within 15 s, before anybody could answer."),
)
OUTSIDE = Kpi(
    "offline",
    _("Outside hours"),
    Kind.COUNT,
    lambda of: of.chats.offline,
    hint=_("Messages left while the brand was closed."),
)
SORTED_OUT = Kpi(
    "sorted_out",
    _("Spam and errors"),
    Kind.COUNT,
    lambda of: of.chats.spam + of.chats.test + of.chats.wrong_company + of.chats.no_intent,
    hint=_("Spam, tests, wrong company, and visitors who wanted nothing: never charged."),
)
HANDLE_TIME = Kpi(
    "handle_time",
    _("Handle time"),
    Kind.TIME,
    lambda of: of.chats.handle_time_mean,
    count=lambda of: of.chats.two_way,
    hint=_("Mean time that a chat took; long pauses count in part."),
)
CONCURRENCY = Kpi(
    "concurrency",
    _("At once"),
    Kind.RATIO,
    lambda of: of.staffing.concurrency,
    hint=_("Chats open at the same time, on average while there was one."),
)
MOST_AT_ONCE = Kpi(
    "max_chats",
    _("Most at once"),
    Kind.COUNT,
    lambda of: of.staffing.max_chats,
)
OCCUPANCY = Kpi(
    "occupancy",
    _("Occupancy"),
    Kind.SHARE,
    lambda of: of.staffing.occupancy,
    hint=_("Time with at least one chat, of the time available."),
)
COVERAGE = Kpi(
    "coverage",
    _("Coverage"),
    Kind.SHARE,
    lambda of: of.coverage.share,
    hint=_("Promised time in which somebody could have taken one more chat."),
    better=1,
)
SATISFIED = Kpi(
    "csat",
    _("Satisfied"),
    Kind.SHARE,
    lambda of: of.chats.csat,
    count=lambda of: of.chats.ratings,
    hint=_("Ratings of 4 and 5, of all ratings."),
    better=1,
)
RATED = Kpi(
    "rated",
    _("Rated"),
    Kind.SHARE,
    lambda of: of.chats.rated_share,
    count=lambda of: of.chats.two_way,
    hint=_("Share of visitors who gave a rating."),
)
LEADS = Kpi(
    "leads",
    _("Leads"),
    Kind.COUNT,
    lambda of: of.leads.qualified,
    hint=_("Qualified leads captured."),
    better=1,
)
LEAD_SHARE = Kpi(
    "lead_share",
    _("Leads per chat"),
    Kind.SHARE,
    lambda of: share(of.leads.qualified, of.chats.handled),
    count=lambda of: of.chats.handled,
    hint=_("Qualified leads, of handled chats."),
    better=1,
)
DISPUTED = Kpi(
    "disputed",
    _("Disputed leads"),
    Kind.COUNT,
    lambda of: of.leads.disputed,
    whole=lambda of: of.leads.qualified,
    better=-1,
)
ACCEPTED = Kpi(
    "accepted",
    _("Accepted leads"),
    Kind.COUNT,
    lambda of: of.leads.accepted,
    whole=lambda of: of.leads.qualified,
    better=1,
)
WON = Kpi(
    "won",
    _("Won leads"),
    Kind.COUNT,
    lambda of: of.leads.won,
    whole=lambda of: of.leads.qualified,
    better=1,
)
PERSONAL = Kpi(
    "personal_share",
    _("Own words"),
    Kind.SHARE,
    lambda of: of.chats.personal_share,
    count=lambda of: of.chats.messages,
    hint=_("Share of what agents sent that they wrote or changed themselves."),
    better=1,
)

# What a report shows at first sight.
TILES = (CHATS, SERVICE_LEVEL, FIRST_RESPONSE, OVER_LIMIT, MISSED, SATISFIED, LEADS, PERSONAL)
OF_BRANDS = (
    *(CHATS, SERVICE_LEVEL, FIRST_RESPONSE, FIRST_RESPONSE_P90, QUEUE_PART, AGENT_PART),
    *(LONGEST_WAIT, OVER_LIMIT, HANDLED, DROPPED, MISSED, ABANDONED, OUTSIDE, SORTED_OUT),
    *(HANDLE_TIME, SATISFIED, RATED, LEADS, LEAD_SHARE, ACCEPTED, WON, DISPUTED, PERSONAL),
)
# How full the hands of an agent were is measured over all brands.
OF_AGENTS = (*OF_BRANDS, CONCURRENCY, MOST_AT_ONCE, OCCUPANCY)
MONTH = (CHATS, SERVICE_LEVEL, FIRST_RESPONSE, MISSED, LEADS, SATISFIED)
