"""The play: agents at their consoles, visitors coming in, everybody on their own socket."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from random import Random
from typing import Any

import httpx

from config.replay.agent import Account, Agent
from config.replay.chat import Chat, Tally
from config.replay.dialogues import AGENT, Dialogue
from config.replay.link import TurnedAway
from config.replay.rest import Refused, open_http
from config.replay.visitor import Visitor

SIGN_IN_SECONDS = 120
# Longer than the heartbeat with which a console finds out what it has missed.
SETTLE_SECONDS = 40
WATCH_SECONDS = 0.2


@dataclass(frozen=True)
class Scene:
    """What has been prepared: where, for which brands, by whom."""

    base_url: str
    agency_id: int
    # Public keys, by the brand's name in the dialogues.
    keys: dict[str, str]
    accounts: list[Account]
    # Chats that wait or are under way at once, at most.
    room: int


@dataclass
class Stage:
    scene: Scene
    rate: float
    seed: int
    deadline: float
    chats: list[Chat] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)
    # Whom the agents talk to, by the visitor's id.
    _cast: dict[str, Chat] = field(default_factory=dict)

    async def play(
        self, dialogues: Sequence[Dialogue], watch: Callable[[Sequence[Chat]], None]
    ) -> None:
        """Play all of them. Raises TurnedAway when an agent cannot work."""
        self.chats = [self._chat(dialogue) for dialogue in dialogues]
        async with AsyncExitStack() as stack:
            agents = [await self._agent(account, stack) for account in self.scene.accounts]
            working = [asyncio.create_task(agent.work()) for agent in agents]
            watching = asyncio.create_task(self._watch(watch))
            try:
                await self._unless_failed(working, self._perform_all(agents, stack))
            finally:
                for task in (*working, watching):
                    task.cancel()
                await asyncio.gather(*working, watching, return_exceptions=True)
                watch(self.chats)

    def _chat(self, dialogue: Dialogue) -> Chat:
        luck = Random(f"{self.seed} {dialogue.id}")
        return Chat(dialogue, luck, is_accepted_first=luck.random() < 0.5)

    async def _agent(self, account: Account, stack: AsyncExitStack) -> Agent:
        http = await stack.enter_async_context(open_http(self.scene.base_url))
        luck = Random(f"{self.seed} {account.email}")
        origin = self.scene.base_url
        return Agent(account, self._cast, http=http, origin=origin, luck=luck, tally=self.tally)

    async def _unless_failed(
        self, working: list[asyncio.Task[None]], play: Coroutine[Any, Any, None]
    ) -> None:
        """Await the play, but not for ever when an agent's work has ended."""
        playing = asyncio.create_task(play)
        await asyncio.wait({playing, *working}, return_when=asyncio.FIRST_COMPLETED)
        for task in working:
            if task.done():
                playing.cancel()
                await task
        await playing

    async def _perform_all(self, agents: list[Agent], stack: AsyncExitStack) -> None:
        http = await stack.enter_async_context(open_http(self.scene.base_url))
        await self._wait_for(agents)
        luck, room = Random(self.seed), asyncio.Semaphore(self.scene.room)
        async with asyncio.TaskGroup() as visits:
            for chat in self.chats:
                await room.acquire()
                visits.create_task(self._perform(chat, http, room))
                await asyncio.sleep(luck.expovariate(self.rate))
        await self._settle()

    async def _wait_for(self, agents: list[Agent]) -> None:
        try:
            async with asyncio.timeout(SIGN_IN_SECONDS):
                while not all(agent.connections for agent in agents):
                    await asyncio.sleep(0.05)
        except TimeoutError:
            away = ", ".join(agent.email for agent in agents if not agent.connections)
            raise TurnedAway(f"Not at their consoles after {SIGN_IN_SECONDS} s: {away}.") from None

    async def _perform(self, chat: Chat, http: httpx.AsyncClient, room: asyncio.Semaphore) -> None:
        key, origin = self.scene.keys[chat.dialogue.brand], self.scene.base_url
        visitor = Visitor(chat, key, self._cast, http=http, origin=origin, tally=self.tally)
        try:
            async with asyncio.timeout(self.deadline):
                await visitor.play()
        except TimeoutError:
            said, turns = len(visitor.shown.messages), len(chat.dialogue.turns)
            chat.failure = f"stuck after {said} of {turns} turns"
            await visitor.end()
        except (Refused, TurnedAway) as error:
            chat.failure = f"refused: {error}"
        finally:
            chat.is_over = True
            room.release()

    async def _settle(self) -> None:
        """Let the consoles see the ends too."""
        for _ in range(int(SETTLE_SECONDS / WATCH_SECONDS)):
            if all(_has_ended_for_agent(chat) for chat in self.chats if not chat.failure):
                return
            await asyncio.sleep(WATCH_SECONDS)

    async def _watch(self, watch: Callable[[Sequence[Chat]], None]) -> None:
        while True:
            watch(self.chats)
            await asyncio.sleep(WATCH_SECONDS)


def _has_ended_for_agent(chat: Chat) -> bool:
    return any(view.is_closed for view in chat.views if view.side == AGENT)
