"""Makes an installation and brings an old one up to date: folders, keys, database, the first account. What exists is never replaced."""

from __future__ import annotations

import os
import secrets
from datetime import UTC, datetime
from pathlib import Path

from screener.config import Config
from screener.errors import ConfigError, UsageError

# From here on the chain says how accounts and proposals are.
COVERED_SINCE = ("cases", "0002_leaks_of_personal_data")


def make_folders(config: Config) -> list[Path]:
    """The channels' folders and the home. What was made. Raises `ConfigError` where a folder that must be ours alone is open to others."""
    made = []
    for folder, mode in _folders(config):
        if not folder.is_dir():
            folder.mkdir(parents=True)
            folder.chmod(mode)
            made.append(folder)
        elif mode == 0o700 and folder.stat().st_mode & 0o077:
            raise ConfigError(
                f"文件夹 {folder} 对其他用户开放：请查明有无泄露，再执行 chmod 700。",
                f"the folder {folder} is open to other users: find out what that meant, then chmod 700.",
            )
    from reports.cases.custody import prepare

    for channel in config.channels:
        prepare(channel.held)
        if channel.held.stat().st_dev != channel.inbox.stat().st_dev:
            raise ConfigError(
                f"渠道 {channel.name}：held 与 inbox 不在同一个文件系统，不能就地隔离（只能改名，不能复制）。请改配置。",
                f"channel {channel.name}: held and inbox are on different file systems; isolation is a rename, never a copy. Change the configuration.",
            )
    return made


def _folders(config: Config) -> list[tuple[Path, int]]:
    """People put documents into the inbox and fetch them from released; nobody but the service enters the rest."""
    home = Path(os.path.abspath(config.records.home))  # noqa: PTH100
    folders = [(home, 0o700), (home / "logs", 0o700)]
    for channel in config.channels:
        folders += [(channel.inbox, 0o770), (channel.released, 0o750), (channel.held, 0o700)]
    return folders


def make_keys(config: Config) -> list[Path]:
    from reports.cases import keys

    return keys.create(Path(os.path.abspath(config.records.home)), config.records.key)  # noqa: PTH100


def bring_up_to_date() -> int:
    """Apply what migrations are missing, after a copy of an SQLite database that holds something. How many were applied."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan and executor.loader.applied_migrations and connection.vendor == "sqlite":
        _copy_database(Path(str(connection.settings_dict["NAME"])))
    if plan:
        call_command("migrate", interactive=False, verbosity=0)
    if any((step.app_label, step.name) == COVERED_SINCE for step, _ in plan):
        from reports.cases import audit

        audit.take_over()
    if connection.vendor == "sqlite":
        _close_to_others(Path(str(connection.settings_dict["NAME"])))
    return len(plan)


def is_new() -> bool:
    """Whether the database has no schema yet."""
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    return not MigrationRecorder(connection).applied_migrations()


def _copy_database(file: Path) -> None:
    from django.db import connection

    target = file.with_name(f"{file.stem}-{datetime.now(UTC):%Y%m%d%H%M%S}.sqlite3")
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(target)])


def _close_to_others(file: Path) -> None:
    for name in (file, Path(f"{file}-wal"), Path(f"{file}-shm")):
        if name.exists():
            name.chmod(0o600)


def first_administrator(username: str, password: str) -> str | None:
    """The account that makes the others. Its password when that was made here; `None` when there are accounts already.

    Raises `UsageError` for a password that the rules refuse.
    """
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError
    from django.db import transaction

    from reports.cases import audit
    from reports.cases.models import Person, Role

    if Person.objects.exists():
        return None
    chosen = password or secrets.token_urlsafe(12)
    person = Person(username=username, first_name="系统管理员", role=Role.ADMINISTRATOR)
    try:
        if password:
            validate_password(password, person)
    except ValidationError as error:
        raise UsageError(
            "口令不合要求：至少 12 位，不能全是数字，不能常见，不能像用户名。",
            f"the password is refused ({', '.join(problem.code or 'weak' for problem in error.error_list)}): at least 12 characters, not only digits, not common.",
        ) from None
    person.set_password(chosen)
    with transaction.atomic():
        audit.lock()
        person.save()
        audit.append("init", "person-created", person, role=person.role)
    return "" if password else chosen
