"""The look and the words of all forms, set once when Django starts. Entry: :class:`UiConfig`."""

from __future__ import annotations

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Templates, tags, style sheet, and what forms say."""

    name = "luoshi.web.ui"

    def ready(self) -> None:
        """Let forms say what is wrong as an office would."""
        from luoshi.web.ui.form_words import speak_plainly

        speak_plainly()
