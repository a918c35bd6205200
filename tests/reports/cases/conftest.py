from tests.reports.cases.held_folders import elsewhere, folders, inbox, isolated, key, sealed, taken
from tests.reports.cases.installation import cluster, installation, migrated_postgresql, migrated_sqlite, records

__all__ = [
    "cluster", "elsewhere", "folders", "inbox", "installation", "isolated", "key", "migrated_postgresql", "migrated_sqlite", "records",
    "sealed", "taken",
]  # fmt: skip
