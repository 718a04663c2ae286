from config.demo.shop import Page, Product, Reply, Shop, open_from

PRODUCTS = (
    Product(
        "soca-gravel",
        "Soča Gravel 2",
        "2.190 €",
        "Makadam, asfalt in vse vmes",
        "Kolo za dolge dneve brez načrta. Lahek okvir iz aluminija, vilice iz karbona, prostor za"
        " 45-milimetrske gume in pritrdila za torbe povsod, kjer jih potrebuješ.",
        (("Teža", "9,8 kg"), ("Prestave", "1 × 12"), ("Velikosti", "S, M, L, XL")),
        "Gravel",
    ),
    Product(
        "triglav-29",
        "Triglav 29",
        "2.890 €",
        "Gorsko kolo za prave poti",
        "130 milimetrov hoda spredaj in zadaj, geometrija, ki odpušča, in zavore, ki ne."
        " Za popoldne v Kamniku in za teden v Dolomitih.",
        (("Hod", "130 mm"), ("Kolesa", "29 palcev"), ("Velikosti", "S, M, L, XL")),
        "Gorska",
    ),
    Product(
        "ljubljanica",
        "Ljubljanica",
        "790 €",
        "Mestno kolo, ki mu dež ne pride do živega",
        "Jermen namesto verige, blatniki, luči na dinamo in prtljažnik za 25 kilogramov."
        " Servis enkrat na leto, vmes samo gonja.",
        (("Teža", "14,2 kg"), ("Prestave", "7 v pestu"), ("Velikosti", "S, M, L")),
        "Mestna",
    ),
    Product(
        "murncek-20",
        "Murnček 20",
        "340 €",
        "Prvo pravo kolo za šest let in več",
        "Lahko toliko, da ga otrok sam odnese po stopnicah. Ročice zavor so za majhne roke,"
        " okvir raste z otrokom štiri leta. Rabljenega odkupimo nazaj.",
        (("Teža", "7,9 kg"), ("Kolesa", "20 palcev"), ("Višina otroka", "115–135 cm")),
        "Otroška",
    ),
    Product(
        "celada-vrh",
        "Čelada Vrh",
        "119 €",
        "Zračna, lahka, s svetlobo zadaj",
        "Zaščita MIPS, osemnajst odprtin in rdeča luč, ki se polni prek USB-C."
        " Nastavi se z enim kolescem, tudi v rokavicah.",
        (("Teža", "290 g"), ("Obseg", "54–61 cm"), ("Barve", "oranžna, črna, bela")),
        "Oprema",
    ),
    Product(
        "torba-pot",
        "Torba Pot 22",
        "89 €",
        "Nepremočljiva torba za prtljažnik",
        "Zvita odprtina, varjeni šivi in zaponka, ki jo odpneš z eno roko."
        " V mestu je torba za čez ramo, na poti pol omare.",
        (("Prostornina", "22 l"), ("Nosilnost", "9 kg"), ("Garancija", "5 let")),
        "Oprema",
    ),
)

PAGES = (
    Page(
        "servis",
        "Servis",
        (
            (
                "Danes prineseš, jutri pelješ",
                "Mali servis 49 €: zavore, prestave, kolesa, mazanje. Veliki servis 119 €:"
                " razdremo, očistimo, sestavimo. Za oba se naroči v klepetu ali na pultu.",
            ),
            (
                "Popravimo vse, tudi kupljeno drugje",
                "Če se ne splača, povemo vnaprej. Rabljene dele, ki so še dobri,"
                " vgradimo za pol cene.",
            ),
            (
                "Najem",
                "Gravel ali gorsko kolo za konec tedna 69 €. Če ga kupiš, najem odštejemo.",
            ),
        ),
    ),
    Page(
        "trgovina",
        "Trgovina",
        (
            (
                "Šmartinska 58, Ljubljana",
                "Od ponedeljka do petka od 10. do 19. ure, v soboto od 9. do 14. ure."
                " Testna proga je za hišo, kavni avtomat pred njo.",
            ),
            (
                "Dostava",
                "Kolo pripeljemo sestavljeno, po Sloveniji brezplačno v treh dneh. Oprema nad 50 €"
                " potuje zastonj.",
            ),
            ("Vračilo", "30 dni za premislek, tudi po prvi vožnji po blatu."),
        ),
    ),
    Page(
        "velikost",
        "Katera velikost?",
        (
            ("Do 168 cm", "Velikost S. Z dolgimi nogami in kratkim trupom tudi M."),
            (
                "Od 168 do 182 cm",
                "Velikost M. Na meji z L vzemi manjšo za igrivost, večjo za daljave.",
            ),
            (
                "Nad 182 cm",
                "Velikost L, od 192 cm XL. Če nisi prepričan, nas vprašaj v klepetu: potrebujemo"
                " višino in notranjo dolžino noge.",
            ),
        ),
    ),
)

VELOPARK = Shop(
    slug="velopark",
    public_key="br_demo_velopark",
    name="VeloPark",
    monogram="VP",
    colour="#C2410C",
    language="sl",
    time_zone="Europe/Ljubljana",
    greeting="Živjo! Iščeš kolo, opremo ali termin za servis?",
    facts=(
        ("Nagovor", "Tikamo, kratko in sproščeno"),
        ("Trgovina", "Ljubljana, Šmartinska 58, pon–pet 10–19, sob 9–14"),
        ("Dostava", "Kolesa brezplačno, oprema nad 50 €"),
        ("Servis", "Mali 49 €, veliki 119 €, naslednji dan"),
        ("Velikosti", "S do 168, M do 182, L do 192, XL nad 192 cm"),
    ),
    replies=(
        Reply(
            "adijo",
            "Slovo",
            "Hvala za obisk pri {{brand}}! Če bo še kakšno vprašanje, smo tu vsak dan do osmih.",
        ),
        Reply(
            "velikost",
            "Prava velikost",
            "Za [kolo] bi pri tvoji višini vzel velikost [velikost]."
            " Kakšna je notranja dolžina noge?",
        ),
        Reply(
            "servis",
            "Termin za servis",
            "Prvi prosti termin za servis je [termin]. Ti ga rezerviram?"
            " Potrebujem ime in telefon.",
        ),
        Reply(
            "zaloga",
            "Zaloga",
            "[kolo] v velikosti [velikost] imamo na zalogi. Lahko ga pripravimo za preizkus.",
        ),
    ),
    products=PRODUCTS,
    pages=PAGES,
    catalogue="kolesa-in-oprema",
    hours=open_from("09:00 20:00", "09:00 15:00", ""),
)
