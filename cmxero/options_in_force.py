"""Every option with its value, where that comes from, and where it is changed."""

from collections.abc import Iterator

from pydantic import BaseModel, SecretStr

from cmxero.config import Home, Settings
from cmxero.core.option_lines import (
    DEFAULT,
    ENVIRONMENT,
    FILE,
    OptionInForce,
    find_option_line,
    option_entry,
    option_words,
)
from cmxero.core.option_texts import OPTION_TEXTS
from cmxero.environment import environment_variables


def options_in_force(home: Home, settings: Settings) -> tuple[OptionInForce, ...]:
    """In the order of the file. Of a secret only whether it is set; its value never leaves."""
    file = home.config_file
    text = file.read_text("utf-8") if file.exists() else ""
    variables = environment_variables()
    return tuple(
        _in_force(text, variables, section, key, value) for section, key, value in _each(settings)
    )


def _each(settings: Settings) -> Iterator[tuple[str, str, object]]:
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        if isinstance(value, BaseModel):
            for key in type(value).model_fields:
                yield name, key, getattr(value, key)
        else:
            yield "", name, value


def _in_force(
    text: str, variables: frozenset[str], section: str, key: str, value: object
) -> OptionInForce:
    line = find_option_line(text, section, key)
    path = [part.upper() for part in (section, key) if part]
    variable = "CMXERO_" + "__".join(path)
    by_section = f"CMXERO_{path[0]}"
    is_environment = any(
        each in {variable, by_section} or each.startswith(f"{variable}__") for each in variables
    )
    source = DEFAULT
    if is_environment:
        source = ENVIRONMENT
    elif line is not None and line.is_set:
        source = FILE
    is_secret = isinstance(value, SecretStr)
    if isinstance(value, SecretStr):
        words, entry = ("set" if value.get_secret_value() else "not set"), variable
    else:
        words, entry = option_words(value), option_entry(section, key, value)
    name = ".".join(part for part in (section, key) if part)
    return OptionInForce(
        section, key, words, source, line, entry, OPTION_TEXTS.get(name, ""), variable, is_secret
    )
