from datetime import date

from django.db import migrations

# Standard rates. The days before the first of each are older than the product.
RATES = [
    ("SK", "20.00", date(2011, 1, 1), "Act 222/2004, § 27"),
    ("SK", "23.00", date(2025, 1, 1), "Act 222/2004, § 27, as amended by 278/2024"),
    ("SI", "22.00", date(2013, 7, 1), "ZDDV-1, čl. 41"),
    ("CZ", "21.00", date(2013, 1, 1), "Act 235/2004, § 47"),
    ("AT", "20.00", date(1984, 1, 1), "UStG 1994, § 10"),
    ("HU", "27.00", date(2012, 1, 1), "Act CXXVII of 2007, § 82"),
    ("DE", "19.00", date(2021, 1, 1), "UStG, § 12"),
    ("PL", "23.00", date(2011, 1, 1), "Ustawa o VAT, art. 146"),
    ("HR", "25.00", date(2012, 3, 1), "Zakon o PDV-u, čl. 38"),
]


def fill(apps, schema_editor):
    rates = apps.get_model("billing", "VatRate").objects.using(schema_editor.connection.alias)
    for country, rate, valid_from, source in RATES:
        rates.create(country=country, rate=rate, valid_from=valid_from, source=source)


def empty(apps, schema_editor):
    apps.get_model("billing", "VatRate").objects.using(schema_editor.connection.alias).delete()


class Migration(migrations.Migration):
    dependencies = [("billing", "0002_walls")]

    operations = [migrations.RunPython(fill, empty)]
