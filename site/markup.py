# SPDX-License-Identifier: MIT
"""Builds HTML from elements, so that no text gets into a page without being escaped."""
import html


class Markup(str):
    """Text that is HTML already."""


def escaped(child):
    return child if isinstance(child, Markup) else html.escape(str(child))


def join(children, between=""):
    """HTML of all that is in `children`: texts, elements, lists of them; None is nothing."""
    flat = []
    for child in children:
        if isinstance(child, (list, tuple)):
            child = join(child)
        if child is not None and child != "":
            flat.append(escaped(child))
    return Markup(escaped(between).join(flat))


def attribute(name, value):
    name = name.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{html.escape(str(value))}"'


def element(name, /, *children, **attributes):
    """An element that has an end tag. A Python keyword as an attribute bears a `_` behind it; None leaves one out."""
    written = "".join(attribute(key, value) for key, value in attributes.items()
                      if value is not None and value is not False)
    return Markup(f"<{name}{written}>{join(children)}</{name}>")
