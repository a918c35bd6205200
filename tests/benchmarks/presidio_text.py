"""presidio-analyzer's pattern recognisers on one text, by themselves: its engine wants a language model that no offline machine has.

`python presidio_text.py FILE` prints one JSON object. Runs in the environment of the peers, and imports nothing of the project.
"""

import json
import sys
import time
from pathlib import Path


def main(file: str) -> None:
    from presidio_analyzer import Pattern, PatternRecognizer  # type: ignore[import-not-found,unused-ignore]
    from presidio_analyzer.predefined_recognizers import (  # type: ignore[import-not-found,unused-ignore]
        CreditCardRecognizer,
        EmailRecognizer,
        PhoneRecognizer,
    )

    identity = Pattern("id", r"(?<![0-9])[1-9][0-9]{5}(?:19|20)[0-9]{9}[0-9Xx](?![0-9])", 0.5)
    recognizers = {
        "resident-id": PatternRecognizer(supported_entity="CN_ID", patterns=[identity]),
        "bank-card": CreditCardRecognizer(),
        "mobile": PhoneRecognizer(supported_regions=("CN",)),
        "email-address": EmailRecognizer(),
    }
    text = Path(file).read_text("utf-8")
    # Line by line, as it would be given the paragraphs of a document.
    lines = text.splitlines()
    for recognizer in recognizers.values():
        # The first mail address has it look for a list on the network, which is no part of recognising.
        recognizer.analyze("a@example.com", recognizer.supported_entities)
    began = time.perf_counter()
    found = {
        kind: sum(len(recognizer.analyze(line, recognizer.supported_entities)) for line in lines)
        for kind, recognizer in recognizers.items()
    }
    print(json.dumps({"seconds": time.perf_counter() - began, "found": found}))


if __name__ == "__main__":
    main(sys.argv[1])
