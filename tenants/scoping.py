"""The tenant boundary for rows: one scope, enforced by PostgreSQL and by the managers.

``tenant_scope`` opens its own transaction and tells PostgreSQL whose rows it may see;
row-level security does the rest (``tenants.walls``). The managers add the same filter in
SQL and refuse to build a query outside a scope, so a forgotten scope is an exception and
not an empty page. Architecture: docs/architecture.md, "Walls".
"""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.db import connection, models, transaction


@dataclass(frozen=True)
class Scope:
    """Whose rows are in reach. ``brand_ids=None`` means every brand of the agency."""

    agency_id: int
    brand_ids: frozenset[int] | None = None
    visitor_id: int | None = None

    def allows(self, row: models.Model) -> bool:
        if row.agency_id != self.agency_id:  # type: ignore[attr-defined]
            return False
        brand_id = getattr(row, "brand_id", None)
        return self.brand_ids is None or brand_id is None or brand_id in self.brand_ids


class EveryTenant:
    """Sweeps and named commands only. Queries run as the database role ``maintenance``."""

    def allows(self, row: models.Model) -> bool:
        return True


class NoActiveScope(RuntimeError):
    pass


class WrongTenant(RuntimeError):
    pass


EVERY_TENANT = EveryTenant()
_active: ContextVar[Scope | EveryTenant | None] = ContextVar("active_scope", default=None)


def tenant_scope(
    agency_id: int, *, brand_ids: Iterable[int] | None = None, visitor_id: int | None = None
) -> AbstractContextManager[Scope]:
    brands = None if brand_ids is None else frozenset(brand_ids)
    return within(Scope(agency_id, brands, visitor_id))


@contextmanager
def within(scope: Scope) -> Iterator[Scope]:
    outer = _active.get()
    is_nested = connection.in_atomic_block
    with transaction.atomic():
        _tell_postgres(scope)
        token = _active.set(scope)
        try:
            yield scope
        finally:
            _active.reset(token)
        # A released savepoint keeps its settings, so an outer block would go on with the
        # inner tenant. After an exception the rollback restores them by itself.
        if is_nested and not connection.needs_rollback:
            _tell_postgres(outer if isinstance(outer, Scope) else None)


def give_back_connection() -> None:
    """Between two scopes, before something that takes its time: few share the connections."""
    if not connection.in_atomic_block:
        connection.close()


@contextmanager
def every_tenant() -> Iterator[None]:
    token = _active.set(EVERY_TENANT)
    try:
        yield
    finally:
        _active.reset(token)


@contextmanager
def reading_as(setting: str, value: str | int) -> Iterator[None]:
    """Let one narrow SELECT policy through, before the tenant is known.

    ``user_id`` opens a person's own memberships, ``brand_key`` the brand of a public key.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config(%s, %s, true)", [f"app.{setting}", str(value)])
        yield
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config(%s, '', true)", [f"app.{setting}"])


def brands_literal(brand_ids: Iterable[int] | None) -> str:
    """The value of ``app.brand_ids``: empty for every brand, ``{}`` for none."""
    return "" if brand_ids is None else f"{{{','.join(map(str, sorted(brand_ids)))}}}"


def _tell_postgres(scope: Scope | None) -> None:
    values = ["", "", ""]
    if scope is not None:
        visitor = "" if scope.visitor_id is None else str(scope.visitor_id)
        values = [str(scope.agency_id), brands_literal(scope.brand_ids), visitor]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('app.agency_id', %s, true),"
            " set_config('app.brand_ids', %s, true), set_config('app.visitor_id', %s, true)",
            values,
        )


def active_scope() -> Scope | EveryTenant:
    scope = _active.get()
    if scope is None:
        raise NoActiveScope("Enter tenant_scope() before touching tenant data.")
    return scope


class ScopeRouter:
    """Queries of every_tenant() go to the connection whose role may see every row."""

    def db_for_read(self, model: type[models.Model], **hints: object) -> str | None:
        return "maintenance" if _active.get() is EVERY_TENANT else None

    db_for_write = db_for_read

    def allow_relation(self, one: models.Model, other: models.Model, **hints: object) -> bool:
        return True  # The connections are roles of one database.


class TenantManager(models.Manager):
    def get_queryset(self) -> models.QuerySet:
        scope = active_scope()
        queryset = super().get_queryset()
        if not isinstance(scope, Scope):
            return queryset
        queryset = queryset.filter(agency_id=scope.agency_id)
        field = self.model.brand_field  # type: ignore[attr-defined]
        if field and scope.brand_ids is not None:
            queryset = queryset.filter(**{f"{field}__in": scope.brand_ids})
        return queryset

    def bulk_create(self, objs, *args, **kwargs):
        rows = list(objs)
        for row in rows:
            row.check_tenant()
        return super().bulk_create(rows, *args, **kwargs)


class TenantForeignKey(models.ForeignKey):
    """A foreign key that cannot cross the wall: (agency_id, id) in the database.

    Django's own constraint would accept the id of another agency's row, so it is left out
    and ``tenants.walls.Walls`` adds the composite one.
    """

    def __init__(self, to, on_delete, **kwargs) -> None:
        kwargs["db_constraint"] = False
        super().__init__(to, on_delete, **kwargs)


class TenantModel(models.Model):
    """A row of one agency. Subclasses that belong to a brand name the column."""

    brand_field: str | None = None

    agency = models.ForeignKey("tenants.Agency", models.CASCADE, related_name="+", db_index=False)

    objects = TenantManager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs) -> None:
        self.check_tenant()
        super().save(*args, **kwargs)

    def check_tenant(self) -> None:
        if not active_scope().allows(self):
            raise WrongTenant(f"{type(self).__name__} of agency {self.agency_id}: other scope.")


class BrandModel(TenantModel):
    """A row of one brand of one agency."""

    brand_field = "brand_id"

    brand = TenantForeignKey("tenants.Brand", models.CASCADE, related_name="+", db_index=False)

    class Meta:
        abstract = True
