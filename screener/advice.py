"""What to do about what was not read, and why it was not, more closely than its code says."""

from __future__ import annotations

import re

from screener.wording import say

# What the person who sent a file can do about what was not read.
ADVICE: dict[str, tuple[str, str]] = {
    "password-protected": (
        "去掉密码后重新送审，或用 --passwords 文件 提供口令。",
        "Remove the password and submit it again, or give the passwords with --passwords FILE.",
    ),
    "unsupported-format": (
        "另存为 docx、xlsx、pptx、pdf 或 ofd 后重新送审。",
        "Save it as docx, xlsx, pptx, pdf or ofd and submit it again.",
    ),
    "too-large": (
        "拆成几份送审，或请管理员调高配置中 [limits] 的限制。",
        "Split it, or have the administrator raise [limits] in the configuration.",
    ),
    "too-deep": ("把里层的压缩包、附件取出来单独送审。", "Take the inner archives or attachments out and submit them by themselves."),
    "timed-out": (
        "重新送审一次；仍然超时的，拆成几份，或请管理员调高 limits.seconds。",
        "Submit it again; then split it, or have limits.seconds raised.",
    ),
    "corrupt": (
        "用原来的程序打开，检查内容是否完整，另存后重新送审。",
        "Open it in its own program, see that it is whole, save it again and submit that.",
    ),
    "extractor-failed": (
        "用原来的程序另存后重新送审；仍然出错的，由人工通读。",
        "Save it again and submit that; if it fails again, read it yourself.",
    ),
    "worker-died": (
        "文件可能异常，不要发布；另存后重新送审，仍然如此的由人工通读。",
        "The file may be hostile: do not publish it. Save it again and submit that.",
    ),
    "no-text": (
        "多半是扫描件或图片：请安装文字识别组件后重新审查，或由人工通读。",
        "Probably a scan: screen it again with OCR installed, or read it yourself.",
    ),
    "suffix-mismatch": (
        "核对文件来源，把后缀名改成与内容一致后重新送审。",
        "Check where it came from, correct the suffix and submit it again.",
    ),
    "suspicious-structure": (
        "核对文件来源，用原来的程序另存后重新送审。",
        "Check where it came from, save it again in its own program and submit that.",
    ),
    "page-not-legible": ("由人工通读这些页，或换清晰的文件重新送审。", "Read these pages yourself, or submit a clearer copy."),
    "image-not-read": (
        "由人工查看这些图片，或安装文字识别组件后重新审查。",
        "Look at these pictures yourself, or screen again with OCR installed.",
    ),
    "broken-link": ("补上它指向的文件，或删去这个链接。", "Restore the file that it leads to, or remove the link."),
    "linked-folder": ("把它指向的文件夹直接送审，或删去这个链接。", "Screen the folder itself, or remove the link."),
    "not-a-file": (
        "移出送审文件夹；其中有内容的，存成文件再送审。",
        "Move it out of the folder; if it has a content, save that as a file.",
    ),
    "recognizer-failed": ("由人工通读，并把情况报告给管理员。", "Read it yourself and tell the administrator."),
    "unreadable-file": ("检查文件权限和磁盘，再重新审查。", "Check its permissions and the disk, and screen it again."),
}

# Reasons of unread items that people meet often, said in Chinese: the record keeps the English.
REASONS: dict[str, str] = {
    "annotation": "批注",
    "comment": "注释",
    "default password": "默认密码",
    "earlier version": "旧版本",
    "memory": "内存不足",
    "names": "文件名已加密",
    "ocr not installed": "未安装文字识别",
    "rights management": "权限管理加密",
    "short stream": "内容不完整",
    "truncated": "内容不完整",
    "volume": "分卷压缩",
}


def code_advice(code: str, language: str) -> str:
    """What to do about what was not read; nothing for a code without words."""
    return say(ADVICE.get(code, ("", "")), language)


def reason_words(reason: str, language: str) -> str:
    """Why something was not read, more closely. What has no words here stands for itself."""
    if language != "en" and (seconds := re.fullmatch(r"seconds ([\d.]+)", reason)):
        return f"限时 {seconds[1]} 秒"
    return say((REASONS.get(reason, reason), reason), language)
