from tests.reports.cases.installation import cluster, installation, migrated_postgresql, migrated_sqlite, records

__all__ = ["cluster", "installation", "migrated_postgresql", "migrated_sqlite", "records"]
