from django.db import migrations

from tenants.walls import Walls

# What was written stays: for whoever connects, also the owner, also by TRUNCATE, which row
# triggers do not see. refuse_change() is the event log's.
APPEND_ONLY = ["charge", "period", "invoice", "invoiceline", "linecharge"]
KEEP_ROWS = "".join(
    f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON billing_{table}"
    f" FOR EACH ROW EXECUTE FUNCTION refuse_change();"
    f"CREATE TRIGGER never_emptied BEFORE TRUNCATE ON billing_{table}"
    f" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();"
    for table in APPEND_ONLY
)
LET_ROWS_GO = "".join(
    f"DROP TRIGGER append_only ON billing_{table}; DROP TRIGGER never_emptied ON billing_{table};"
    for table in APPEND_ONLY
)

# Equality of numbers beside overlap of ranges in one index. A trusted extension: whoever owns
# the database may add it.
NO_OVERLAP = """
CREATE EXTENSION IF NOT EXISTS btree_gist;
ALTER TABLE billing_contract ADD CONSTRAINT one_contract_a_day EXCLUDE USING gist (
    agency_id WITH =, brand_id WITH =, daterange(valid_from, valid_to, '[]') WITH &&);
ALTER TABLE billing_period ADD CONSTRAINT one_period_an_instant EXCLUDE USING gist (
    agency_id WITH =, brand_id WITH =, tstzrange(starts_at, ends_at) WITH &&);
"""
LET_OVERLAP = """
ALTER TABLE billing_contract DROP CONSTRAINT one_contract_a_day;
ALTER TABLE billing_period DROP CONSTRAINT one_period_an_instant;
"""

KEEP_LEDGER = """
ALTER TABLE billing_charge ADD CONSTRAINT charge_adds_up
    CHECK (amount = round(quantity * unit_price, 4));

CREATE FUNCTION keep_reversal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM billing_charge c
      WHERE c.agency_id = NEW.agency_id AND c.id = NEW.reverses_id AND c.brand_id = NEW.brand_id
        AND c.currency = NEW.currency AND c.amount = -NEW.amount;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'a reversal takes back exactly one charge'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reversal_of_charge';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_reversal BEFORE INSERT ON billing_charge
    FOR EACH ROW WHEN (NEW.reverses_id IS NOT NULL) EXECUTE FUNCTION keep_reversal();

-- A contract may end, or lose its end; what it costs stays.
CREATE FUNCTION keep_contract() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(NEW) - 'valid_to' <> to_jsonb(OLD) - 'valid_to' THEN
        RAISE EXCEPTION 'a contract never changes: make a new version'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_contract BEFORE UPDATE ON billing_contract
    FOR EACH ROW EXECUTE FUNCTION keep_contract();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON billing_contract
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""
FREE_LEDGER = """
DROP TRIGGER never_emptied ON billing_contract;
DROP TRIGGER keep_contract ON billing_contract;
DROP FUNCTION keep_contract();
DROP TRIGGER keep_reversal ON billing_charge;
DROP FUNCTION keep_reversal();
ALTER TABLE billing_charge DROP CONSTRAINT charge_adds_up;
"""

# The triggers look at the whole agency, whatever the scope shows: they set the context of the
# row, which the policies have let through, and put back the one they found.
SEE = """was text[] := ARRAY[current_setting('app.agency_id', true),
        current_setting('app.brand_ids', true), current_setting('app.visitor_id', true)];"""
LOOK = """PERFORM set_config('app.agency_id', NEW.agency_id::text, true),
            set_config('app.brand_ids', '', true), set_config('app.visitor_id', '', true);"""
LEAVE = """PERFORM set_config('app.agency_id', coalesce(was[1], ''), true),
            set_config('app.brand_ids', coalesce(was[2], ''), true),
            set_config('app.visitor_id', coalesce(was[3], ''), true);"""

KEEP_NUMBERS = f"""
CREATE FUNCTION keep_series() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' AND NEW.last <> 0 OR TG_OP = 'UPDATE' AND (
        NEW.last <> OLD.last + 1 OR NEW.prefix <> OLD.prefix OR NEW.agency_id <> OLD.agency_id
        OR NEW.issued_on < OLD.issued_on)
    THEN
        RAISE EXCEPTION 'a series begins at 1 and leaves nothing out'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'series_goes_up_by_one';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_series BEFORE INSERT OR UPDATE ON billing_series
    FOR EACH ROW EXECUTE FUNCTION keep_series();
CREATE TRIGGER never_deleted BEFORE DELETE ON billing_series
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON billing_series
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE FUNCTION keep_numbers() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    {SEE}
    is_next boolean;
BEGIN
    {LOOK}
    is_next := NEW.sequence = 1 OR EXISTS (
        SELECT 1 FROM billing_invoice i WHERE i.agency_id = NEW.agency_id
           AND i.prefix = NEW.prefix AND i.sequence = NEW.sequence - 1
           AND i.issued_on <= NEW.issued_on);
    {LEAVE}
    IF NOT is_next THEN
        RAISE EXCEPTION 'invoice % does not follow the one before it', NEW.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'invoice_follows';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_numbers BEFORE INSERT ON billing_invoice
    FOR EACH ROW EXECUTE FUNCTION keep_numbers();
"""
FREE_NUMBERS = """
DROP TRIGGER keep_numbers ON billing_invoice;
DROP FUNCTION keep_numbers();
DROP TRIGGER never_emptied ON billing_series;
DROP TRIGGER never_deleted ON billing_series;
DROP TRIGGER keep_series ON billing_series;
DROP FUNCTION keep_series();
"""

# sum(lines) = net and sum(charges) = line, at COMMIT; and nothing is added to an issued invoice.
KEEP_SUMS = f"""
CREATE FUNCTION keep_invoice_sum() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    {SEE}
    lines numeric;
BEGIN
    {LOOK}
    SELECT coalesce(sum(l.amount), 0) INTO lines FROM billing_invoiceline l
     WHERE l.agency_id = NEW.agency_id AND l.invoice_id = NEW.id;
    {LEAVE}
    IF lines <> NEW.net THEN
        RAISE EXCEPTION 'invoice %: lines %, net %', NEW.number, lines, NEW.net
            USING ERRCODE = 'check_violation', CONSTRAINT = 'lines_add_up';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER keep_invoice_sum AFTER INSERT ON billing_invoice
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION keep_invoice_sum();

CREATE FUNCTION keep_line_sum() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    {SEE}
    charges numeric;
    sign int;
BEGIN
    {LOOK}
    SELECT CASE i.kind WHEN '381' THEN -1 ELSE 1 END INTO sign FROM billing_invoice i
     WHERE i.agency_id = NEW.agency_id AND i.id = NEW.invoice_id AND i.brand_id = NEW.brand_id;
    SELECT coalesce(sum(c.amount), 0) INTO charges
      FROM billing_linecharge x
      JOIN billing_charge c ON c.agency_id = x.agency_id AND c.id = x.charge_id
     WHERE x.agency_id = NEW.agency_id AND x.line_id = NEW.id AND c.brand_id = NEW.brand_id;
    {LEAVE}
    IF charges * sign IS DISTINCT FROM NEW.amount THEN
        RAISE EXCEPTION 'line % of invoice %: charges %, amount %',
            NEW.position, NEW.invoice_id, charges, NEW.amount
            USING ERRCODE = 'check_violation', CONSTRAINT = 'charges_add_up';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER keep_line_sum AFTER INSERT ON billing_invoiceline
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION keep_line_sum();

CREATE FUNCTION keep_lines_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM added a JOIN billing_invoice i
                 ON i.agency_id = a.agency_id AND i.id = a.invoice_id
                WHERE i.issued_at < transaction_timestamp())
    THEN
        RAISE EXCEPTION 'an issued invoice gets no more lines' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER keep_lines_closed AFTER INSERT ON billing_invoiceline
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION keep_lines_closed();

CREATE FUNCTION keep_charges_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM (SELECT DISTINCT agency_id, line_id FROM added) a
                 JOIN billing_invoiceline l ON l.agency_id = a.agency_id AND l.id = a.line_id
                 JOIN billing_invoice i ON i.agency_id = l.agency_id AND i.id = l.invoice_id
                WHERE i.issued_at < transaction_timestamp())
    THEN
        RAISE EXCEPTION 'an issued line gets no more charges' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER keep_charges_closed AFTER INSERT ON billing_linecharge
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION keep_charges_closed();
"""
FREE_SUMS = """
DROP TRIGGER keep_charges_closed ON billing_linecharge;
DROP FUNCTION keep_charges_closed();
DROP TRIGGER keep_lines_closed ON billing_invoiceline;
DROP FUNCTION keep_lines_closed();
DROP TRIGGER keep_line_sum ON billing_invoiceline;
DROP FUNCTION keep_line_sum();
DROP TRIGGER keep_invoice_sum ON billing_invoice;
DROP FUNCTION keep_invoice_sum();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0001_initial"),
        ("conversations", "0002_walls"),
        ("tenants", "0002_walls"),
    ]

    operations = [
        Walls("Party"),
        Walls("Contract"),
        Walls("Charge"),
        Walls("Period"),
        Walls("Series"),
        Walls("Invoice"),
        Walls("InvoiceLine"),
        Walls("LineCharge"),
        migrations.RunSQL(NO_OVERLAP, LET_OVERLAP),
        migrations.RunSQL(KEEP_ROWS, LET_ROWS_GO),
        migrations.RunSQL(KEEP_LEDGER, FREE_LEDGER),
        migrations.RunSQL(KEEP_NUMBERS, FREE_NUMBERS),
        migrations.RunSQL(KEEP_SUMS, FREE_SUMS),
    ]
