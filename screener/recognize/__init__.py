"""Document -> Findings. To add a recogniser: one file, one line in `RECOGNIZERS`.

Most see one passage at a time. One that must know the whole document before it can say anything is a `DocumentRecognizer`; a policy
asks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol

from screener.model import Finding, Location, Rule, Segment, Unscanned
from screener.recognize.address import ADDRESS, VILLAGE_ADDRESS
from screener.recognize.bank_account import BANK_ACCOUNT
from screener.recognize.bank_card import BANK_CARD
from screener.recognize.case_number import CASE_NUMBER
from screener.recognize.coordinates import COORDINATES
from screener.recognize.court_work import COURT_WORK_RECOGNIZER
from screener.recognize.document_number import DOCUMENT_NUMBER_RECOGNIZER
from screener.recognize.email_address import EMAIL_ADDRESS
from screener.recognize.encoded import ENCODED_MARKING
from screener.recognize.foreign_marking import FOREIGN_MARKING
from screener.recognize.half_masked import HALF_MASKED_RECOGNIZER
from screener.recognize.internal_marking import INTERNAL_MARKING
from screener.recognize.landline import LANDLINE
from screener.recognize.medical_record import MEDICAL_RECORD
from screener.recognize.messenger import MESSENGER
from screener.recognize.mobile import MOBILE
from screener.recognize.organisation_code import ORGANISATION_CODE, REGISTRATION_NUMBER
from screener.recognize.overlap import resolve_overlaps
from screener.recognize.passage import Passage, passages
from screener.recognize.passport import PASSPORT
from screener.recognize.personal_records import PERSONAL_RECORDS
from screener.recognize.plate import OFFICIAL_PLATE, PLATE
from screener.recognize.private_network import PRIVATE_NETWORK
from screener.recognize.property_certificate import PROPERTY_CERTIFICATE
from screener.recognize.publicity import PUBLICITY_RECOGNIZER
from screener.recognize.resident_id import FOREIGN_RESIDENT_ID, RESIDENT_ID, RESIDENT_ID_15
from screener.recognize.secrecy_marking import SECRECY_MARKING
from screener.recognize.trade_marking import TRADE_MARKING
from screener.recognize.travel_permit import MILITARY_ID, TRAVEL_PERMIT
from screener.recognize.unified_credit_code import UNIFIED_CREDIT_CODE
from screener.recognize.vin import VIN


class Recognizer(Protocol):
    """Finds things in a passage, each under one of its rules."""

    @property
    def rules(self) -> tuple[Rule, ...]: ...

    def recognize(self, passage: Passage) -> Iterable[Finding]: ...


class Observer(Protocol):
    """What a `DocumentRecognizer` remembers of one document. It may speak as soon as it knows; at the end it must."""

    def observe(self, passage: Passage) -> Iterable[Finding | Unscanned]: ...

    def conclude(self) -> Iterable[Finding | Unscanned]: ...


class DocumentRecognizer(Protocol):
    """Finds what only the whole document shows. Memory is bounded by the recogniser, and what it had to leave out is an `Unscanned`."""

    @property
    def rules(self) -> tuple[Rule, ...]: ...

    def begin(self) -> Observer: ...


RECOGNIZERS: tuple[Recognizer, ...] = (
    # marks
    DOCUMENT_NUMBER_RECOGNIZER,
    INTERNAL_MARKING,
    PUBLICITY_RECOGNIZER,
    COURT_WORK_RECOGNIZER,
    TRADE_MARKING,
    FOREIGN_MARKING,
    SECRECY_MARKING,
    ENCODED_MARKING,
    # identifiers and personal data
    RESIDENT_ID,
    RESIDENT_ID_15,
    FOREIGN_RESIDENT_ID,
    PASSPORT,
    TRAVEL_PERMIT,
    MILITARY_ID,
    BANK_CARD,
    BANK_ACCOUNT,
    MOBILE,
    LANDLINE,
    EMAIL_ADDRESS,
    MESSENGER,
    ADDRESS,
    VILLAGE_ADDRESS,
    PLATE,
    OFFICIAL_PLATE,
    VIN,
    PROPERTY_CERTIFICATE,
    MEDICAL_RECORD,
    *PERSONAL_RECORDS,
    PRIVATE_NETWORK,
    COORDINATES,
    UNIFIED_CREDIT_CODE,
    ORGANISATION_CODE,
    REGISTRATION_NUMBER,
    CASE_NUMBER,
    # courts and judgments
)

# Asked of every document, under every policy.
DOCUMENT_RECOGNIZERS: tuple[DocumentRecognizer, ...] = (HALF_MASKED_RECOGNIZER,)


def recognize(
    segments: Iterable[Segment], recognizers: Sequence[Recognizer] = RECOGNIZERS, documents: Sequence[DocumentRecognizer] = ()
) -> Iterator[Finding | Unscanned]:
    """All findings of a document, passage by passage and there in the order of the table, one for each number.

    A recogniser that breaks on a passage has not judged it: that is an `Unscanned`. The segments that a passage repeats from the one
    before it do not yield twice.
    """
    before: set[tuple[str, Location, int, int]] = set()
    observers = [recognizer.begin() for recognizer in documents]
    location = Location()
    for passage in passages(segments):
        location = passage.segments[0].location
        found: list[Finding] = []
        for recognizer in recognizers:
            try:
                found += recognizer.recognize(passage)
            except Exception as error:  # noqa: BLE001  fails closed: a hostile text may break a recogniser as a file does a parser
                yield Unscanned(location, "recognizer-failed", type(error).__name__)
        found = list(resolve_overlaps(found, passage.span_of))
        keys = [(finding.rule, finding.location, finding.start, finding.end) for finding in found]
        yield from (finding for finding, key in zip(found, keys, strict=True) if key not in before)
        before = set(keys)
        for observer in observers:
            yield from _guarded(observer.observe, location, passage)
    for observer in observers:
        yield from _guarded(observer.conclude, location)


def _guarded(step: Callable[..., Iterable[Finding | Unscanned]], location: Location, *given: Passage) -> Iterator[Finding | Unscanned]:
    try:
        yield from step(*given)
    except Exception as error:  # noqa: BLE001  fails closed, as above
        yield Unscanned(location, "recognizer-failed", type(error).__name__)
