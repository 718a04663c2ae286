"""The floor: the smallest honest asyncio program that stores and delivers what the product does.

A message is numbered, stored once for each client_id, committed, acknowledged and published
over Redis to the agent's socket. No Django, no tenants, no validation, no reconnecting: what
is above this line in a benchmark is what the product pays for those.
"""

import gc
import os
import sys
from asyncio import Future
from uuid import UUID

import msgspec
import orjson
import uvloop
from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_create_server

from bench.floor.hub import Hub
from bench.floor.writer import Stored, Writer

TEXT = WSMsgType.TEXT
WELCOME = b'{"t":"welcome"}'


class Frame(msgspec.Struct):
    t: str
    token: str = ""
    ticket: str = ""
    client_id: str = ""
    body: str = ""
    text: str = ""


decode = msgspec.json.Decoder(Frame).decode
hub = Hub()
writer = Writer()


def agent_topic(agent_id: int) -> bytes:
    return b"floor:%d" % agent_id


class Client(WSListener):
    """Both kinds; ``hello`` tells which."""

    conversation_id = 0
    agent_id: int | None = None

    def on_ws_connected(self, transport: WSTransport) -> None:
        self.transport = transport

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        if self.agent_id is not None:
            hub.unsubscribe(agent_topic(self.agent_id), self.push)

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type == TEXT:
            self.on_frame(decode(frame.get_payload_as_bytes()))
        elif frame.msg_type == WSMsgType.PING:
            transport.send_pong(frame.get_payload_as_bytes())
        elif frame.msg_type == WSMsgType.CLOSE:
            transport.disconnect()

    def on_frame(self, frame: Frame) -> None:
        if frame.t == "send":
            future = writer.append(self.conversation_id, frame.client_id, frame.body)
            future.add_done_callback(lambda future: self.on_stored(frame, future))
        elif frame.t == "typing":
            self.on_typing(frame)
        elif frame.t == "hello":
            self.on_hello(frame)

    def on_hello(self, frame: Frame) -> None:
        if frame.ticket:
            self.agent_id = int(frame.ticket)
            hub.subscribe(agent_topic(self.agent_id), self.push)
        else:
            self.conversation_id, holder = map(int, frame.token.split("."))
            self.conv = str(UUID(int=self.conversation_id))
            self.topic = agent_topic(holder)
        self.push(WELCOME)

    def on_stored(self, frame: Frame, future: Future[Stored]) -> None:
        seq, agent_id, is_new = future.result()
        self.push(b'{"t":"ack","client_id":"%b","seq":%d}' % (frame.client_id.encode(), seq))
        if is_new:
            event = {
                "t": "event",
                "conv": self.conv,
                "seq": seq,
                "data": {"body": frame.body},
                "client_id": frame.client_id,
            }
            hub.publish(agent_topic(agent_id), orjson.dumps(event))

    def on_typing(self, frame: Frame) -> None:
        typing = {"t": "typing", "conv": self.conv, "text": frame.text}
        hub.publish(self.topic, orjson.dumps(typing))

    def push(self, frame: bytes) -> None:
        self.transport.send(TEXT, frame)


async def main(port: int) -> None:
    await hub.start(os.environ["REDIS_URL"])
    await writer.start(os.environ["DATABASE_OWNER_URL"])
    # As the product does, so that collections are not what is compared.
    gc.freeze()
    gc.set_threshold(50_000, 50, 1000)
    server = await ws_create_server(lambda request: Client(), "127.0.0.1", port, backlog=2048)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1])))
