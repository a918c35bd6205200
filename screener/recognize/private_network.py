"""Addresses of private networks, RFC 1918: they tell how the office's own network is laid out.

A work-secret matter rather than personal data. Test vectors: RFC 1918's own ranges.
"""

from __future__ import annotations

import re

from screener.lazy_pattern import lazy_pattern
from screener.model import Rule
from screener.recognize.pattern import Grade, PatternRecognizer

OCTET = r"(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])"


def _check(match: re.Match[str]) -> Grade:
    # 10.1.2.3 is also how a clause or a version is numbered.
    return Grade(0.4, 0.6) if match[0].startswith("192") or ":" in match[0] or "/" in match[0] else Grade(0.1, 0.6)


PRIVATE_NETWORK = PatternRecognizer(
    rule=Rule(
        id="private-network",
        entity="internal.network-address",
        title="内部网络地址",
        title_en="Private network address",
        definition="私有网段的IPv4地址（10.*、172.16–31.*、192.168.*），可带端口或掩码。",
        definition_en="An IPv4 address of a private range, with or without port or mask.",
        basis="《保守国家秘密法》第64条（工作秘密）",
        advice="核对是否透露内网结构，是则删去或以x代替后两段。",
        advice_en="See whether it tells how the internal network is built; if so delete it or write x for its last two parts.",
        examples=(
            "服务器192.168.10.25",
            "http://10.20.30.40:8080/oa",
            "１７２．１６．５．９",
            "网段10.8.0.0/16",
            "IP地址 172.31.255.1",
            "数据库192.168.1.200:5432",
        ),
        non_examples=(
            "203.0.113.7",
            "8.8.8.8",
            "172.32.1.1",
            "192.168.x.x",
            "2023.10.12",
            "127.0.0.1",
            "版本10.1.2",
            "第10.1.2.3.4项",
            "（2023）京0105民初12345号",
            "192.168.300.1",
        ),
    ),
    pattern=lazy_pattern(
        rf"(?<![0-9.])(?:10\.{OCTET}|172\.(?:1[6-9]|2[0-9]|3[01])|192\.168)\.{OCTET}\.{OCTET}(?:[:/][0-9]{{1,5}})?(?![0-9]|\.[0-9])"
    ),
    score=0.1,
    check=_check,
    context=lazy_pattern(r"(?<![a-z])ip(?![a-z])|地址|服务器|网段|网关|端口|内网|主机|数据库|https?://|子网|掩码|dns"),
    context_score=0.6,
    numeric=5,
    needs=("10.", "172.", "192.168."),
    reach=16,
)
