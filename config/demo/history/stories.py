"""Eight weeks of visits in the order of their arrival: who comes, and what becomes of it."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random
from typing import TypeVar
from uuid import UUID

from config.demo.history.desk import Desk
from config.demo.history.talk import POLITE, Talk
from config.demo.history.texts import Dialogue, Person, filled
from config.demo.history.visits import INSTANT, SECOND, Log, PastLead, Place, Visit, beats, lasting
from config.replay.dialogues import VISITOR
from conversations.actions.past import PastChat
from conversations.log import SYSTEM
from conversations.models import Conversation, Kind, Outcome, Visitor

# What becomes of those who come while the brand is open, how their chats end, how they rate.
FATES = {"served": 95.0, "cut": 1.8, "fled": 1.8, "ignored": 1.4}
OUTCOMES = {"solved": 62.0, "lead": 22.0, "no_intent": 11.0, "wrong_company": 2.0, "spam": 3.0}
SCORES = {5: 62.0, 4: 22.0, 3: 8.0, 2: 4.0, 1: 4.0}
COMES_BACK, IS_NAMED, IS_RATED, WRITES_AGAIN = 0.08, 0.3, 0.24, 0.04
REFERRERS = ("", "", "https://www.google.com/", "https://duckduckgo.com/", "https://bing.com/")
# After less, a visitor's chat would go on instead of a new one.
LONG_AGO = timedelta(days=2)

Choice = TypeVar("Choice")


class Stories:
    def __init__(self, desk: Desk, *, origin: str, until: datetime, luck: Random) -> None:
        self.chats: list[PastChat] = []
        self.leads: list[PastLead] = []
        self._desk, self._origin, self._until, self._luck = desk, origin, until, luck
        self._known: dict[int, list[tuple[datetime, Visitor, Person]]] = defaultdict(list)

    def tell(self, place: Place, at: datetime) -> None:
        """Somebody writes to a brand at that moment. To be called in the order of time."""
        visit = self._visit(place, at)
        if not place.hours.is_open(at):
            self._leave_message(visit)
        else:
            self._meet(visit)
        self.chats.append(PastChat(visit.log.visitor, visit.conversation, visit.log.events))
        seen = (visit.log.ended_at, visit.log.visitor, visit.person)
        self._known[place.brand.pk].append(seen)

    # Who comes.

    def _visit(self, place: Place, at: datetime) -> Visit:
        visitor, person = self._returning(place, at) or self._stranger(place)
        product = self._luck.choice(place.shop.products)
        words = {"product": product.name, "order": str(self._luck.randint(2_400_000, 2_499_999))}
        words |= {"name": person.name, "email": person.email, "phone": person.phone}
        conversation = Conversation(
            agency_id=place.brand.agency_id,
            brand=place.brand,
            language=place.brand.language,
            page_url=f"{self._origin}/demo/{place.shop.slug}/{product.slug}/",
            page_title=product.name,
            referrer=self._luck.choice(REFERRERS),
        )
        log = Log(visitor, self._luck)
        log.begin(at, conversation)
        return Visit(place, at, person, conversation, log, words)

    def _returning(self, place: Place, at: datetime) -> tuple[Visitor, Person] | None:
        known = self._known[place.brand.pk]
        if known and self._luck.random() < COMES_BACK:
            last, visitor, person = known[index := self._luck.randrange(len(known))]
            if at - last > LONG_AGO:
                del known[index]
                return visitor, person
        return None

    def _stranger(self, place: Place) -> tuple[Visitor, Person]:
        person, brand = place.voice.person(self._luck), place.brand
        visitor = Visitor(agency_id=brand.agency_id, brand=brand)
        visitor.uuid = UUID(int=self._luck.getrandbits(128), version=4)
        if self._luck.random() < IS_NAMED:
            visitor.name, visitor.email = person.name, person.email
        return visitor, person

    # What becomes of it.

    def _leave_message(self, visit: Visit) -> None:
        text = self._luck.choice(visit.place.voice.left)
        visit.log.ask(visit.at + INSTANT, filled(text, visit.words))
        visit.log.close(visit.at + 2 * INSTANT, SYSTEM, Outcome.OFFLINE)

    def _meet(self, visit: Visit) -> None:
        match self._pick(FATES):
            case "fled":
                self._lose(visit, self._luck.uniform(3, 14) * SECOND)
            case "ignored":
                self._lose(visit, self._luck.uniform(40, 130) * SECOND)
            case "cut":
                self._talk(visit, self._dialogue(visit.place, "solved"), is_cut=True)
            case _:
                self._talk(visit, self._dialogue(visit.place, self._pick(OUTCOMES)))

    def _lose(self, visit: Visit, patience: timedelta) -> None:
        """Nobody answers in time. Perhaps somebody was given it and did not see it."""
        log, leaves_at = visit.log, visit.at + patience
        log.ask(visit.at + INSTANT, self._text(visit, visit.place.voice.hello))
        found = self._desk.find(visit.place.brand.pk, visit.at, within=patience, lasting=patience)
        if found:
            assignment, since = found
            log.give(since + 2 * INSTANT, assignment)
            self._desk.hold(assignment, since, leaves_at + SECOND)
        if patience > 60 * SECOND:
            reminder = max(log.ended_at, visit.at + patience * 0.7)
            log.ask(reminder, self._text(visit, visit.place.voice.hurry))
        log.close(max(log.ended_at, leaves_at), log.writer, Outcome.LEFT)

    def _talk(self, visit: Visit, dialogue: Dialogue, *, is_cut: bool = False) -> None:
        rhythm = beats(dialogue, self._luck)
        if is_cut:
            asked = [n for n, beat in enumerate(rhythm) if n and beat.turn.side == VISITOR]
            rhythm = rhythm[: self._luck.choice(asked) + 1]
        patience, length = self._luck.uniform(60, 180) * SECOND, lasting(rhythm)
        found = self._desk.find(visit.place.brand.pk, visit.at, within=patience, lasting=length)
        if found is None:
            self._lose(visit, patience)
            return
        talk = Talk(visit, self._desk, self._luck, *found)
        talk.play(rhythm, length)
        if is_cut:
            talk.leave()
            return
        if lead := talk.finish(dialogue):
            self.leads.append(lead)
        if dialogue.outcome in POLITE:
            self._afterwards(visit)

    def _afterwards(self, visit: Visit) -> None:
        """A rating, or one more question, soon or a good while later."""
        log = visit.log
        if self._luck.random() < IS_RATED:
            score = self._pick(SCORES)
            words = visit.place.voice.praise if score > 3 else visit.place.voice.blame
            data = {"score": score, "comment": self._luck.choice(["", "", *words])}
            log.add(
                Kind.RATED, log.ended_at + self._luck.uniform(5, 40) * SECOND, log.writer, data=data
            )
        elif self._luck.random() < WRITES_AGAIN:
            later = self._luck.choice((self._luck.uniform(1, 4), self._luck.uniform(40, 900)))
            self._write_again(visit, log.ended_at + later * 60 * SECOND)

    def _write_again(self, visit: Visit, at: datetime) -> None:
        brand, hours = visit.place.brand, visit.place.hours
        length = timedelta(minutes=5)
        found = self._desk.find(brand.pk, at, within=timedelta(minutes=1), lasting=length)
        if found and hours.is_open(at) and at + 2 * length < self._until:
            question, answer = self._luck.choice(visit.place.voice.again)
            visit.log.add(Kind.REOPENED, at, visit.log.writer)
            Talk(visit, self._desk, self._luck, *found).answer_once(at, question, answer)

    # Chance.

    def _pick(self, shares: Mapping[Choice, float]) -> Choice:
        return self._luck.choices(list(shares), weights=list(shares.values()))[0]

    def _dialogue(self, place: Place, outcome: str) -> Dialogue:
        return self._luck.choice(place.dialogues[outcome])

    def _text(self, visit: Visit, texts: list[str]) -> str:
        return filled(self._luck.choice(texts), visit.words)
