"""The pages that say no. They repeat nothing of what was asked for."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def _page(request: HttpRequest, status: int, title: str, sentence: str) -> HttpResponse:
    return render(request, "desk/refusal.html", {"title": title, "sentence": sentence}, status=status)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001  Django's signature
    return _page(request, 403, "没有权限", "您的角色不能打开这一页。如确需要，请联系系统管理员调整角色。")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001  Django's signature
    return _page(request, 404, "没有这一页", "没有这一页，或者它不在您可以查看的范围之内。")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001  Django's signature
    return _page(request, 400, "请求有误", "浏览器发来的内容不完整或不合要求，请返回重试。")


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  Django's signature
    return _page(request, 403, "页面已过期", "表单已过期，或不是从本系统的页面提交的。请返回，刷新后再提交。")


def broken(request: HttpRequest) -> HttpResponse:
    return _page(request, 500, "程序出错", "程序出错，操作没有完成，已记录出错位置。请重试；仍然如此的，请报告系统管理员。")
