"""A public table of synthetic people (openDLP): of each column, how many values are found as what they are, the other columns the negatives."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from screener.extract import Reading, Source
from screener.model import Finding, Segment
from screener.recognize import RECOGNIZERS
from screener.recognize.mark_features import WORTH_A_LOOK
from screener.recognize.overlap import resolve_overlaps
from screener.recognize.passage import Passage, passages
from screener.recognize.resident_id import check_digit, is_birth_date, is_region

ENTITIES = {
    "ID_CARD": "personal.resident-id",
    "TELEPHONE": "personal.landline",
    "MOBILE_PHONE": "personal.mobile",
    "EMAIL": "personal.email",
    "LICENSE_PLATE": "personal.plate",
    "BANK_CARD": "personal.bank-card",
    "PASSPORT": "personal.passport",
    "SOCIAL_CREDIT_CODE": "organisation.unified-credit-code",
    "LOCATION": "personal.address",
}
# The headings that a list of a Chinese office has; the table's own are English.
HEADINGS = {
    "PERSON": "姓名", "ID_CARD": "身份证号", "TELEPHONE": "固定电话", "MOBILE_PHONE": "手机号", "EMAIL": "邮箱", "LICENSE_PLATE": "车牌号", "BANK_CARD": "银行卡号", "PASSPORT": "护照号",
    "COMPANY_NAME": "单位", "SOCIAL_CREDIT_CODE": "统一社会信用代码", "LOCATION": "住址", "POSTCODE": "邮编", "DATE": "日期",
}  # fmt: skip
# An office's telephone and an organisation's code are public: recognised, and no alarm. A number whose check digit holds and whose region or
# date cannot be is a person's under a heading or beside a word (a slip, a region of long ago), one of eleven by chance anywhere else.
TABLE = Path("c_opendlp") / "dataset-test.csv"
ROWS = 3000


def report_person_table(documents: Path) -> Iterator[str]:
    lines = (documents / TABLE).read_text("utf-8-sig").splitlines()[: ROWS + 1]
    rows = list(csv.DictReader(lines))
    columns = list(rows[0])
    translated = ",".join(HEADINGS.get(column, column) for column in columns)
    # As it is, as a Chinese office would head it, and with no headings at all.
    found = [_found([heading, *lines[1:]]) for heading in (lines[0], translated, "")]
    seen = [*((cells, WORTH_A_LOOK) for cells in found), (found[1], 0.01)]
    yield "| column | values | alarm under English headings | under Chinese ones | under none | recognised at any score | taken for something else | other columns' values taken for that, per 1,000 |"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- |"
    for index, column in enumerate(columns):
        entity = ENTITIES.get(column, "")
        values = range(len(rows))
        recall = [
            _share(sum(cells[number, index].get(entity, 0.0) >= least for number in values), len(rows), entity) for cells, least in seen
        ]
        others = Counter(name for number in values for name in found[1][number, index] if name != entity)
        elsewhere = sum(entity in kinds for (_, other), kinds in found[1].items() if other != index)
        wrong = ", ".join(f"{name} {count}" for name, count in others.most_common(3)) or "-"
        yield f"| {column} | {len(rows)} | {' | '.join(recall)} | {wrong} | {f'{1000 * elsewhere / (len(rows) * (len(columns) - 1)):.2f}' if entity else '-'} |"
    yield ""
    yield "| identity numbers of the table | values | alarm under English headings | under Chinese ones | under none | recognised at any score |\n| --- | --- | --- | --- | --- | --- |"
    place = columns.index("ID_CARD")
    for name, chosen in _numbers(rows).items():
        caught = [sum(cells[number, place].get(ENTITIES["ID_CARD"], 0.0) >= least for number in chosen) for cells, least in seen]
        yield f"| {name} | {len(chosen)} | {' | '.join(_share(count, len(chosen)) for count in caught)} |"


def _share(count: int, of: int, entity: str = "any") -> str:
    return f"{100 * count / of:.2f} %" if entity else "-"


def _numbers(rows: list[dict[str, str]]) -> dict[str, list[int]]:
    """What the table holds by the three tests of GB 11643. Most of it was drawn without a check digit."""
    kinds: dict[str, list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        identity = row["ID_CARD"].lower()
        checked = check_digit(identity[:17]) == identity[17]
        possible = is_region(identity) and is_birth_date(identity[6:14])
        kinds[f"check digit {'holds' if checked else 'fails'}, region and date {'possible' if possible else 'impossible'}"].append(number)
    return dict(sorted(kinds.items()))


def _found(lines: list[str]) -> dict[tuple[int, int], dict[str, float]]:
    """Row and column -> the entities found there and their highest scores, in a file of the table as it is."""
    at = {line: number for number, line in enumerate(lines[1:])}
    found: dict[tuple[int, int], dict[str, float]] = defaultdict(dict)
    document = Source.of_bytes("\n".join(lines).encode(), "table.csv")
    for passage in passages(item for item in Reading(document) if isinstance(item, Segment)):
        source = passage.folded.source
        for finding, start in _findings(passage):
            begins = source.rfind("\n", 0, start) + 1
            number = at.get(source[begins:].split("\n", 1)[0])
            if number is not None:
                cell = found[number, source[begins:start].count(",")]
                cell[finding.entity] = max(finding.score, cell.get(finding.entity, 0.0))
    return found


def _findings(passage: Passage) -> Iterator[tuple[Finding, int]]:
    every = [finding for recognizer in RECOGNIZERS for finding in recognizer.recognize(passage)]
    for finding in resolve_overlaps(every, passage.span_of):
        span = passage.span_of(finding)
        if span is not None:
            yield finding, span[0]
