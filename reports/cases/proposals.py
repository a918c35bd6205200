"""Changes to the organisation's dictionaries and exceptions: one person proposes, another approves, the files prove themselves first.

A sealed dictionary is not changed here: its words must not lie readable in the database. It is replaced as a file (`dictionary seal`).
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from django.conf import settings
from django.db import connections, transaction
from django.utils import timezone

from reports.cases import audit, recheck, states
from reports.cases.models import Case, DictionaryProposal, Person, Role, State
from screener.allowance import FILE_NAME as EXCEPTIONS
from screener.errors import ScreenerError, UsageError
from screener.isolation import Task, screen_all
from screener.model import Screened
from screener.screening import Screener
from screener.sealed import SUFFIX

PROPOSERS = frozenset({Role.REVIEWER, Role.LEADER, Role.CLASSIFIER})
APPROVERS = frozenset({Role.LEADER, Role.CLASSIFIER})
NAME = re.compile(r"[a-z][a-z0-9-]{0,60}")
# So many released documents are tried on a proposal; the newest first, since they are the ones still being read.
TRIED = 2000

PROBLEMS: dict[str, tuple[str, str]] = {
    "no-folder": (
        "没有配置本单位的词典文件夹：请在 screener.toml 中设置 dictionaries。",
        "the organisation has no dictionary folder: set `dictionaries` in screener.toml.",
    ),
    "bad-name": ("词典名只能用小写字母、数字和连字符。", "a dictionary's name is of small letters, digits and hyphens."),
    "sealed": (
        "加密词典不能在这里修改：请用 screener dictionary seal。",
        "a sealed dictionary is not changed here: use `screener dictionary seal`.",
    ),
    "not-utf-8": ("这个文件不是 UTF-8 编码：请先另存为 UTF-8。", "the file is not UTF-8: save it as UTF-8 first."),
    "why-missing": ("请写明修改理由。", "write down why."),
    "decided": ("这份提案已经处理。", "this proposal is decided already."),
    "stale": ("词典在提案之后又改过：请按现在的内容重新提案。", "the dictionary changed since: propose again on what it is now."),
    "own": ("提案人不能批准自己的提案。", "nobody approves a proposal of their own."),
}


class ProposalError(ScreenerError):
    """A proposal that does not hold: `sentence` says which word, example or rule."""

    code = "proposal"


@dataclass(frozen=True, slots=True)
class Change:
    """A released document that would be judged otherwise: the number of its case, the action then and with the proposal."""

    case: str
    before: int
    after: int


def current(dictionary: str) -> tuple[str, str]:
    """(text, version) of a file of the organisation's folder as it lies there; both empty where there is none."""
    path = _path(dictionary)
    if path.with_suffix(SUFFIX).exists():
        raise _problem("sealed")
    if not path.is_file():
        return "", ""
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _problem("not-utf-8") from None
    return text, hashlib.sha256(content).hexdigest()[:16]


def propose(person: Person, dictionary: str, content: str, why: str) -> DictionaryProposal:
    """Keep a proposal whose files load and whose examples hold.

    Raises `RefusedError` for a person who may not, `ProposalError` for content that does not hold.
    """
    _allow(person, PROPOSERS)
    if not why.strip():
        raise _problem("why-missing")
    _, version = current(dictionary)
    with tried(dictionary, content) as folder:
        prove_folder(folder)
    with transaction.atomic():
        audit.lock()
        proposal = DictionaryProposal.objects.create(
            dictionary=dictionary, base_version=version, content=content, why=why.strip(), proposer=person, proposed_at=timezone.now()
        )
        audit.append(person.username, "propose", proposal, dictionary=dictionary, content=_digest(content))
    return proposal


def decide(proposal: DictionaryProposal, person: Person, *, accept: bool, remark: str = "") -> DictionaryProposal:
    """Approve or refuse. An approved one is proved once more and put in force, whole or not at all.

    Raises as `propose` does; `ProposalError` when it is decided, the proposer's own, or the file changed meanwhile.
    """
    _allow(person, APPROVERS)
    with transaction.atomic():
        audit.lock()
        row = DictionaryProposal.objects.get(pk=proposal.pk)
        if row.accepted is not None:
            raise _problem("decided")
        if row.proposer_id == person.pk:
            raise _problem("own")
        if not audit.agrees(person):
            raise states.RefusedError("tampered")
        if accept and current(row.dictionary)[1] != row.base_version:
            raise _problem("stale")
        row.approver, row.decided_at, row.accepted, row.remark = person, timezone.now(), accept, remark.strip()
        row.save()
        audit.append(person.username, "approve-proposal" if accept else "refuse-proposal", row, content=_digest(row.content))
        if accept:
            with tried(row.dictionary, row.content) as folder:
                prove_folder(folder)
            # Last: what fails before it leaves the folder as it was, and the row with it.
            _write(_path(row.dictionary), row.content)
    return row


def history(dictionary: str) -> Iterable[DictionaryProposal]:
    """What was put in force, the newest first: each row holds the whole content of its version."""
    return DictionaryProposal.objects.filter(dictionary=dictionary, accepted=True).order_by("-decided_at")


def last_in_force() -> int:
    """The proposal that was put in force last; 0: none ever was. Who screens for long looks whether it is still the same."""
    return DictionaryProposal.objects.filter(accepted=True).order_by("-decided_at").values_list("pk", flat=True).first() or 0


def changes(
    dictionary: str, content: str, screen: Callable[[Screener, Sequence[Task]], Iterable[Screened]] = screen_all, most: int = TRIED
) -> tuple[list[Change], int]:
    """(released documents that would be judged otherwise, how many were looked at), by screening again those that still lie where they went.

    At most the newest `most` of each policy are looked at.
    """
    found: list[Change] = []
    looked = 0
    with tried(dictionary, content) as folder:
        config = replace(settings.CONFIG, dictionaries=folder)
        for policy in sorted({channel.policy or config.policy for channel in config.channels}):
            screener = Screener.build(config, policy)
            names = [channel.name for channel in config.channels if (channel.policy or config.policy) == policy]
            released = Case.objects.filter(state=State.RELEASED, channel__in=names).order_by("-released_at")[:most]
            present = [(case, path) for case in released if (path := recheck.released_path(case)) is not None]
            tasks = [Task(path, case.number, case.untrusted_name) for case, path in present]
            if not tasks:
                continue
            connections.close_all()  # what is forked now has no database
            for (case, _), screened in zip(present, screen(screener, tasks), strict=True):
                looked += 1
                if screened.verdict.action != case.action:
                    found.append(Change(case.number, case.action or 0, int(screened.verdict.action)))
    return found, looked


def false_alarm_exception(rule: str, sha256: str, reason: str, person: str, expires: str) -> str:
    """The `[[allow]]` that a finding called false suggests: for this one document, until a day, signed. To be proposed, never put in force."""
    values = {"rule": rule, "sha256": sha256, "reason": reason, "person": person, "expires": expires}
    return "\n".join(["[[allow]]", *(f"{key} = {_quoted(value)}" for key, value in values.items()), ""])


def _quoted(value: str) -> str:
    """A TOML basic string."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(character if character.isprintable() else f"\\u{ord(character):04x}" for character in escaped) + '"'


def _allow(person: Person, roles: frozenset[Role]) -> None:
    if not person.is_active:
        raise states.RefusedError("inactive")
    if person.role not in roles:
        raise states.RefusedError("wrong-role")


def _problem(why: str) -> ProposalError:
    return ProposalError(*PROBLEMS[why])


def _path(dictionary: str) -> Path:
    folder: Path | None = settings.CONFIG.dictionaries
    if folder is None or not folder.is_dir():
        raise _problem("no-folder")
    if not NAME.fullmatch(dictionary):
        raise _problem("bad-name")
    return folder / f"{dictionary}.toml"


@contextmanager
def tried(dictionary: str, content: str) -> Iterator[Path]:
    """A copy of the organisation's folder with the proposal in it, for as long as it is tried."""
    path = _path(dictionary)
    with tempfile.TemporaryDirectory(dir=settings.HOME, prefix="proposal-") as room:
        folder = Path(room) / "dictionaries"
        shutil.copytree(path.parent, folder)
        (folder / path.name).write_text(content, "utf-8")
        yield folder


def prove_folder(folder: Path) -> None:
    """Load all of it as the screener would, exceptions and policies too, and run every example. Raises `ProposalError`."""
    from screener.dictionary import load_dictionaries
    from screener.recognize.keywords import prove

    config = replace(settings.CONFIG, dictionaries=folder)
    try:
        prove(load_dictionaries(folder))
        for policy in {config.policy, *(channel.policy for channel in config.channels if channel.policy)}:
            Screener.build(config, policy)
    except UsageError as error:
        # Where it was tried means nothing to who proposed it.
        raise ProposalError(*(sentence.replace(f"{folder}/", "") for sentence in (error.sentence, error.sentence_en))) from None


def _write(path: Path, content: str) -> None:
    """The whole file or the old one."""
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".new")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _digest(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()


assert NAME.fullmatch(Path(EXCEPTIONS).stem)  # the exceptions are changed in the same way
