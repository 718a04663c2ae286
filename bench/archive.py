"""A log of many messages, made by SQL: closed chats of a year, and some that wait."""

from typing import Any

from bench.engines import vacuum
from bench.year import run
from tenants.models import Brand

# Of a chat at the average; one in five hundred is twenty times as long.
MESSAGES = 20
WAITING = 20
PAGE = "https://shop.example/archive"

# Every visitor came twice, and some of them wait for the third time.
CHATS = """
WITH visitors AS (
    INSERT INTO conversations_visitor
        (agency_id, brand_id, uuid, name, email, is_verified, created_at)
    SELECT %(agency)s, (%(brands)s::bigint[])[1 + n %% cardinality(%(brands)s::bigint[])],
           gen_random_uuid(), 'Visitor ' || n, '', false, now()
      FROM generate_series(1, %(chats)s / 2) n
    RETURNING id, brand_id),
numbered AS (SELECT *, row_number() OVER (ORDER BY id) AS n FROM visitors),
chats AS (
    SELECT id, brand_id, 2 * n - visit AS n, 'closed' AS status,
           now() - interval '1 day' - (2 * n - visit) * interval '1 year' / %(chats)s AS at
      FROM numbered CROSS JOIN generate_series(0, 1) visit
    UNION ALL
    SELECT id, brand_id, n, 'waiting', now() - n * interval '1 second'
      FROM numbered WHERE n <= %(waiting)s)
INSERT INTO conversations_conversation
    (agency_id, brand_id, uuid, visitor_id, status, outcome, language, page_url, page_title,
     referrer, last_seq, opened_at, queued_at, closed_at, changed_in)
SELECT %(agency)s, brand_id, gen_random_uuid(), id, status,
       CASE status WHEN 'closed' THEN 'solved' ELSE '' END, 'en', %(page)s, 'Your cart', '',
       CASE n %% 500 WHEN 0 THEN 402 ELSE 6 + n * 7919 %% 33 END,
       at, at, CASE status WHEN 'closed' THEN at + interval '9 minutes' END, 0
  FROM chats ORDER BY at
"""
EVENTS = """
INSERT INTO conversations_event
    (agency_id, brand_id, conversation_id, visitor_id, seq, uuid, kind, by_kind, by_uuid, by_name,
     by_alias, body, data, at)
SELECT c.agency_id, c.brand_id, c.id, c.visitor_id, e.seq, gen_random_uuid(), e.kind,
       CASE WHEN e.seq %% 3 = 0 THEN 'agent' ELSE 'visitor' END,
       '00000000-0000-0000-0000-000000000000', '', '',
       CASE e.kind WHEN 'message'
                   THEN left(%(text)s, (30 + (c.id + e.seq) * 7919 %% 170)::int) ELSE '' END,
       CASE e.kind WHEN 'started' THEN '{"page": {}}'::jsonb
                   WHEN 'closed' THEN '{"outcome": "solved"}'::jsonb END,
       c.opened_at + e.seq * interval '20 seconds'
  FROM conversations_conversation c
 CROSS JOIN LATERAL (
       SELECT seq, CASE WHEN seq = 1 THEN 'started'
                        WHEN seq = c.last_seq AND c.status = 'closed' THEN 'closed'
                        ELSE 'message' END AS kind
         FROM generate_series(1, c.last_seq) seq) e
 WHERE c.agency_id = %(agency)s AND c.page_url = %(page)s
"""
TEXT = "The parcel has not arrived and the page still says in transit, could you have a look? " * 3


def fill_archive(brands: list[Brand], messages: int) -> None:
    values: dict[str, Any] = {
        "agency": brands[0].agency_id,
        "brands": [brand.pk for brand in brands],
        "chats": messages // MESSAGES,
        "waiting": WAITING,
        "page": PAGE,
        "text": TEXT,
    }
    for statement in (CHATS, EVENTS):
        run(brands[0].agency_id, statement, values)
    vacuum("conversations_event")
