"""Opens an installation: the settings of its configuration file, the database at its present schema."""

from __future__ import annotations

import os
from pathlib import Path

from screener.config import DEFAULT_PATH, PATH_VARIABLE
from screener.errors import ConfigError


def open_installation(config: Path | None = None, *, migrated: bool = True) -> None:
    """Make `reports.cases` and `reports.desk` importable for the configuration at `config` (else the usual places).

    Raises `ConfigError` where there is no installation, or where its database is older than the program.
    """
    import django

    if config is not None:
        os.environ[PATH_VARIABLE] = str(config)
    elif not os.environ.get(PATH_VARIABLE) and not DEFAULT_PATH.is_file():
        raise ConfigError(
            "没有找到安装：请先运行 screener init 目录，再用 --config 指明其中的 screener.toml。",
            "no installation found: run `screener init DIR` first, then name its screener.toml with --config.",
        )
    os.environ["DJANGO_SETTINGS_MODULE"] = "reports.settings"
    django.setup()
    if migrated:
        _refuse_an_older_schema()


def _refuse_an_older_schema() -> None:
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        behind = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        raise ConfigError(
            f"数据库打不开（{type(error).__name__}）：请检查 records 一节、磁盘和权限，或运行 screener doctor。",
            f"the database cannot be opened ({type(error).__name__}): check [records], disk and permissions, or run `screener doctor`.",
        ) from None
    if behind:
        raise ConfigError(
            "数据库的结构比程序旧：请先备份，再运行 screener init --upgrade 目录。",
            "the database is older than the program: back it up, then run `screener init --upgrade DIR`.",
        )
