"""Texts of all kinds: plain, marked up, tables in text, cards and calendars; and how bytes become text."""
