"""Office Open XML: every part of a package, whether a relationship names it or not."""
