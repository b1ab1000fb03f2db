"""The one place where HTML is made. Text is escaped unless it is an element made here."""

import html
import re
from collections.abc import Iterable

VOID = {"br", "hr", "img"}
_OWN_PAGE = re.compile(r"[a-z_]+\.ipynb(\?[a-z_]+=[\w.~%+-]*(&[a-z_]+=[\w.~%+-]*)*)?", re.ASCII)


class Html(str):
    """Markup that is safe to show; only ``element`` makes it."""

    __slots__ = ()


def element(name: str, *content: object, **attributes: str | bool | None) -> Html:
    """One HTML element.

    Args:
        name: the tag's name.
        content: children; anything that is not ``Html`` is text and gets escaped. None is left
            out, and iterables of children are flattened.
        attributes: ``class_`` becomes class, other underscores become hyphens; True writes the
            bare name, None and False leave it out.

    Raises:
        ValueError: an address that is neither http(s) nor a page of ours; names and addresses
            come from outside, and ``javascript:`` in one would run.
    """
    written = "".join(_attribute(key, value) for key, value in attributes.items())
    if name in VOID:
        return Html(f"<{name}{written}>")
    return Html(f"<{name}{written}>{''.join(_flat(content))}</{name}>")


def is_web_address(address: str) -> bool:
    """Whether it may stand in a link."""
    return address.lower().startswith(("https://", "http://"))


def _attribute(key: str, value: str | bool | None) -> str:  # noqa: FBT001 - HTML has bare attributes
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    if value is True:
        return f" {name}"
    is_ours = name == "href" and _OWN_PAGE.fullmatch(value)
    if name in {"href", "src"} and not is_ours and not is_web_address(value):
        raise ValueError(f"{value!r} is not a web address. Link only to http or https.")
    return f' {name}="{html.escape(value)}"'


def _flat(content: Iterable[object]) -> Iterable[str]:
    for child in content:
        if child is None:
            continue
        if isinstance(child, Html):
            yield child
        elif isinstance(child, (list, tuple)):
            yield from _flat(child)
        else:
            yield html.escape(str(child))
