"""What the submitter writes on the approval form: the fields that the review forms in use ask for. To add one: one line here.

Sources: the forms and registers listed in the secrecy-review practice of Chinese offices (审查单, 审批表, 登记台账): number, title, drafter,
department, source, carrier, way of publication, planned time, publicity attribute with its ground, self-check.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FormField:
    """A line of the form. `choices` empty: free text. The `key` is stored in `Case.form` and never renamed."""

    key: str
    label: str
    label_en: str
    choices: tuple[str, ...] = ()
    required: bool = False
    date: bool = False


FORM_FIELDS: tuple[FormField, ...] = (
    FormField("title", "标题", "title", required=True),
    FormField("drafter", "拟稿人", "drafter", required=True),
    FormField("telephone", "联系电话", "telephone"),
    FormField("reference", "信息编号或网址", "reference or address"),
    FormField("source", "信息来源", "source", ("本单位", "转载"), required=True),
    FormField("producer", "原发机关（转载时）", "producer, when reprinted"),
    FormField("consent", "原发机关同意函（文号）", "the producer's consent"),
    FormField("carrier", "载体形式", "carrier", ("公文类", "非公文类"), required=True),
    FormField(
        "way", "公开方式", "way of publication", ("网站", "公众号", "微博", "视频", "报刊", "公开栏", "电子邮件", "其他"), required=True
    ),
    FormField("column", "栏目", "column"),
    FormField("planned", "拟发布时间", "planned date", date=True),
    FormField("publicity", "公开属性", "publicity", ("主动公开", "依申请公开", "不予公开"), required=True),
    FormField("ground", "公开依据", "ground"),
    FormField("secret", "是否涉及国家秘密", "concerns state secrets", ("否", "是"), required=True),
    FormField("work_secret", "是否涉及工作秘密", "concerns work secrets", ("否", "是"), required=True),
    FormField("trade_secret", "是否涉及商业秘密", "concerns trade secrets", ("否", "是"), required=True),
    FormField("personal", "是否涉及个人隐私或个人信息", "concerns personal data", ("否", "已作处理", "是"), required=True),
    FormField("opinion", "承办人意见", "submitter's opinion"),
)


def problems(form: dict[str, str]) -> list[tuple[str, str]]:
    """(key, sentence) for each line that is missing, unknown or not one of the choices. Empty: the form may be taken."""
    known = {field.key for field in FORM_FIELDS}
    found = [(key, "表上没有这一项。") for key in form if key not in known]
    for field in FORM_FIELDS:
        value = form.get(field.key, "").strip()
        if field.required and not value:
            found.append((field.key, f"请填写{field.label}。"))
        elif value and field.choices and value not in field.choices:
            found.append((field.key, f"{field.label}请从所列各项中选择。"))
    if form.get("source") == "转载" and not form.get("producer", "").strip():
        found.append(("producer", "转载的信息请写明原发机关。"))
    return found
