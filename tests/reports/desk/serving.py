"""`python -m tests.reports.desk.serving PORT`: the desk of the installation that the environment names, as it is served for real."""

from __future__ import annotations

import sys


def main() -> None:
    import waitress

    from reports.installation import open_installation

    open_installation()
    from django.conf import settings

    from reports.desk.wsgi import application, waitress_options

    options = waitress_options(settings.CONFIG) | {"host": "127.0.0.1", "port": int(sys.argv[1])}
    waitress.serve(application, _quiet=True, **options)


if __name__ == "__main__":
    main()
