"""The tenant boundary in PostgreSQL: policies and composite foreign keys, and how to find a hole.

A migration that creates tenant tables ends with ``Walls("Model")`` for each of them. The
catalog queries below are run by ``tenants.checks`` and by the tests.
"""

from collections.abc import Iterator
from typing import Literal

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation

from tenants.scoping import TenantForeignKey

# none: visitors see nothing of it; own: the rows of that visitor; shared: as staff do.
VisitorWall = Literal["none", "own", "shared"]

CONTEXT = """
CREATE FUNCTION ctx_agency() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT NULLIF(current_setting('app.agency_id', true), '')::bigint $$;
CREATE FUNCTION ctx_brands() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT NULLIF(current_setting('app.brand_ids', true), '')::bigint[] $$;
CREATE FUNCTION ctx_visitor() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT NULLIF(current_setting('app.visitor_id', true), '')::bigint $$;
"""
DROP_CONTEXT = (
    "DROP FUNCTION ctx_agency(); DROP FUNCTION ctx_brands(); DROP FUNCTION ctx_visitor();"
)

# Plain, not wrapped in a SELECT: the planner then estimates with the real value.
AGENCY = "{column} = NULLIF(current_setting('app.agency_id', true), '')::bigint"
# Wrapped: evaluated once and not per row. A row of no brand belongs to all of them.
BRAND = (
    "CASE WHEN (SELECT ctx_brands()) IS NULL THEN true"
    " ELSE {column} = ANY ((SELECT ctx_brands())::bigint[]) END"
)
ANY_BRAND = BRAND.replace("ELSE ", "ELSE {column} IS NULL OR ")
# A CASE where IS NULL would do: of that PostgreSQL expects one row in two hundred, and then sorts
# a year of facts that it could have added up.
VISITOR: dict[str, str] = {
    "none": "CASE WHEN (SELECT ctx_visitor()) IS NULL THEN true ELSE false END",
    "own": (
        "CASE WHEN (SELECT ctx_visitor()) IS NULL THEN true"
        " ELSE {column} = (SELECT ctx_visitor()) END"
    ),
}

# An agency that statistics do not know is taken for one row, and joins for it get a plan that
# reads all its rows again for every row. So they are made after so many changes, not after a
# share of the table, which in a large one a new agency reaches late.
FRESH_STATISTICS = "autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 2000"


class Walls(Operation):
    """Force row-level security on a table and add its composite foreign keys."""

    reversible = True

    def __init__(
        self, model_name: str, visitor: VisitorWall = "none", visitor_sees: str = "true"
    ) -> None:
        self.model_name = model_name
        self.visitor = visitor
        self.visitor_sees = visitor_sees

    def state_forwards(self, app_label: str, state: object) -> None:
        pass

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state, to_state
    ) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        for statement in self._statements(model):
            schema_editor.execute(statement)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state, to_state
    ) -> None:
        table = from_state.apps.get_model(app_label, self.model_name)._meta.db_table
        for policy in ("agency", "brand", "visitor"):
            schema_editor.execute(f"DROP POLICY IF EXISTS {policy} ON {table}")
        schema_editor.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")

    def describe(self) -> str:
        return f"Wall in {self.model_name}"

    def _statements(self, model: type[models.Model]) -> Iterator[str]:
        table = model._meta.db_table
        columns = {field.column for field in model._meta.local_fields}
        is_agency = "agency_id" not in columns
        is_brand = not is_agency and table == "tenants_brand"
        yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
        yield f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"
        yield _policy(table, "agency", AGENCY.format(column="id" if is_agency else "agency_id"))
        if is_brand:
            yield _restrict(table, "brand", BRAND.format(column="id"))
        elif "brand_id" in columns:
            wall = ANY_BRAND if model._meta.get_field("brand").null else BRAND
            yield _restrict(table, "brand", wall.format(column="brand_id"))
        if self.visitor != "shared":
            column = "id" if table.endswith("_visitor") else "visitor_id"
            wall = VISITOR[self.visitor].format(column=column)
            if self.visitor_sees != "true":
                wall = f"({wall}) AND ((SELECT ctx_visitor()) IS NULL OR {self.visitor_sees})"
            yield _restrict(table, "visitor", wall)
        if not is_agency:
            yield from _composite_keys(model, table)
        yield f"ALTER TABLE {table} SET ({FRESH_STATISTICS})"


def _policy(table: str, name: str, using: str) -> str:
    return f"CREATE POLICY {name} ON {table} USING ({using})"


def _restrict(table: str, name: str, using: str) -> str:
    return f"CREATE POLICY {name} ON {table} AS RESTRICTIVE USING ({using})"


def _composite_keys(model: type[models.Model], table: str) -> Iterator[str]:
    if any(field.column == "id" for field in model._meta.local_fields):
        yield f"ALTER TABLE {table} ADD CONSTRAINT {table}_wall UNIQUE (agency_id, id)"
    for field in model._meta.local_fields:
        if not isinstance(field, TenantForeignKey):
            continue
        target = field.related_model._meta.db_table
        yield (
            f"ALTER TABLE {table} ADD CONSTRAINT {table}_{field.column}_wall"
            f" FOREIGN KEY (agency_id, {field.column}) REFERENCES {target} (agency_id, id)"
            f" DEFERRABLE INITIALLY DEFERRED"
        )


# A table of an agency without forced security, or without the policy that walls it in.
OPEN_TABLES = """
SELECT c.relname
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'
  JOIN pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped
   AND (a.attname = 'agency_id' OR (c.relname = 'tenants_agency' AND a.attname = 'id'))
 WHERE c.relkind IN ('r', 'p')
   AND NOT (c.relrowsecurity AND c.relforcerowsecurity AND EXISTS (
       SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'agency'))
 ORDER BY 1
"""
# A table with a brand column without the brand policy.
UNBRANDED_TABLES = """
SELECT c.relname
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'
  JOIN pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped AND a.attname = 'brand_id'
 WHERE c.relkind IN ('r', 'p') AND NOT EXISTS (
       SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'brand')
 ORDER BY 1
"""
# A table of an agency where a visitor's scope is not thought of.
VISITOR_OPEN_TABLES = """
SELECT c.relname
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'
  JOIN pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped AND a.attname = 'agency_id'
 WHERE c.relkind IN ('r', 'p') AND c.relname NOT IN ('tenants_brand', 'tenants_brandsite')
   AND NOT EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'visitor')
 ORDER BY 1
"""
# A foreign key between two tables of agencies that does not carry agency_id.
PLAIN_FOREIGN_KEYS = """
SELECT k.conrelid::regclass || '.' || k.conname
  FROM pg_constraint k
 WHERE k.contype = 'f' AND k.confrelid <> 'tenants_agency'::regclass
   AND EXISTS (SELECT 1 FROM pg_attribute a
                WHERE a.attrelid = k.conrelid AND a.attname = 'agency_id')
   AND EXISTS (SELECT 1 FROM pg_attribute a
                WHERE a.attrelid = k.confrelid AND a.attname = 'agency_id')
   AND NOT EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = k.conrelid
                    AND a.attname = 'agency_id' AND a.attnum = ANY (k.conkey))
 ORDER BY 1
"""
# A view or function that runs with its owner's rights.
OWNERS_RIGHTS = """
SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
 WHERE n.nspname = 'public' AND p.prosecdef
UNION ALL
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = 'public' AND (c.relkind = 'm' OR (c.relkind = 'v'
   AND NOT coalesce('security_invoker=true' = ANY (c.reloptions), false)))
"""
# The role: superuser, bypasses security, belongs to the tables' owner, may truncate.
ROLE = """
SELECT r.rolsuper, r.rolbypassrls,
       EXISTS (SELECT 1 FROM pg_class c WHERE c.relname = 'tenants_agency'
                AND pg_has_role(current_user, c.relowner, 'member')),
       EXISTS (SELECT 1 FROM pg_class c WHERE c.relname = 'tenants_agency'
                AND has_table_privilege(c.oid, 'TRUNCATE'))
  FROM pg_roles r WHERE r.rolname = current_user
"""
