from django.core.management import call_command

from tests.reports.cases.installation import Installation


def test_the_migrations_say_what_the_models_say(records: Installation):
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
