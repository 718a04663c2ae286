from config.demo.shop import Page, Product, Reply, Shop, open_from

PRODUCTS = (
    Product(
        "gull-house",
        "Gull House",
        "from £940 a week",
        "Whitewashed, above the slipway, sleeps 6",
        "The last house before the sea. Three bedrooms under the eaves, a stove in the kitchen and"
        " a bench outside that catches the sun until nine. The children's room has a porthole.",
        (("Sleeps", "6 in 3 bedrooms"), ("Dogs", "two, well behaved"), ("Beach", "40 steps")),
        "Polwenna",
    ),
    Product(
        "the-boathouse",
        "The Boathouse",
        "from £720 a week",
        "A loft over the water, sleeps 2",
        "Built for gigs, rebuilt for two. At high tide the water is under the floorboards and you"
        " can hear it. Bath with a view of the estuary, kayaks on the wall.",
        (("Sleeps", "2 in 1 bedroom"), ("Dogs", "sorry, no"), ("Beach", "at low tide, yours")),
        "Trevan Creek",
    ),
    Product(
        "keepers-cottage",
        "Keeper's Cottage",
        "from £860 a week",
        "Beside the old lighthouse, sleeps 4",
        "The keeper left in 1987, the light still turns. Thick walls, deep windows, a walled garden"
        " with a table for four. Bring a jumper and binoculars.",
        (("Sleeps", "4 in 2 bedrooms"), ("Dogs", "one"), ("Beach", "10 minutes on foot")),
        "Carrow Head",
    ),
    Product(
        "net-loft",
        "The Net Loft",
        "from £590 a week",
        "In Fisherman's Row, sleeps 3",
        "Pink front door, blue stairs, the bakery opposite. Nets were mended where the sofa is now."
        " Small, warm, and in the middle of everything.",
        (("Sleeps", "3 in 2 bedrooms"), ("Dogs", "one small"), ("Beach", "5 minutes on foot")),
        "Polwenna",
    ),
    Product(
        "orchard-barn",
        "Orchard Barn",
        "from £1,280 a week",
        "Half a mile inland, sleeps 8",
        "Oak beams, a table for twelve and forty apple trees. For birthdays, reunions and rainy"
        " afternoons. The owners leave a cider on the step.",
        (("Sleeps", "8 in 4 bedrooms"), ("Dogs", "three"), ("Beach", "15 minutes on foot")),
        "St Ervan",
    ),
)

PAGES = (
    Page(
        "how-booking-works",
        "How booking works",
        (
            (
                "Ask, then book",
                "Tell us your dates. We hold a cottage for 48 hours while you talk it over."
                " A quarter of the price books it; the rest is due six weeks before you come.",
            ),
            (
                "Arrive and leave",
                "Fridays or Saturdays, keys from four o'clock, out by ten. Short breaks of three"
                " nights from October to April.",
            ),
            (
                "If plans change",
                "Up to six weeks before: your money back, less £50. Later: we try to let your week"
                " again and return what we get.",
            ),
        ),
    ),
    Page(
        "the-coast",
        "The coast",
        (
            (
                "Polwenna",
                "A harbour, a bakery, two pubs and a beach with a lifeguard from May to September."
                " The ferry to the other side costs £2 and is worth it twice.",
            ),
            (
                "Trevan Creek",
                "Quiet water for kayaks and herons. The shop is a mile away along the bank, and"
                " the walk is the best part.",
            ),
            ("Carrow Head", "Cliffs, gorse, seals below. The coast path passes the gate."),
        ),
    ),
    Page(
        "contact",
        "Contact",
        (
            (
                "Chat",
                "Bottom right, from eight in the morning until ten at night. Somebody who knows"
                " the cottages answers.",
            ),
            ("Telephone", "01632 960 172, the same hours."),
            ("Post", "The Old Sail Loft, Quay Street, Polwenna."),
        ),
    ),
)

HARBOUR_COTTAGES = Shop(
    slug="harbour-cottages",
    public_key="br_demo_harbour",
    name="Harbour Cottages",
    monogram="HC",
    colour="#1D4F91",
    language="en",
    time_zone="Europe/London",
    greeting="Hello! Which dates do you have in mind, and for how many?",
    facts=(
        ("Tone", "Warm, unhurried, British spelling, first names"),
        ("Holding", "48 hours without payment"),
        ("Deposit", "25 %, the rest six weeks before"),
        ("Changeover", "Friday or Saturday, 4 pm to 10 am"),
        ("Dogs", "Gull House 2, Keeper's 1, Net Loft 1 small, Orchard Barn 3, Boathouse none"),
    ),
    replies=(
        Reply(
            "bye",
            "Goodbye",
            "Thank you for writing to {{brand}}. Do come back"
            " to us with anything else, we are here until ten.",
        ),
        Reply(
            "dates",
            "Are the dates free?",
            "Hello {{visitor}}, [cottage] is free from [date] to [date]."
            " Shall I hold it for 48 hours?",
        ),
        Reply(
            "dogs",
            "Dogs",
            "Dogs are welcome at [cottage], [how many] of them. There is a tap by the back door"
            " for sandy paws.",
        ),
        Reply(
            "deposit",
            "Paying",
            "A quarter books it, the rest is due six weeks before you come. I can send the link to"
            " [e-mail].",
        ),
    ),
    products=PRODUCTS,
    pages=PAGES,
    catalogue="cottages",
    hours=open_from("08:00 22:00", "08:00 22:00", "08:00 22:00"),
)
