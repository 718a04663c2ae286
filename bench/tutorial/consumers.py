"""The consumer of the Channels tutorial, with a database: one group for each conversation."""

from typing import Any
from uuid import UUID

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.db import transaction

from bench.tutorial.models import Conversation, Message


@database_sync_to_async
def store(conversation_id: int, client_id: str, body: str) -> Message:
    """What a careful Django developer writes first: numbered, and once for each client_id."""
    with transaction.atomic():
        conversation = Conversation.objects.select_for_update().get(pk=conversation_id)
        message = conversation.message_set.filter(client_id=client_id).first()
        if message:
            return message
        conversation.last_seq += 1
        conversation.save(update_fields=["last_seq"])
        return conversation.message_set.create(
            seq=conversation.last_seq, client_id=client_id, body=body
        )


@database_sync_to_async
def conversations_of(agent_id: int) -> list[int]:
    return list(Conversation.objects.filter(agent_id=agent_id).values_list("pk", flat=True))


class ChatConsumer(AsyncJsonWebsocketConsumer):
    # What the client calls the group's message when it comes back.
    message_frame = "event"

    async def connect(self) -> None:
        self.joined: list[str] = []
        await self.accept()

    async def disconnect(self, code: int) -> None:
        for group in self.joined:
            await self.channel_layer.group_discard(group, self.channel_name)

    async def receive_json(self, content: dict[str, Any]) -> None:
        if content["t"] == "hello":
            await self.hello(content)
        elif content["t"] == "send":
            await self.store_and_tell(content)
        elif content["t"] == "typing":
            typing = {"type": "chat.typing", "conv": self.conv, "text": content["text"]}
            await self.channel_layer.group_send(self.joined[0], typing)

    async def hello(self, content: dict[str, Any]) -> None:
        raise NotImplementedError

    async def join(self, conversation_id: int) -> None:
        group = f"chat_{conversation_id}"
        await self.channel_layer.group_add(group, self.channel_name)
        self.joined.append(group)

    async def chat_message(self, event: dict[str, Any]) -> None:
        await self.send_json({"t": self.message_frame, **event["message"]})

    async def chat_typing(self, event: dict[str, Any]) -> None:
        await self.send_json({"t": "typing", "conv": event["conv"], "text": event["text"]})


class VisitorConsumer(ChatConsumer):
    # A visitor's own message, back from the group, tells them that it is stored.
    message_frame = "ack"

    async def hello(self, content: dict[str, Any]) -> None:
        self.conversation_id = int(content["token"].partition(".")[0])
        self.conv = str(UUID(int=self.conversation_id))
        await self.join(self.conversation_id)
        await self.send_json({"t": "welcome"})

    async def store_and_tell(self, content: dict[str, Any]) -> None:
        stored = await store(self.conversation_id, content["client_id"], content["body"])
        message = {
            "conv": self.conv,
            "seq": stored.seq,
            "data": {"body": stored.body},
            "client_id": content["client_id"],
        }
        await self.channel_layer.group_send(
            self.joined[0], {"type": "chat.message", "message": message}
        )


class AgentConsumer(ChatConsumer):
    async def hello(self, content: dict[str, Any]) -> None:
        for conversation_id in await conversations_of(int(content["ticket"])):
            await self.join(conversation_id)
        await self.send_json({"t": "welcome"})
