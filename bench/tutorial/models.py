from django.db import models


class Conversation(models.Model):
    agent_id = models.BigIntegerField()
    last_seq = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"Conversation {self.pk}"


class Message(models.Model):
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE)
    seq = models.BigIntegerField()
    client_id = models.UUIDField()
    body = models.TextField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "seq"], name="message_seq"),
            models.UniqueConstraint(fields=["conversation", "client_id"], name="message_once"),
        ]

    def __str__(self) -> str:
        return f"Message {self.seq} of conversation {self.conversation_id}"
