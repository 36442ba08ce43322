"""A question that cannot be answered, in the words that the registry's own interface would use."""

from __future__ import annotations


class Refused(Exception):
    """`status` and the plain text of the answer; `hint` is our own word on what to write instead, sent beside it."""

    def __init__(self, says: str, status: int = 400, hint: str = "") -> None:
        super().__init__(says)
        self.says = says
        self.status = status
        self.hint = hint


def wrong_format(name: str, hint: str = "") -> Refused:
    """A parameter that is not of its shape."""
    return Refused(f"Parameter `{name}` has incorrect format", hint=hint)


def wrong_item(number: int, name: str, hint: str = "") -> Refused:
    """An item of a list that is not of its shape; items are counted from 1."""
    return Refused(f"Item {number} in parameter `{name}` has incorrect format", hint=hint)


def wrong_value(name: str, value: str, hint: str = "") -> Refused:
    """A value that the parameter does not know; a filter is named without its prefix."""
    return Refused(f"Invalid value in parameter `{name.rpartition('.')[2]}`: `{value}`", hint=hint)
