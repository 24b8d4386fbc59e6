"""A text in the three languages of the service, as one value and one database column."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from django.db import models

LANGUAGES = ("fi", "sv", "en")


class Shown(NamedTuple):
    """What a reader sees: the words, and the language they are in (for the `lang` attribute)."""

    words: str
    language: str


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in Finnish, Swedish and English; an empty string where a language still lacks them."""

    fi: str = ""
    sv: str = ""
    en: str = ""

    @classmethod
    def same(cls, words: str) -> Text:
        """A text that reads the same in every language, such as a unit or a name."""
        return cls(words, words, words)

    @classmethod
    def of(cls, value: str | dict[str, str] | Text | None) -> Text:
        """Read a text from a file or a form: one string for all languages, or a mapping by language."""
        if isinstance(value, Text):
            return value
        if isinstance(value, dict):
            return cls(**{language: value.get(language) or "" for language in LANGUAGES})
        return cls.same(value or "")

    def shown(self, language: str) -> Shown:
        """The words for a reader of `language`: its own, else Finnish, else whatever there is."""
        for candidate in (language, *LANGUAGES):
            words: str = getattr(self, candidate)
            if words:
                return Shown(words, candidate)
        return Shown("", language)

    def words(self, language: str) -> str:
        return self.shown(language).words

    @property
    def missing(self) -> tuple[str, ...]:
        """The languages that still lack the text."""
        return tuple(language for language in LANGUAGES if not getattr(self, language))

    def as_dict(self) -> dict[str, str]:
        """`{"fi": …, "sv": …, "en": …}`, languages without words left out."""
        return {language: words for language, words in asdict(self).items() if words}

    def __bool__(self) -> bool:
        return bool(self.fi or self.sv or self.en)

    def __str__(self) -> str:
        return self.shown("fi").words


class TextField(models.JSONField):
    """Stores a `Text` as a JSON object `{"fi": …, "sv": …, "en": …}`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", Text)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        raw = super().from_db_value(value, expression, connection)
        return Text.of(raw)

    def to_python(self, value: Any) -> Any:
        return Text.of(value)

    def get_prep_value(self, value: Any) -> Any:
        return super().get_prep_value(value.as_dict() if isinstance(value, Text) else value)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        plain = value.as_dict() if isinstance(value, Text) else value
        return super().get_db_prep_value(plain, connection, prepared)

    def value_to_string(self, obj: models.Model) -> Any:
        text: Text = self.value_from_object(obj)
        return text.as_dict()
