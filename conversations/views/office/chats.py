"""All conversations of the agency, and one of them as it was said, notes included."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from conversations.forms import HistoryFilter
from conversations.history import cursor, page_of, transcript
from conversations.models import Conversation
from conversations.queries import visible_conversation
from tenants.permissions import office_only
from tenants.requests import MemberRequest


@require_safe
@office_only
def index(request: MemberRequest) -> HttpResponse:
    form = HistoryFilter(request.GET)
    rows = Conversation.objects.filter(**form.lookups())
    page = page_of(rows, cursor(request.GET.get("after")))
    return render(request, "office/chats.html", {"form": form, "page": page})


@require_safe
@office_only
def detail(request: MemberRequest, uuid: UUID) -> HttpResponse:
    conversation = visible_conversation(uuid)
    context = {
        "conversation": conversation,
        "lines": transcript(conversation, with_notes=True),
    }
    return render(request, "office/chat.html", context)
