"""What clients write when they object to a lead, and what the agency answers, in their language.

In the order of the disputes: wrong number, out of scope, an old customer, nobody answers.
"""

OBJECTIONS = {
    "studio-nova": (
        ("Číslo patrí niekomu inému.", "Máte pravdu, ospravedlňujeme sa."),
        ("Chceli iba opravu.", "V chate sa pýtajú na ponuku, pozrite si ho."),
        ("Nakupuje u nás od jari.", ""),
        ("Volali sme trikrát, nikto nedvíha.", ""),
    ),
    "velopark": (
        ("Številka je od nekoga drugega.", "Prav imate, opravičujemo se."),
        ("Želeli so samo popravilo.", "V klepetu sprašujejo po ponudbi, oglejte si ga."),
        ("Pri nas kupuje od pomladi.", ""),
        ("Klicali smo trikrat, nihče se ne oglasi.", ""),
    ),
    "biolekarna": (
        ("Číslo patří někomu jinému.", "Máte pravdu, omlouváme se."),
        ("Chtěli jen vyměnit krém.", "V chatu se ptají na nabídku, podívejte se na něj."),
        ("Nakupuje u nás od jara.", ""),
        ("Volali jsme třikrát, nikdo to nebere.", ""),
    ),
    "harbour-cottages": (
        ("The number belongs to somebody else.", "You are right, sorry."),
        ("They wanted a job with us.", "The chat asks for dates and a price, see it."),
        ("Has stayed with us every year since 2023.", ""),
        ("Called three times, nobody answers.", ""),
    ),
}
