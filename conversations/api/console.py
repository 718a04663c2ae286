"""What the console loads before its socket opens."""

from django.utils.timezone import now
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from agents.models import Assignment, AwayReason
from agents.queries import agent_of, presence_rows
from conversations import queries
from conversations.api import schema
from conversations.models import AGENT_OUTCOMES
from conversations.serializers import canned_json, console_brand_json, item_json, limits_json
from tenants.models import Membership
from tenants.permissions import InConsole
from tenants.queries import visible_brands, visible_sites
from tenants.requests import MemberApiRequest
from tenants.schema import answers
from tenants.tickets import issue_ticket


class TicketView(APIView):
    permission_classes = [InConsole]

    @extend_schema(operation_id="console_ticket", request=None, responses=answers(schema.Ticket))
    def post(self, request: MemberApiRequest) -> Response:
        """A ticket opens one socket within 30 seconds."""
        return Response({"ticket": issue_ticket(request.member, request.session)})


class ConsoleView(APIView):
    permission_classes = [InConsole]

    @extend_schema(operation_id="console_boot", responses=answers(schema.Boot))
    def get(self, request: MemberApiRequest) -> Response:
        """Everything that the console needs to draw."""
        member: Membership = request.member
        agent = agent_of(member)
        # Before everything else: what changes while the rest is read is then told again.
        feed = queries.feed_cursor()
        assignments = {one.brand_id: one for one in Assignment.objects.filter(agent=agent)}
        sites = visible_sites()
        return Response(
            {
                "me": {
                    "member": member.uuid,
                    "agent": agent.uuid if agent else None,
                    "name": agent.name if agent else str(member.user),
                    "role": member.role,
                    "status": agent.status if agent else "offline",
                    "reason": agent.reason if agent else "",
                    "capacity": agent.capacity if agent else 0,
                    "language": member.user.language or request.LANGUAGE_CODE,
                },
                "brands": [
                    console_brand_json(brand, assignments.get(brand.pk), sites.get(brand.pk, []))
                    for brand in visible_brands()
                ],
                "agents": presence_rows(),
                "canned": [canned_json(reply) for reply in queries.canned_replies(member)],
                "outcomes": [{"code": one.value, "label": one.label} for one in AGENT_OUTCOMES],
                "reasons": [{"code": one.value, "label": one.label} for one in AwayReason],
                "conversations": [item_json(row) for row in queries.open_inbox(agent)],
                "feed": feed,
                "epoch": queries.log_epoch(),
                "now": now(),
                "limits": limits_json(),
            }
        )
