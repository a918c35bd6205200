"""The tables of the case file. Rows carry places, rule ids and masked quotes; no column ever holds a document's text.

Rows are changed only by `register`, `rulings` and `outbox`, which write the audit row in the same transaction.
"""

from __future__ import annotations

from django.contrib.auth.hashers import check_password
from django.contrib.auth.models import AbstractUser
from django.db import models


class Role(models.TextChoices):
    """Who a person is at the desk: one role an account, so that no account can both administer and rule (三员分立)."""

    SUBMITTER = "submitter", "承办人"
    HEAD = "head", "部门负责人"
    REVIEWER = "reviewer", "保密审查员"
    LEADER = "leader", "分管领导"
    CLASSIFIER = "classifier", "定密责任人（保密办）"
    AUDITOR = "auditor", "审计员"
    ADMINISTRATOR = "administrator", "系统管理员"


class State(models.TextChoices):
    """Where a case stands. What may follow what is the table in `states`."""

    RECEIVED = "received", "已收取"
    SCREENING = "screening", "审查中"
    PASSED = "passed", "已放行待送出"
    HELD = "held", "待复核"
    RELEASED = "released", "已送出"
    REJECTED = "rejected", "不予公开"
    HANDED_OVER = "handed-over", "已移交"
    CLOSED = "closed", "已办结"


class Custody(models.TextChoices):
    """In what form, and where, the bytes of a case are kept."""

    INBOX = "inbox", "投递箱"
    TAKEN = "taken", "已收取，未定"
    ISOLATED = "isolated", "就地隔离"
    SEALED = "sealed", "加密封存"
    DELIVERED = "delivered", "已送出"
    HANDED_OVER = "handed-over", "已移交"
    DESTROYED = "destroyed", "已销毁"
    VANISHED = "vanished", "收取前已被移走"


class Decision(models.TextChoices):
    """What a person may decide on a held case."""

    RELEASE = "release", "同意公开"
    RELEASE_REDACTED = "release-redacted", "删减后公开"
    REJECT = "reject", "不予公开"
    REFER = "refer", "提请确定"
    HAND_OVER = "hand-over", "移交"
    DESTROY = "destroy", "销毁"
    WITHDRAW = "withdraw", "撤回"


class Person(AbstractUser):
    """An account. `first_name` is the name that stands on forms."""

    role = models.CharField("角色", max_length=16, choices=Role.choices, default=Role.SUBMITTER)
    department = models.CharField("部门", max_length=100, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "人员"

    @property
    def display_name(self) -> str:
        return self.first_name or self.username

    def check_password(self, raw_password: str | None) -> bool:
        """Django would write a digest of a newer kind at sign-in, and the chain would not know of it: it is written with the next password."""
        return check_password(raw_password, self.password)


class Case(models.Model):
    """One document that wanted out: a row for every one, clean ones too (条例 42: item by item)."""

    number = models.CharField("编号", max_length=32, unique=True)
    state = models.CharField("状态", max_length=16, choices=State.choices, default=State.RECEIVED)
    custody = models.CharField("保管", max_length=16, choices=Custody.choices, default=Custody.INBOX)
    # Names the file inside `taken`, `isolated` or `sealed`: ours, random, never the name from outside.
    storage = models.CharField(max_length=64, unique=True)

    channel = models.CharField("渠道", max_length=64)
    department = models.CharField("承办部门", max_length=100, blank=True)
    submitter = models.ForeignKey(Person, verbose_name="承办人", null=True, blank=True, on_delete=models.PROTECT, related_name="submitted")
    untrusted_name = models.CharField("文件名", max_length=1024)
    # The path below the inbox as bytes in hex: a name may be in any encoding, and delivery must restore it exactly.
    origin = models.TextField(blank=True)
    # device:inode:size:mtime_ns at the moment of taking in.
    ledger_key = models.CharField(max_length=128, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.BigIntegerField("大小", default=0)
    received_at = models.DateTimeField("收到时间")

    lease_owner = models.CharField(max_length=64, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)

    # The verdict: empty until there is one. `action` is 0 pass, 1 review, 2 block.
    action = models.SmallIntegerField("结论", null=True, blank=True)
    state_secret = models.BooleanField("疑为国家秘密", default=False)
    media_type = models.CharField(max_length=128, blank=True)
    reasons = models.JSONField(default=list)
    coverage = models.JSONField(default=dict)
    policy = models.CharField(max_length=128, blank=True)
    dictionaries = models.JSONField(default=list)
    elapsed_ms = models.PositiveIntegerField(default=0)
    screened_at = models.DateTimeField(null=True, blank=True)

    # The fields of the approval form that the submitter fills in (标题、来源、拟发布时间、公开属性、自查 …).
    form = models.JSONField(default=dict, blank=True)
    predecessor = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="successors")
    referred_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField("送出时间", null=True, blank=True)
    # Below the channel's released folder, bytes in hex like `origin`.
    released_as = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "审查件"
        indexes = [
            models.Index(fields=["state", "-received_at"]),
            models.Index(fields=["sha256"]),
            models.Index(fields=["channel", "ledger_key"]),
            models.Index(fields=["department", "-received_at"]),
            models.Index(fields=["-received_at"]),
        ]

    def __str__(self) -> str:
        return self.number


class FindingRow(models.Model):
    """A finding as it may be kept: where and by which rule, with the quote masked."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="findings")
    entity = models.CharField(max_length=64)
    rule = models.CharField(max_length=96)
    score = models.FloatField()
    part = models.TextField(blank=True)
    place = models.CharField(max_length=32)
    page = models.IntegerField(null=True)
    paragraph = models.IntegerField(null=True)
    cell = models.CharField(max_length=255, null=True)
    box = models.JSONField(null=True)
    start = models.IntegerField()
    end = models.IntegerField()
    masked_quote = models.TextField(blank=True)
    evidence = models.JSONField(default=list)
    basis = models.TextField(blank=True)
    # A reviewer said that this is none, and why: feeds a proposal for an exception, changes no rule.
    false_alarm = models.TextField(blank=True)
    false_alarm_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["rule"])]


class UnscannedRow(models.Model):
    """Something that was not read."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="unscanned")
    part = models.TextField(blank=True)
    place = models.CharField(max_length=32)
    page = models.IntegerField(null=True)
    code = models.CharField(max_length=64)
    reason = models.CharField(max_length=255, blank=True)


class RulingRow(models.Model):
    """What a named person decided, bound to the content and to the rules it was judged by."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="rulings")
    decision = models.CharField("结论", max_length=24, choices=Decision.choices)
    reviewer = models.ForeignKey(Person, verbose_name="审查人", on_delete=models.PROTECT, related_name="rulings")
    # The name and role as they were: accounts change, signatures do not.
    reviewer_name = models.CharField(max_length=150)
    reviewer_role = models.CharField(max_length=16)
    reason_code = models.CharField("理由", max_length=48)
    reason = models.TextField("说明", blank=True)
    # Declassification number, authority, date; who took what was handed over; the certificate of a destruction.
    evidence = models.JSONField(default=dict)
    # The first of two persons whom this ruling confirms; a first ruling that still waits has no second.
    confirms = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="confirmed_by")
    effective = models.BooleanField(default=False)
    sha256 = models.CharField(max_length=64)
    policy = models.CharField(max_length=128)
    dictionaries = models.JSONField(default=list)
    decided_at = models.DateTimeField()


class Effect(models.Model):
    """The outbox: something to be done outside the database, written in the transaction that decided it, done at least once."""

    class Kind(models.TextChoices):
        ISOLATE = "isolate"
        SEAL = "seal"
        DELIVER = "deliver"
        HAND_OVER = "hand-over"
        DESTROY = "destroy"
        MAIL = "mail"
        WEBHOOK = "webhook"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="effects")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    detail = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    not_before = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=64, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["done_at", "not_before"])]


class AuditEntry(models.Model):
    """One link of the chain. Never changed; the digest covers every other column and the previous digest."""

    sequence = models.BigIntegerField(primary_key=True)
    # UTC, ISO 8601 with microseconds, as text: what was hashed is what is stored, on every database.
    at = models.CharField(max_length=32)
    actor = models.CharField(max_length=150)
    action = models.CharField(max_length=48)
    case_number = models.CharField(max_length=32, blank=True)
    detail = models.TextField()
    algorithm = models.CharField(max_length=8)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["case_number"])]


class AuditTail(models.Model):
    """The last link, signed, and the lock under which the next is added. One row: a database that loses its end no longer agrees with it."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    sequence = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64)
    signature = models.CharField(max_length=128, blank=True)


class AuditHead(models.Model):
    """A signed statement that the chain reached this entry: a chain cut short no longer reaches its last head."""

    sequence = models.BigIntegerField(primary_key=True)
    digest = models.CharField(max_length=64)
    signed_at = models.CharField(max_length=32)
    signature = models.CharField(max_length=128)
    key_id = models.CharField(max_length=64)


class Incident(models.Model):
    """A leak: a document that had been released is found marked, or to hold personal data. Each kind has its form in `incident_forms`."""

    class Kind(models.TextChoices):
        STATE_SECRET = "state-secret", "国家秘密"
        PERSONAL_DATA = "personal-data", "个人信息"

    kind = models.CharField("泄露了什么", max_length=16, choices=Kind.choices, default=Kind.STATE_SECRET)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="incidents")
    discovered_at = models.DateTimeField()
    due_at = models.DateTimeField()
    how_discovered = models.TextField(blank=True)
    # The fields of its form.
    report = models.JSONField(default=dict)
    reported_peer_at = models.DateTimeField("已报同级保密行政管理部门", null=True, blank=True)
    reported_superior_at = models.DateTimeField("已报上级主管部门", null=True, blank=True)
    reported_authority_at = models.DateTimeField("已报履行个人信息保护职责的部门", null=True, blank=True)
    notified_persons_at = models.DateTimeField("已通知个人", null=True, blank=True)
    not_notified_because = models.TextField("不通知个人的理由", blank=True)
    concluded_at = models.DateTimeField(null=True, blank=True)


class DictionaryProposal(models.Model):
    """A change to a dictionary or an exception that one person proposes and another approves."""

    dictionary = models.CharField(max_length=128)
    base_version = models.CharField(max_length=64, blank=True)
    content = models.TextField()
    why = models.TextField()
    proposer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="proposals")
    proposed_at = models.DateTimeField()
    approver = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    accepted = models.BooleanField(null=True)
    remark = models.TextField(blank=True)
