"""The two engines under the product: ours from the wheels, or the ones the environment names."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .postgres import Postgres
from .problems import Problem
from .progress import Step
from .servers import Servers
from .stack import free_port
from .valkey import Valkey

ROLES = Path(__file__).with_name("roles.sql")
# Which role of the database stands behind which variable.
ROLE_OF = {
    "DATABASE_URL": "app",
    "DATABASE_OWNER_URL": "owner",
    "DATABASE_MAINTENANCE_URL": "maintenance",
}


@dataclass
class Engines:
    folder: Path
    passwords: Mapping[str, str]
    servers: Servers
    durable: bool = True

    def start_all(self, step: Step) -> dict[str, str]:
        return self.start_database(step) | self.start_broker(step)

    def start_database(self, step: Step) -> dict[str, str]:
        """PostgreSQL with the database and its roles; returns the variables that name them."""
        postgres = Postgres(
            self.folder / "postgres", free_port(), self.passwords["postgres"], self.durable
        )
        postgres.prepare(step, self.servers.logs / "initdb.log")
        self.servers.start(postgres.server())
        self.servers.wait_for("postgres", step.tick)
        create_roles(postgres, self.passwords)
        return {
            name: f"postgresql://{role}:{self.passwords[role]}@127.0.0.1:{postgres.port}/switchboard"
            for name, role in ROLE_OF.items()
        }

    def start_broker(self, step: Step) -> dict[str, str]:
        valkey = Valkey(self.folder / "valkey", free_port(), self.passwords["valkey"], self.durable)
        self.servers.start(valkey.server())
        self.servers.wait_for("valkey", step.tick)
        return {"REDIS_URL": valkey.url}


def create_roles(postgres: Postgres, passwords: Mapping[str, str]) -> None:
    access = {f"{role.upper()}_PASSWORD": passwords[role] for role in ROLE_OF.values()}
    postgres.psql(f"--file={ROLES}", environment=access)


def database_is_given(environment: Mapping[str, str]) -> bool:
    """Whether the environment names a database; then it has to name it for all three roles."""
    if not environment.get("DATABASE_URL"):
        return False
    missing = [name for name in ROLE_OF if not environment.get(name)]
    if missing:
        raise Problem(
            f"DATABASE_URL is set, so set {' and '.join(missing)} as well. "
            f"{ROLES.name} beside this program makes the three roles on your server."
        )
    return True
