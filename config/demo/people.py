"""Who works at the two demo agencies, and under which names they answer."""

from dataclasses import dataclass

from agents.models import Tier
from tenants.models import Role

PASSWORD = "switchboard-demo"


@dataclass(frozen=True)
class Person:
    email: str
    name: str
    role: str
    language: str = ""
    # For who answers chats: the brand, the name its visitors see, the team.
    serves: tuple[tuple[str, str, str], ...] = ()
    # For a client: the brands they see.
    sees: tuple[str, ...] = ()

    @property
    def photo(self) -> str:
        return f"/static/demo/agents/{self.email.partition('@')[0]}.svg"


@dataclass(frozen=True)
class DemoAgency:
    slug: str
    name: str
    shops: tuple[str, ...]
    people: tuple[Person, ...]
    # Canned replies of all brands.
    replies: tuple[tuple[str, str, str], ...]


HALO_DESK = DemoAgency(
    slug="halo-desk",
    name="Halo Desk",
    shops=("studio-nova", "velopark", "biolekarna", "harbour-cottages"),
    people=(
        Person("owner@halo.example", "Hana Ondrušová", Role.OWNER),
        # Takes chats over, and otherwise gets none: nobody of the office is at work as an agent.
        Person(
            "supervisor@halo.example",
            "Samo Vidmar",
            Role.SUPERVISOR,
            serves=(
                ("studio-nova", "Samo", Tier.SURGE),
                ("velopark", "Samo", Tier.SURGE),
                ("biolekarna", "Samo", Tier.SURGE),
                ("harbour-cottages", "Sam", Tier.SURGE),
            ),
        ),
        Person(
            "zuzana@halo.example",
            "Zuzana Kováčová",
            Role.AGENT,
            serves=(
                ("studio-nova", "Zuzana", Tier.PRIMARY),
                ("biolekarna", "Zuzana", Tier.PRIMARY),
                ("velopark", "Suzana", Tier.PRIMARY),
                ("harbour-cottages", "Susan", Tier.BACKUP),
            ),
        ),
        Person(
            "juraj@halo.example",
            "Juraj Petrík",
            Role.AGENT,
            serves=(
                ("studio-nova", "Juraj", Tier.PRIMARY),
                ("biolekarna", "Jiří", Tier.PRIMARY),
                ("harbour-cottages", "George", Tier.PRIMARY),
            ),
        ),
        Person(
            "eva@halo.example",
            "Eva Novotná",
            Role.AGENT,
            serves=(
                ("biolekarna", "Eva", Tier.PRIMARY),
                ("studio-nova", "Eva", Tier.BACKUP),
                ("harbour-cottages", "Eve", Tier.PRIMARY),
            ),
        ),
        Person(
            "marko@halo.example",
            "Marko Zupan",
            Role.AGENT,
            serves=(
                ("velopark", "Marko", Tier.PRIMARY),
                ("harbour-cottages", "Mark", Tier.PRIMARY),
                ("studio-nova", "Marek", Tier.SURGE),
            ),
        ),
        Person(
            "manager@studionova.example",
            "Nina Hrušková",
            Role.CLIENT_MANAGER,
            sees=("studio-nova",),
        ),
        Person("manager@velopark.example", "Vid Korošec", Role.CLIENT_MANAGER, sees=("velopark",)),
        Person(
            "manager@biolekarna.example",
            "Blanka Pokorná",
            Role.CLIENT_MANAGER,
            sees=("biolekarna",),
        ),
        Person(
            "manager@harbour.example",
            "Harriet Penrose",
            Role.CLIENT_MANAGER,
            sees=("harbour-cottages",),
        ),
        Person(
            "viewer@studionova.example", "Viktor Blaho", Role.CLIENT_VIEWER, sees=("studio-nova",)
        ),
    ),
    replies=(
        ("hold", "One moment", "One moment, I am looking it up for you."),
        ("thanks", "Goodbye", "Thank you for writing to {{brand}}. Have a good day!"),
    ),
)

TWIN_REPLY = DemoAgency(
    slug="twin-reply",
    name="Twin Reply",
    shops=("pine-and-press",),
    people=(
        Person("owner@twin.example", "Olivia Twin", Role.OWNER),
        Person(
            "agent@twin.example",
            "Theo Marsh",
            Role.AGENT,
            serves=(("pine-and-press", "Theo", Tier.PRIMARY),),
        ),
    ),
    replies=(("hold", "One moment", "Let me check."),),
)

AGENCIES = (HALO_DESK, TWIN_REPLY)
