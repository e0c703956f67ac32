"""How Django's forms are shown. Entry: :class:`FormLook`."""

from __future__ import annotations

from django.forms.renderers import DjangoTemplates


class FormLook(DjangoTemplates):
    """Fields as rows of label, field, help and error."""

    form_template_name = "ui/form.html"
    field_template_name = "ui/field.html"
