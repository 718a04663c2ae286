from config.demo.shop import Page, Product, Reply, Shop, open_from

PRODUCTS = (
    Product(
        "serum-sipek",
        "Sérum Šípek",
        "590 Kč",
        "Olejové sérum na noc pro suchou pleť",
        "Za studena lisovaný olej z šípkových semínek s vitamínem E z přírodních zdrojů."
        " Tři kapky na vlhkou pleť stačí. Lahvička vydrží dva měsíce.",
        (("Obsah", "30 ml"), ("Pleť", "suchá a zralá"), ("Vůně", "bez parfemace")),
        "Obličej",
    ),
    Product(
        "krem-mesicek",
        "Krém Měsíček",
        "420 Kč",
        "Hojivý krém na citlivá místa",
        "Měsíček z vlastní zahrady, máčený čtyřicet dní v mandlovém oleji. Uklidní zarudnutí"
        " a po větru vrátí tváři hebkost. Vhodný i pro děti od narození.",
        (("Obsah", "50 ml"), ("Pleť", "citlivá"), ("Vůně", "jemně bylinná")),
        "Obličej",
    ),
    Product(
        "gel-hermanek",
        "Mycí gel Heřmánek",
        "290 Kč",
        "Čistí, a přitom nevysušuje",
        "Bez sulfátů, pění jen tolik, kolik je třeba. Pleť po něm nepne. Tuba je z cukrové"
        " třtiny a dá se recyklovat s plasty.",
        (("Obsah", "150 ml"), ("Pleť", "všechny typy"), ("Vůně", "heřmánek")),
        "Obličej",
    ),
    Product(
        "mydlo-levandule",
        "Mýdlo Levandule",
        "129 Kč",
        "Tuhé mýdlo, zrálo šest týdnů",
        "Vařené za studena z olivového a kokosového oleje, s levandulí ze Starovic."
        " Každé krájíme ručně, proto je každé trochu jiné.",
        (("Hmotnost", "110 g"), ("Pokožka", "normální"), ("Vůně", "levandule")),
        "Tělo",
    ),
    Product(
        "balzam-medunka",
        "Balzám Meduňka",
        "149 Kč",
        "Na rty, do kapsy, na hory",
        "Včelí vosk, bambucké máslo a výtažek z meduňky. Drží i v mrazu a nelepí."
        " Papírový obal patří do papíru.",
        (("Obsah", "8 g"), ("Ochrana", "SPF 15"), ("Vůně", "meduňka a citron")),
        "Tělo",
    ),
    Product(
        "caj-dobra-noc",
        "Čaj Dobrá noc",
        "119 Kč",
        "Bylinná směs na klidný večer",
        "Meduňka, chmel, levandule a trochu medu v představách. Zalijte vroucí vodou a nechte"
        " deset minut pod pokličkou.",
        (("Obsah", "60 g"), ("Šálků", "30"), ("Kofein", "žádný")),
        "Čaje",
    ),
)

PAGES = (
    Page(
        "poradna",
        "Poradna",
        (
            (
                "Nevíte, jakou máte pleť?",
                "Umyjte ji vlažnou vodou a hodinu nic. Pne? Je suchá. Leskne se na čele a nose?"
                " Smíšená. Svědí? Citlivá. S ostatním poradíme v chatu.",
            ),
            (
                "Alergie",
                "U každého výrobku je celé složení. Kdo reaguje na hvězdnicovité rostliny, ať se"
                " vyhne měsíčku a heřmánku. Vzorek na zkoušku pošleme za poštovné.",
            ),
            (
                "Těhotenství a kojení",
                "Bez obav lze Krém Měsíček a Mycí gel Heřmánek. U ostatního se nás raději zeptejte."
                " Lékaře nenahrazujeme.",
            ),
        ),
    ),
    Page(
        "o-nas",
        "O nás",
        (
            (
                "Lékárnice a zahradnice",
                "Začaly jsme v roce 2011 v kuchyni ve Valticích. Dnes máme dva hektary bylin, malou"
                " laboratoř a osm kolegyň. Recepty pořád zkoušíme nejdřív na sobě.",
            ),
            (
                "Co v nich nenajdete",
                "Parabeny, silikony, minerální oleje ani mikroplasty. A žádná slova, kterým by"
                " nerozuměla babička.",
            ),
            ("Prodejna", "Náměstí 4, Valtice. Otevřeno od úterý do soboty, 10–17 hodin."),
        ),
    ),
    Page(
        "doprava",
        "Doprava a platba",
        (
            (
                "Doprava",
                "Výdejní místo 69 Kč, domů 99 Kč, nad 1 200 Kč zdarma. Co objednáte do poledne,"
                " odejde týž den.",
            ),
            ("Platba", "Kartou předem, převodem, nebo na dobírku za 39 Kč."),
            (
                "Vrácení",
                "Nesedlo to? Vraťte i otevřené do 30 dnů. Peníze pošleme zpátky do pěti dnů.",
            ),
        ),
    ),
)

BIOLEKARNA = Shop(
    slug="biolekarna",
    public_key="br_demo_biolekarna",
    name="BioLékárna",
    monogram="BL",
    colour="#A21C5B",
    language="cs",
    time_zone="Europe/Prague",
    greeting="Dobrý den, poradíme vám s výběrem pro vaši pleť?",
    facts=(
        ("Oslovení", "Vykáme, laskavě, 5. pádem: „Dobrý den, paní Nováková“"),
        ("Léčba", "Neradíme s nemocemi, posíláme k lékaři"),
        ("Doprava", "Výdejní místo 69 Kč, domů 99 Kč, nad 1 200 Kč zdarma"),
        ("Prodejna", "Valtice, Náměstí 4, út–so 10–17"),
        ("Vzorky", "Zdarma, zákazník platí poštovné 49 Kč"),
    ),
    replies=(
        Reply(
            "louceni",
            "Rozloučení",
            "Děkujeme, že jste napsali do {{brand}}. Přejeme krásný den a pleť bez starostí.",
        ),
        Reply(
            "plet",
            "Typ pleti",
            "Dobrý den, [oslovení]. Abych poradila dobře: pne vás pleť po umytí,"
            " nebo se spíš leskne?",
        ),
        Reply(
            "vzorek",
            "Vzorek",
            "Vzorek [produkt] vám ráda pošlu, platí se jen poštovné 49 Kč. Na jakou adresu?",
        ),
        Reply(
            "slozeni",
            "Složení a alergie",
            "[produkt] obsahuje [složka]. Máte na ni, nebo na podobné rostliny, alergii?",
        ),
    ),
    products=PRODUCTS,
    pages=PAGES,
    catalogue="vyrobky",
    hours=open_from("08:00 22:00", "08:00 22:00", "08:00 22:00"),
)
