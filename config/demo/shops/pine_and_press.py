from config.demo.shop import Page, Product, Reply, Shop

PRODUCTS = (
    Product(
        "first-light",
        "First Light",
        "£11.50",
        "Ethiopia, washed. Bergamot, peach",
        "Roasted on Tuesdays, sent on Wednesdays. Best as filter, between one and five weeks old.",
        (("Weight", "250 g"), ("Roast", "light"), ("For", "filter")),
    ),
    Product(
        "workshop",
        "Workshop",
        "£9.80",
        "Brazil and Guatemala. Cocoa, hazelnut",
        "The one in our own machine. Forgiving as espresso, friendly with milk.",
        (("Weight", "250 g"), ("Roast", "medium"), ("For", "espresso")),
    ),
    Product(
        "late-shift",
        "Late Shift",
        "£10.90",
        "Colombia, without caffeine. Toffee, plum",
        "Decaffeinated with sugar cane, so it still tastes of coffee.",
        (("Weight", "250 g"), ("Roast", "medium"), ("For", "both")),
    ),
)

PINE_AND_PRESS = Shop(
    slug="pine-and-press",
    public_key="br_demo_pinepress",
    name="Pine & Press",
    monogram="PP",
    colour="#6B4423",
    language="en",
    time_zone="Europe/London",
    greeting="Morning! Filter, espresso or a present for somebody?",
    facts=(
        ("Tone", "Short, dry, friendly"),
        ("Roasting", "Tuesdays, sent on Wednesdays"),
        ("Postage", "£3.20, free from £30"),
    ),
    replies=(
        Reply("grind", "Grinding", "We can grind [coffee] for [brewer]. Whole beans keep longer."),
    ),
    products=PRODUCTS,
    pages=(
        Page(
            "about",
            "About",
            (
                ("Two people and a drum", "We roast twelve kilos at a time in a former joinery."),
                ("Postage", "£3.20, free from £30. Sent every Wednesday."),
            ),
        ),
    ),
)
