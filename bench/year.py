"""A past made by SQL: chats of a year as facts, and their hours, as the product would keep them."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import connection

from agents.models import Agent
from bench.engines import vacuum
from reports.facts import FACTS_VERSION
from reports.tally import COLUMNS
from tenants.models import Brand
from tenants.scoping import tenant_scope

LAST_DAY = date(2025, 12, 1)

# Ten hours a day; each chat has a brand, an agent, and seconds until its answer, by its number.
PAST = """
WITH past AS (
SELECT n,
       (%(brands)s::bigint[])[1 + n %% cardinality(%(brands)s::bigint[])] AS brand_id,
       (%(agents)s::bigint[])[1 + (n / 7) %% cardinality(%(agents)s::bigint[])] AS agent_id,
       %(first)s::date + (n / %(a_day)s)::int AS day,
       (%(first)s::date + (n / %(a_day)s)::int + interval '8 hours'
          + (n %% %(a_day)s) * interval '10 hours' / %(a_day)s) AT TIME ZONE 'UTC' AS at,
       (n * 7919 %% 97) * interval '1 second' AS response,
       n * 104729 %% 20 AS fate
  FROM generate_series(0::bigint, %(chats)s - 1) n)
"""
PEOPLE = """
, visitors AS (
    INSERT INTO conversations_visitor
        (agency_id, brand_id, uuid, name, email, is_verified, created_at)
    SELECT %(agency)s, brand_id, gen_random_uuid(), '', '', false, at FROM past
     ORDER BY n
    RETURNING id, brand_id, created_at)
INSERT INTO conversations_conversation
    (agency_id, brand_id, uuid, visitor_id, status, outcome, language, page_url, page_title,
     referrer, last_seq, opened_at, queued_at, closed_at, changed_in)
SELECT %(agency)s, brand_id, gen_random_uuid(), id, 'closed', 'solved', 'en', '', '', '',
       7, created_at, created_at, created_at + interval '4 minutes', 0
  FROM visitors ORDER BY id
"""
FACTS = """
INSERT INTO reports_chatfact
    (agency_id, brand_id, uuid, conversation_id, version, first_seq, last_seq, is_offered,
     opened_at, clock_start, ended_at, settled_at, counted_at, hour, day, outcome,
     first_response, queue_part, agent_part, longest_wait, handle_time, agent_id, holder_id,
     owners, senders, visitor_messages,
     visitor_words, agent_messages, agent_characters, own_characters, rating, rules, is_billable,
     why_not, transcript_hash)
SELECT %(agency)s, p.brand_id, gen_random_uuid(), c.id, %(version)s, 1, 7, p.fate <> 1, p.at, p.at,
       p.at + interval '4 minutes', p.at + interval '9 minutes', p.at, date_trunc('hour', p.at),
       p.day, CASE p.fate WHEN 0 THEN 'missed' WHEN 1 THEN 'abandoned' ELSE 'handled' END,
       CASE WHEN p.fate > 1 THEN p.response END, CASE WHEN p.fate > 1 THEN p.response / 2 END,
       CASE WHEN p.fate > 1 THEN p.response / 2 END, p.response, interval '4 minutes',
       p.agent_id, p.agent_id, '[]', '[]', 3, 20, 3, 300, 120,
       CASE WHEN p.n %% 4 = 0 THEN 1 + p.n %% 5 END, '[]', p.fate > 1,
       CASE WHEN p.fate > 1 THEN '' ELSE 'agent_answered' END, repeat('0', 64)
  FROM past p
  JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM conversations_conversation
         WHERE agency_id = %(agency)s) c USING (n)
"""
HOURS = """
INSERT INTO reports_kpihour (agency_id, brand_id, agent_id, hour, day, version, {columns})
SELECT agency_id, brand_id, agent_id, hour, day, %(version)s, {values}
  FROM reports_chatfact GROUP BY agency_id, brand_id, agent_id, hour, day
"""
EVENTS = """
INSERT INTO conversations_event
    (agency_id, brand_id, conversation_id, visitor_id, seq, uuid, kind, by_kind, by_uuid, by_name,
     by_alias, body, data, at)
SELECT c.agency_id, c.brand_id, c.id, c.visitor_id, e.seq, gen_random_uuid(), e.kind, e.by_kind,
       CASE e.by_kind WHEN 'visitor' THEN v.uuid WHEN 'agent' THEN a.uuid
                      ELSE '00000000-0000-0000-0000-000000000000' END,
       '', '', e.body,
       CASE e.kind WHEN 'assigned'
                   THEN jsonb_build_object('agent', jsonb_build_object('id', a.uuid))
                   WHEN 'closed' THEN '{"outcome": "solved"}'::jsonb END,
       c.opened_at + e.after * interval '1 second'
  FROM conversations_conversation c
  JOIN conversations_visitor v ON v.id = c.visitor_id
  JOIN reports_chatfact f ON f.conversation_id = c.id
  JOIN agents_agent a ON a.id = f.agent_id
 CROSS JOIN (VALUES
       (1, 'started', 'visitor', 0, ''), (2, 'message', 'visitor', 0, 'Do you ship to Brno?'),
       (3, 'assigned', 'system', 1, ''), (4, 'accepted', 'agent', 9, ''),
       (5, 'message', 'agent', 20, 'Yes, we do, within two working days.'),
       (6, 'message', 'visitor', 60, 'Thank you very much!'), (7, 'closed', 'agent', 240, '')
       ) e (seq, kind, by_kind, after, body)
 WHERE f.agency_id = %(agency)s AND c.agency_id = %(agency)s
   AND f.hour = (SELECT min(hour) FROM reports_chatfact WHERE agency_id = %(agency)s)
"""
OFFERED = "count(*) FILTER (WHERE outcome IN ('handled', 'missed'))"
ANSWERED = "count(*) FILTER (WHERE outcome = 'handled')"
SUMS = {
    "chats": "count(*)",
    "offered": OFFERED,
    "answered": ANSWERED,
    "in_time": "count(*) FILTER (WHERE first_response <= interval '30 seconds')",
    "handled": ANSWERED,
    "missed": "count(*) FILTER (WHERE outcome = 'missed')",
    "abandoned": "count(*) FILTER (WHERE outcome = 'abandoned')",
    "billable": ANSWERED,
    "two_way": "count(*)",
    "longest_wait": "max(longest_wait)",
    "handle_time": "sum(handle_time)",
    "ratings": "count(rating)",
    "good_ratings": "count(*) FILTER (WHERE rating >= 4)",
    "messages": "sum(agent_messages)",
    "characters": "sum(agent_characters)",
    "own_characters": "sum(own_characters)",
    **{name: f"coalesce(sum({name}), interval '0')" for name in
       ("first_response", "queue_part", "agent_part")},
}  # fmt: skip


def fill_past(
    brands: Sequence[Brand],
    agents: Sequence[Agent],
    *,
    days: int,
    a_day: int,
    with_log: bool = False,
) -> None:
    """Chats of the days before the last with their roll-ups; with the log of the first hour."""
    values: dict[str, Any] = {
        "agency": brands[0].agency_id,
        "brands": [brand.pk for brand in brands],
        "agents": [agent.pk for agent in agents],
        "first": LAST_DAY - timedelta(days=days),
        "a_day": a_day,
        "chats": days * a_day,
        "version": FACTS_VERSION,
    }
    hours = HOURS.format(
        columns=", ".join(COLUMNS), values=", ".join(SUMS.get(name, "0") for name in COLUMNS)
    )
    run(brands[0].agency_id, PAST + PEOPLE, values)
    run(brands[0].agency_id, PAST + FACTS, values)
    run(brands[0].agency_id, hours, values)
    if with_log:
        run(brands[0].agency_id, EVENTS, values)


def run(agency_id: int, statement: str, values: dict[str, Any]) -> None:
    """One after another, so that each is planned for what the one before has left."""
    with tenant_scope(agency_id), connection.cursor() as cursor:
        cursor.execute(statement, values)
    vacuum("conversations_visitor", "conversations_conversation", "reports_chatfact")
