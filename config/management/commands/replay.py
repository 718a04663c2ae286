"""Play dialogues against a running server, up to the invoices, and prove both from the log."""

import asyncio
import json
import time
from argparse import ArgumentParser
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from config.replay.chat import Chat
from config.replay.dialogues import (
    SHIPPED,
    BadDialogue,
    Dialogue,
    choose,
    read_dialogues,
)
from config.replay.ending import Ending, end
from config.replay.link import TurnedAway
from config.replay.measure import measure
from config.replay.prepare import (
    NoAgency,
    clear_scene,
    find_agency,
    others_available,
    set_scene,
)
from config.replay.report import (
    accounts_table,
    as_json,
    differences,
    failures,
    is_clean,
    recount,
    table,
)
from config.replay.stage import Scene, Stage
from config.replay.truth import read_truth

FILE_HELP = "JSON lines: {id, brand, turns}; without it, the product's own dialogues"


class Command(BaseCommand):
    help = "Plays dialogues through the sockets of a running server and checks what became of them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", default=SHIPPED, help=FILE_HELP)
        parser.add_argument("--agents", type=int, default=8, help="how many answer (8)")
        parser.add_argument("--rate", type=float, default=2, help="new chats a second (2)")
        parser.add_argument("--limit", type=int, help="play only so many dialogues")
        parser.add_argument("--seed", type=int, default=1, help="order and pauses (1)")
        parser.add_argument("--deadline", type=float, default=180, help="seconds for a chat (180)")
        parser.add_argument("--agency", help="where to play; in an agency for replays alone")
        parser.add_argument("--chats-only", action="store_true", help="issue no invoices")
        parser.add_argument("--url", help="the server; that of demo.json or PUBLIC_ORIGINS")
        parser.add_argument("--json", type=Path, help="write the figures to this file too")

    def handle(self, *args: Any, **options: Any) -> None:
        self._console = Console()
        dialogues = self._dialogues(options)
        stage = self._stage(dialogues, options)
        # The database may be restarted while they play.
        connections.close_all()
        began = time.monotonic()
        try:
            with Progress(*_columns(), console=self._console) as progress:
                asyncio.run(stage.play(dialogues, _shown_on(progress)))
        except TurnedAway as error:
            raise CommandError(str(error)) from error
        finally:
            clear_scene(stage.scene)
        seconds = time.monotonic() - began
        ending = None if options["chats_only"] else self._end(stage.scene)
        self._report(stage, ending, seconds, options["json"])

    def _dialogues(self, options: dict[str, Any]) -> list[Dialogue]:
        try:
            dialogues = read_dialogues(options["file"])
        except (OSError, BadDialogue) as error:
            raise CommandError(f"{options['file']}: {error}") from error
        return choose(dialogues, limit=options["limit"], seed=options["seed"])

    def _stage(self, dialogues: list[Dialogue], options: dict[str, Any]) -> Stage:
        try:
            agency = find_agency(options["agency"])
        except NoAgency as error:
            raise CommandError(f"No such agency: {error}") from error
        url = (options["url"] or _default_url()).rstrip("/")
        scene = set_scene(agency, dialogues, agents=options["agents"], base_url=url)
        for name in others_available(scene):
            self.stderr.write(f"{name} is available too and will be given some of the chats.")
        return Stage(scene, options["rate"], options["seed"], options["deadline"])

    def _end(self, scene: Scene) -> Ending:
        with self._console.status("Charging") as status:
            text = "{:.0f} s more until the last chat can go on no longer"
            return end(scene, lambda seconds: status.update(text.format(seconds)))

    def _report(
        self, stage: Stage, ending: Ending | None, seconds: float, file: Path | None
    ) -> None:
        visitors = {visitor for chat in stage.chats for visitor in chat.visitors}
        truth = read_truth(stage.scene.agency_id, visitors)
        figures = measure(stage.chats, truth, stage.tally)
        report = as_json(figures, stage.tally, seconds=seconds)
        self._console.print(table(report))
        if ending:
            self._console.print(accounts_table(ending))
            self._console.print(recount(ending))
            report |= asdict(ending)
        for line in [*failures(stage.chats), *differences(ending)]:
            self.stderr.write(line)
        if file:
            file.write_text(json.dumps(report, indent=2) + "\n")
        if not is_clean(figures):
            raise CommandError("Something that must be zero is not.")
        if ending and not ending.is_right:
            raise CommandError("The invoices are not what the log says.")


def _default_url() -> str:
    demo = settings.DATA_DIR / "demo.json"
    if demo.exists():
        return str(json.loads(demo.read_text())["base_url"])
    return settings.PUBLIC_ORIGINS[0]


def _columns() -> list[Any]:
    return [
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total} chats, {task.fields[messages]} messages"),
        TimeElapsedColumn(),
    ]


def _shown_on(progress: Progress) -> Any:
    bar = progress.add_task("Replay", total=None, messages=0)

    def watch(chats: Sequence[Chat]) -> None:
        done = sum(chat.is_over for chat in chats)
        messages = sum(len(chat.sent) for chat in chats)
        progress.update(bar, total=len(chats), completed=done, messages=messages)

    return watch
