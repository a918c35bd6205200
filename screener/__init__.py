"""Outbound content screening. Importing it costs nothing: every module is imported where it is needed."""

__version__ = "0.1.0"
