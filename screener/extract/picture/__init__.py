"""Pictures: OCR with stamps lifted off, and what is written beside the pixels."""
