"""Addresses of places in the course. They work in a new tab as well."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode

from arena.course.model import ExerciseSet
from arena.web.state import desk


def home_link() -> str:
    """The map of the course, as an attribute's value."""
    return escape(f"?{urlencode({'key': desk().key})}")


def link(exercise_set: ExerciseSet, at: str = "") -> str:
    """A set, or a section or task of it, as an attribute's value.

    Args:
        exercise_set: the set.
        at: anchor of a section or name of a task; the beginning if empty.
    """
    parameters = {"key": desk().key, "set": exercise_set.id} | ({"at": at} if at else {})
    return escape(f"?{urlencode(parameters)}")
