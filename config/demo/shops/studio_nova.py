from config.demo.shop import Page, Product, Reply, Shop, open_from

PRODUCTS = (
    Product(
        "sedacka-oslo",
        "Sedačka Oslo",
        "1 290 €",
        "Trojmiestna, s poťahom, ktorý sa dá prať",
        "Hlboké sedenie, na ktorom sa dá čítať aj driemať. Nosný rám z masívneho buku, perie a pena"
        " v sedákoch, poťah na zips z ľanovej zmesi v šiestich farbách.",
        (
            ("Rozmery", "228 × 96 × 82 cm"),
            ("Dodanie", "4 týždne"),
            ("Záruka na rám", "10 rokov"),
        ),
        "Obývačka",
    ),
    Product(
        "kreslo-bergen",
        "Kreslo Bergen",
        "540 €",
        "Otočné kreslo do rohu s lampou",
        "Malé kreslo s veľkým objatím. Otáča sa o celý kruh, takže výhľad z okna aj reč pri stole"
        " sú na dosah. Vlna z Oravy, noha z dymového dubu.",
        (("Rozmery", "78 × 80 × 76 cm"), ("Dodanie", "skladom"), ("Nosnosť", "130 kg")),
        "Obývačka",
    ),
    Product(
        "stol-fjord",
        "Stôl Fjord",
        "890 €",
        "Jedálenský stôl z masívneho duba",
        "Doska z jedného stromu, olejovaná tvrdým voskom. Sadne si okolo neho šesť ľudí, s vloženou"
        " doskou desať. Škrabance sa prebrúsia, stôl zostane.",
        (
            ("Rozmery", "180 (260) × 92 × 75 cm"),
            ("Dodanie", "6 týždňov"),
            ("Drevo", "dub z Malých Karpát"),
        ),
        "Jedáleň",
    ),
    Product(
        "lampa-luna",
        "Lampa Luna",
        "149 €",
        "Stojacia lampa s teplým svetlom",
        "Tienidlo z ryžového papiera na štíhlej oceľovej nohe. Svetlo sa stmieva dotykom,"
        " žiarovka je vymeniteľná a je v balení.",
        (("Výška", "152 cm"), ("Dodanie", "skladom"), ("Svetlo", "2 700 K, stmievateľné")),
        "Svetlo",
    ),
    Product(
        "postel-tatra",
        "Posteľ Tatra",
        "1 090 €",
        "Manželská posteľ bez jedinej skrutky",
        "Spoje na drevený klin, čelo z vypletaného ratanu. Zložíte ju za desať minút a nevŕzga"
        " ani po rokoch. Rošt je v cene.",
        (("Ložná plocha", "180 × 200 cm"), ("Dodanie", "4 týždne"), ("Drevo", "jaseň")),
        "Spálňa",
    ),
    Product(
        "regal-mesto",
        "Regál Mesto",
        "420 €",
        "Skladačka z políc, ktorá rastie s knihami",
        "Začnite dvoma modulmi a pridávajte. Police znesú 25 kg každá, zadná stena je"
        " voliteľná, takže regál môže deliť aj miestnosť.",
        (("Modul", "90 × 34 × 38 cm"), ("Dodanie", "skladom"), ("Povrch", "dubová dyha")),
        "Pracovňa",
    ),
)

PAGES = (
    Page(
        "dielna",
        "Naša dielňa",
        (
            (
                "Od roku 1998 pod Zoborom",
                "V dielni pracuje jedenásť stolárov a dve čalúnničky. Každý kus má na spodku meno"
                " toho, kto ho vyrobil, a rok. Keď sa niečo pokazí, vieme, kto to opraví.",
            ),
            (
                "Drevo odtiaľ, kam dovidíme",
                "Dub a jaseň kupujeme z lesov do stopäťdesiat kilometrov. Schne dva roky na vzduchu"
                " a mesiac v sušiarni, až potom sa ho dotkne pílka.",
            ),
            (
                "Vyskúšajte si to naživo",
                "Predajňa v Nitre, Farská 12, je otvorená od pondelka do soboty od 9 do 18 hodiny."
                " Kávu varíme výbornú.",
            ),
        ),
    ),
    Page(
        "doprava",
        "Doprava a vrátenie",
        (
            (
                "Doprava",
                "Po Slovensku za 39 €, nad 1 000 € zadarmo. Nábytok vynesieme na poschodie,"
                " zložíme a obaly odnesieme. Do Česka vozíme za 69 €.",
            ),
            (
                "Vrátenie do 30 dní",
                "Nesedí? Prídeme si poň a peniaze vrátime do týždňa. Výnimkou je len nábytok"
                " vyrobený na mieru.",
            ),
            ("Platba", "Kartou, prevodom, alebo na tri splátky bez navýšenia."),
        ),
    ),
    Page(
        "kontakt",
        "Kontakt",
        (
            ("Predajňa", "Farská 12, 949 01 Nitra. Pondelok až sobota od 9 do 18 hodiny."),
            (
                "Najrýchlejšie v chate",
                "Vpravo dole. Odpovedáme zvyčajne do pol minúty, aj večer.",
            ),
            ("E-mail", "ahoj@studionova.example"),
        ),
    ),
)

STUDIO_NOVA = Shop(
    slug="studio-nova",
    public_key="br_demo_studionova",
    name="Studio Nova",
    monogram="SN",
    colour="#0F766E",
    language="sk",
    time_zone="Europe/Bratislava",
    greeting="Dobrý deň! Hľadáte niečo konkrétne, alebo poradíme s výberom?",
    facts=(
        ("Oslovenie", "Vykáme, píšeme celými vetami, bez smajlíkov"),
        ("Predajňa", "Nitra, Farská 12, Po–So 9–18"),
        ("Doprava", "39 €, nad 1 000 € zadarmo, aj s vynesením"),
        ("Termíny", "Skladom 3 dni, čalúnené 4 týždne, dub 6 týždňov"),
        ("Zľavy", "Nesľubujeme. Vzorky látok posielame zadarmo."),
    ),
    replies=(
        Reply(
            "rozlucka",
            "Rozlúčka",
            "Ďakujeme, že ste napísali do {{brand}}. Prajem"
            " Vám príjemný deň a nech sa Vám u nás páči.",
        ),
        Reply(
            "doprava",
            "Cena dopravy",
            "Doprava po Slovensku stojí 39 €, nad 1 000 € je zadarmo. [produkt] Vám vynesieme"
            " a zložíme. Kam by sme ho viezli?",
        ),
        Reply(
            "latky",
            "Vzorky látok",
            "Rada Vám pošlem vzorky látok na [produkt] domov, zadarmo."
            " Na akú adresu ich máme poslať?",
        ),
        Reply(
            "termin",
            "Termín dodania",
            "[produkt] vieme dodať do [termín]. Mám Vám ho predbežne zarezervovať?",
        ),
    ),
    products=PRODUCTS,
    pages=PAGES,
    catalogue="nabytok",
    hours=open_from("08:00 21:00", "09:00 20:00", "09:00 20:00"),
)
