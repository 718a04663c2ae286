"""A brand's conversations for its own people: what visitors saw, and no more."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from conversations.history import cursor, page_of, transcript
from conversations.models import Conversation
from conversations.queries import visible_conversation
from tenants.permissions import portal_only
from tenants.requests import MemberRequest


@require_safe
@portal_only
def index(request: MemberRequest) -> HttpResponse:
    page = page_of(Conversation.objects.all(), cursor(request.GET.get("after")))
    return render(request, "portal/chats.html", {"page": page})


@require_safe
@portal_only
def detail(request: MemberRequest, uuid: UUID) -> HttpResponse:
    conversation = visible_conversation(uuid)
    context = {
        "conversation": conversation,
        "lines": transcript(conversation, with_notes=False),
    }
    return render(request, "portal/chat.html", context)
