"""What the auditor reads: the chain of what was done, by whom and when. No page here shows a document or a name of one."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from reports.cases.models import AuditEntry, AuditHead, Custody, Decision, Role, State
from screener.wording import ACTIONS as VERDICT_WORDS

ROWS = 100
VERDICTS: dict[object, str] = {int(action): zh for action, (zh, _) in VERDICT_WORDS.items()}
SHA256 = re.compile("[0-9a-f]{64}")

ACTIONS: dict[str, str] = {
    "receive": "收取",
    "take": "移入待审",
    "vanish": "收取前被移走",
    "claim": "开始机检",
    "give-back": "退回待审",
    "give-up": "机检失败，转人工",
    "pass": "机检放行",
    "hold": "机检留置",
    "rescreen": "要求重新审查",
    "pass-after-all": "重新机检放行",
    "hold-on": "重新机检，继续留置",
    "isolate": "就地隔离",
    "seal": "加密封存",
    "deliver": "送出",
    "judge-again": "内容有变，重新机检",
    "hold-again": "送出失败，重新留置",
    "first-ruling": "第一人决定",
    "approve": "同意公开",
    "reject": "不予公开",
    "refer": "提请确定",
    "order-hand-over": "决定移交",
    "order-destruction": "决定销毁",
    "revoke": "收回同意",
    "reopen": "重新审查",
    "withdraw": "撤回",
    "hand-over": "移交完毕",
    "destroy": "销毁完毕",
    "refused": "越权或不合规，被拒",
    "false-alarm": "标为误报",
    "open-content": "查看原文",
    "remark": "写意见",
    "recheck": "复查已送出",
    "follow-up": "复查立案",
    "settle-follow-up": "复查决定",
    "open-incident": "登记泄密事件",
    "fill-in-incident": "填写泄密事件",
    "report-incident": "报告泄密事件",
    "leave-untold": "记下不通知个人",
    "conclude-incident": "泄密事件结案",
    "propose": "提议修改词典",
    "try-proposal": "试算词典提案",
    "approve-proposal": "批准词典提案",
    "refuse-proposal": "退回词典提案",
    "download": "下载",
    "inspection-package": "导出检查材料",
    "sign-in": "登录",
    "sign-in-refused": "登录被拒",
    "sign-out": "退出",
    "change-password": "修改密码",
    "enrol-second-factor": "启用动态口令",
    "second-factor-removed": "取消动态口令",
    "person-created": "新建账号",
    "person-changed": "修改账号",
    "person-linked": "账号与单位目录对应",
    "password-reset": "重置密码",
    "person-unlocked": "解除锁定",
    "taken-over": "升级时补记",
    "notified": "已发通知",
    "name-taken": "目标处已有同名文件",
    "begin-delivery": "开始送出",
    "effect-failed": "送出或封存未成，稍后再试",
    "rotate-key": "更换密钥",
}
# Who acts where no person does.
SYSTEM = {
    "intake": "收件程序",
    "screener": "机检程序",
    "outbox": "送出程序",
    "recheck": "复查程序",
    "rotation": "密钥更换",
    "init": "安装程序",
}
DETAILS = {"role": "角色", "reason": "理由", "decision": "决定", "sha256": "SHA-256", "why": "原因", "before": "原状态", "after": "新状态", "custody": "保管",
           "channel": "渠道", "size": "字节", "findings": "发现", "unscanned": "未读", "policy": "策略", "person": "账号", "attempt": "第几次", "state_secret": "疑为国家秘密",
           "rules": "规则", "active": "启用", "finding": "发现号", "rule": "规则", "target": "目标", "action": "结论", "effect": "事项", "ruling": "决定号", "confirms": "确认决定号", "text_sha256": "文字 SHA-256", "covers": "覆盖",
           "paper": "文件", "layout": "格式", "outcome": "结果", "changed": "有变化", "versions": "版本", "predecessor": "前件", "incident": "事件号", "due": "期限", "fields": "栏目", "addressee": "报告对象", "at": "时间", "late": "逾期", "proposal": "提案号", "dictionary": "词典", "content": "内容摘要", "looked": "试算件数", "begin": "起", "last": "止", "way": "登录方式"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    sequence: int
    at: datetime
    actor: str
    action: str
    case_number: str
    details: tuple[tuple[str, str], ...]
    digest: str
    refused: bool


@require_GET
def trails(request: HttpRequest) -> HttpResponse:
    entries = AuditEntry.objects.order_by("-sequence")
    asked = {name: request.GET.get(name, "").replace("\0", "").strip()[:150] for name in ("actor", "action", "number", "before")}
    if asked["actor"]:
        entries = entries.filter(actor=asked["actor"])
    if asked["action"] in ACTIONS:
        entries = entries.filter(action=asked["action"])
    if asked["number"]:
        entries = entries.filter(case_number=asked["number"])
    if asked["before"].isascii() and asked["before"].isdigit():
        entries = entries.filter(sequence__lt=min(int(asked["before"]), 2**62))
    found = list(entries[: ROWS + 1])
    lines = [_line(entry) for entry in found[:ROWS]]
    more = lines[-1].sequence if len(found) > ROWS else None
    head = AuditHead.objects.order_by("-sequence").first()
    return render(
        request,
        "desk/trails.html",
        {"lines": lines, "more": more, "asked": asked, "actions": sorted(ACTIONS.items(), key=lambda one: one[1]), "head": head},
    )


def _line(entry: AuditEntry) -> Line:
    try:
        detail = json.loads(entry.detail)
    except ValueError:
        detail = {"detail": entry.detail}
    told = [
        (DETAILS.get(key, key), VERDICTS.get(value, str(value)) if key == "action" else _spelled(value))
        for key, value in detail.items()
        if key not in {"covers", "dictionaries"} and value not in ("", None, [])
    ]
    at = timezone.localtime(datetime.fromisoformat(entry.at))
    return Line(
        entry.sequence,
        at,
        SYSTEM.get(entry.actor, entry.actor),
        ACTIONS.get(entry.action, entry.action),
        entry.case_number,
        tuple(told),
        entry.digest,
        entry.action == "refused",
    )


def _spelled(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(map(str, value))
    words = {**dict(State.choices), **dict(Custody.choices), **dict(Decision.choices), **dict(Role.choices), "system": "系统"}
    text = str(words.get(str(value), value))
    return f"{text[:16]}…" if SHA256.fullmatch(text) else text
