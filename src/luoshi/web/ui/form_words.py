"""What forms say when a field is wrong (表单的话): what, and how it is written; set once for all forms.

Entry: :func:`speak_plainly`. Not here: findings (:mod:`luoshi.base.findings`), which say the rest.
"""

from __future__ import annotations

from django import forms
from django.core import validators

_CHOICE = "没有“%(value)s”这一项，请从列出的里面选"
_WORDS: tuple[tuple[type[forms.Field], dict[str, str]], ...] = (
    (forms.Field, {"required": "这一栏要填"}),
    (forms.IntegerField, {"invalid": "写成整数，如 12"}),
    (forms.DecimalField, {"invalid": "写成数字，如 85 或 85.5"}),
    (forms.DateField, {"invalid": "日期写成 2024-09-01，并且是有的日子"}),
    (forms.ChoiceField, {"invalid_choice": _CHOICE}),
    (forms.MultipleChoiceField, {"invalid_choice": _CHOICE, "invalid_list": "请从列出的里面选"}),
    (forms.FileField, {"required": "请选择文件", "missing": "请选择文件", "empty": "文件是空的，打开看一看再上传"}),
)


def speak_plainly() -> None:
    """Replace what Django says by itself; fields that say something of their own keep it."""
    for field, words in _WORDS:
        field.default_error_messages = {**field.default_error_messages, **words}
    forms.ModelChoiceField.default_error_messages = {
        **forms.ModelChoiceField.default_error_messages,
        "invalid_choice": "没有这一项，请从列出的里面选",
    }
    validators.MaxLengthValidator.message = "最多 %(limit_value)d 字，现在是 %(show_value)d 字"
    validators.MinValueValidator.message = "不能小于 %(limit_value)s"
    validators.MaxValueValidator.message = "不能大于 %(limit_value)s"
    validators.ProhibitNullCharactersValidator.message = "里面有看不见的字符，删掉重新写"
