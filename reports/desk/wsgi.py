"""The pages as a WSGI application, and how waitress must serve them."""

from __future__ import annotations

from typing import Any

from django.core.wsgi import get_wsgi_application

from screener.config import Config

application = get_wsgi_application()


def waitress_options(config: Config) -> dict[str, Any]:
    """For `waitress.serve(application, **waitress_options(config))`."""
    body = config.desk.upload_bytes + 1_000_000
    options: dict[str, Any] = {
        "host": config.desk.host,
        "port": config.desk.port,
        "threads": 8,
        "ident": None,
        "max_request_body_size": body,
        # Above it waitress spools a request to a plain file in a temporary folder: content stays in memory.
        "inbuf_overflow": body,
        "channel_timeout": 120,
        "clear_untrusted_proxy_headers": True,
    }
    if any(origin.startswith("https://") for origin in config.desk.origins):
        # The proxy that ends TLS stands on this machine and says so.
        options |= {"trusted_proxy": "127.0.0.1", "trusted_proxy_headers": {"x-forwarded-proto", "x-forwarded-for", "x-forwarded-host"}}
    return options
