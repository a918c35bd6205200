"""An installation of its own for every test, on SQLite and, where it is installed, on PostgreSQL.

`records` runs a test on both databases, `installation` on SQLite alone. Both give an `Installation` that Django is connected to.
"""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import django
import pytest

from screener.config import Channel, Config, load_config

POSTGRESQL = sorted(path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb"))
CONFIGURATION = """
[records]
home = "home"
database = "{database}"

[[channels]]
name = "web"
department = "办公室"
settle_seconds = 0.0
"""
FOLDERS = ("home", "inbox", "released")


@dataclass(frozen=True, slots=True)
class Installation:
    """Where the files of a test's installation are; its database is the one that Django is connected to."""

    root: Path
    config: Config

    @property
    def config_path(self) -> Path:
        return self.root / "screener.toml"

    @property
    def home(self) -> Path:
        return self.root / "home"

    @property
    def channel(self) -> Channel:
        return self.config.channels[0]

    @property
    def environment(self) -> dict[str, str]:
        """For a process of its own that opens the same installation."""
        return {**os.environ, "SCREENER_CONFIG": str(self.config_path), "DJANGO_SETTINGS_MODULE": "reports.settings"}


@dataclass(frozen=True, slots=True)
class Cluster:
    """A private PostgreSQL, reached over a socket in its own folder alone."""

    socket: Path
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def sql(self, statement: str) -> None:
        connect = ["-h", str(self.socket), "-U", "screener", "-d", "postgres"]
        subprocess.run([POSTGRESQL[-1] / "psql", "-q", "-X", *connect, "-c", statement], check=True)

    def new(self, template: str = "template1") -> str:
        """The address of a new database, a copy of the template."""
        name = f"cases{next(self.numbers)}"
        self.sql(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.address(name)

    def address(self, name: str) -> str:
        return f"postgresql://screener@/{name}?host={self.socket}"


def connect(root: Path) -> Installation:
    """Point Django at the installation in `root`, whatever it was connected to before."""
    os.environ["SCREENER_CONFIG"] = str(root / "screener.toml")
    os.environ["DJANGO_SETTINGS_MODULE"] = "reports.settings"
    django.setup()
    from django.conf import settings
    from django.db import connections

    from reports.settings import database

    connections.close_all()
    config = load_config()
    settings.CONFIG, settings.HOME = config, config.records.home
    default = database(config, config.records.home)
    if "OPTIONS" in default:
        # No test pulls the plug of the machine; what processes leave behind when killed is the same either way.
        default["OPTIONS"]["init_command"] = default["OPTIONS"]["init_command"].replace("synchronous=FULL", "synchronous=OFF")
    settings.DATABASES = {"default": default}
    with suppress(AttributeError):  # a test that never connected
        del connections["default"]
    connections.__dict__.pop("settings", None)
    connections._settings = None  # type: ignore[attr-defined]
    return Installation(root, config)


def build(root: Path, database: str = "") -> Installation:
    """The folders, the configuration and the keys of an installation, without its tables."""
    from reports.cases import custody, keys

    for folder in FOLDERS:
        (root / folder).mkdir(mode=0o700, parents=True, exist_ok=True)
    (root / "screener.toml").write_text(CONFIGURATION.format(database=database), "utf-8")
    keys.create(root / "home")
    custody.prepare(root / "held")
    return connect(root)


def migrate() -> None:
    from django.core.management import call_command
    from django.db import connections

    call_command("migrate", verbosity=0)
    connections.close_all()


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with the tables, to be copied."""
    made = build(tmp_path_factory.mktemp("migrated"))
    migrate()
    return made.home / "cases.sqlite3"


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A private PostgreSQL for the test run: its own folder, no network, stopped by its process id."""
    if not POSTGRESQL:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    user = "postgres" if os.geteuid() == 0 else None  # it refuses to run as root
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    server = None
    try:
        if user:
            os.chown(folder, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)
        data = folder / "data"
        quick = ["-c", "fsync=off", "-c", "listen_addresses=", "-c", f"unix_socket_directories={folder}"]
        subprocess.run(
            [POSTGRESQL[-1] / "initdb", "-D", data, "-U", "screener", "-A", "trust", "-E", "UTF8", "--no-locale", "-N"],
            check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        server = subprocess.Popen(
            [POSTGRESQL[-1] / "postgres", "-D", data, *quick], user=user, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        subprocess.run([POSTGRESQL[-1] / "pg_isready", "-q", "-t", "1", "-h", folder], check=False)
        while subprocess.run([POSTGRESQL[-1] / "pg_isready", "-q", "-h", folder], check=False).returncode:
            if server.poll() is not None:
                pytest.fail("PostgreSQL did not start")
        yield Cluster(folder)
    finally:
        if server is not None:
            server.send_signal(signal.SIGQUIT)  # at once: nothing of it is kept
            server.wait()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def migrated_postgresql(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a database with the tables, to be copied."""
    cluster.sql("CREATE DATABASE migrated")
    build(tmp_path_factory.mktemp("migrated"), cluster.address("migrated"))
    migrate()
    return "migrated"


@pytest.fixture
def installation(tmp_path: Path, migrated_sqlite: Path) -> Iterator[Installation]:
    """A migrated installation on SQLite."""
    yield from on_sqlite(tmp_path, migrated_sqlite)


@pytest.fixture(params=["sqlite", "postgresql"])
def records(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Installation]:
    """A migrated installation, on each database."""
    if request.param == "sqlite":
        yield from on_sqlite(tmp_path, request.getfixturevalue("migrated_sqlite"))
    else:
        yield from on_postgresql(tmp_path, request.getfixturevalue("cluster"), request.getfixturevalue("migrated_postgresql"))


def on_sqlite(root: Path, migrated: Path) -> Iterator[Installation]:
    (root / "home").mkdir(mode=0o700)
    shutil.copy(migrated, root / "home" / "cases.sqlite3")
    yield build(root)
    _disconnect()


def on_postgresql(root: Path, cluster: Cluster, template: str) -> Iterator[Installation]:
    address = cluster.new(template)
    yield build(root, address)
    _disconnect()
    cluster.sql(f"DROP DATABASE {urlsplit(address).path[1:]} WITH (FORCE)")


def _disconnect() -> None:
    from django.db import connections

    connections.close_all()
