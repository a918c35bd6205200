"""PDF: what the pages show, and the objects that no page shows."""
