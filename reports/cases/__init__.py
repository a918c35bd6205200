"""The case file: what was submitted, how it was judged, who ruled on it, where the bytes are, and the proof of all that.

`models` holds the tables, `states` what may become of a case, `register` takes documents in and writes verdicts down, `rulings` what
persons decide, `custody` where the bytes lie, `outbox` what is still to be done outside the database, `audit` the chain that proves it.
"""
