"""Flet 1.0.5's two slowest ways, made short: what it builds and what it walks for every control that is drawn.

A control has about 60 fields, of which a screen sets five. Flet's generated `__init__` assigns all of them one by one, and
its walk over added and removed controls reads all of them again; in the phone's browser that was half of what a tap cost.
Here a new control stores what it was given, and the walk follows only values that can hold a control. What comes out is the
same, value for value and control for control (`tests/ui/test_flet_quick.py`, which also holds the text of what is replaced, so
that another version of Flet fails loudly).
"""

import dataclasses
import weakref
from collections.abc import Callable, Iterator
from typing import Any, Final

import flet as ft
from flet.controls import object_patch
from flet.controls.base_control import BaseControl
from flet.controls.object_patch import DiffBuilder, ObjectPatchException

# What our screens are made of by the hundred.
QUICK: Final = (ft.Container, ft.Text, ft.Row, ft.Column, ft.Stack, ft.Icon, ft.Semantics)
_FLAT: Final = frozenset({str, int, float, bool, type(None), bytes})
_WANTED: Final = object()


def install() -> None:
    """Put the short ways in place; again does nothing."""
    if DiffBuilder.__dict__["_configure_dataclass"] is not _configured:
        for control in QUICK:
            setattr(control, "__init__", _short_init(control))  # noqa: B010  mypy holds an __init__ to be final
        setattr(DiffBuilder, "_configure_dataclass", _configured)  # noqa: B010
        setattr(DiffBuilder, "_removed_controls", _removed)  # noqa: B010


def _short_init(control: type[BaseControl]) -> Callable[..., None]:
    """An `__init__` with the same parameters as the generated one, that stores only what differs from the defaults."""
    props: dict[str, Any] = vars(control)["_prop_defaults"]  # what Flet's own decorator leaves there
    declared = dataclasses.fields(control)
    by_position = tuple(f.name for f in declared if f.init and not f.kw_only)
    known = frozenset(f.name for f in declared if f.init)
    fields = [f for f in declared if f.name not in props]
    made = tuple(
        (f.name, f.default_factory)
        for f in fields
        if f.default_factory is not dataclasses.MISSING and f.name not in ("_values", "_dirty")
    )
    kept = tuple((f.name, f.default) for f in fields if f.init and f.default is not dataclasses.MISSING)

    def __init__(self: Any, *positional: Any, **given: Any) -> None:
        if positional:
            if len(positional) > len(by_position):
                raise TypeError(f"{control.__name__} takes {len(by_position)} positional arguments")
            for name, value in zip(by_position, positional, strict=False):
                if name in given:
                    raise TypeError(f"{control.__name__} got {name!r} twice")
                given[name] = value
        values: dict[str, Any] = {}
        own = self.__dict__
        own["_values"], own["_dirty"] = values, {}
        for name, factory in made:
            own[name] = factory()
        for name, value in kept:
            own[name] = value
        ref = given.pop("ref", None)
        for name, value in given.items():
            default = props.get(name, _WANTED)
            if default is _WANTED:
                if name not in known:
                    raise TypeError(f"{control.__name__} has no {name!r}")
                own[name] = value
            elif value is not default and value != default:
                values[name] = value
        self.__post_init__(ref)

    return __init__


def _holders(kind: type) -> tuple[str, ...]:
    """Fields of a class whose values stand outside its sparse `_values` and may hold a control."""
    known: tuple[str, ...] | None = kind.__dict__.get("__holders__")
    if known is None:
        structural: frozenset[str] = kind._structural_fields  # type: ignore[attr-defined]
        defaults: dict[str, Any] = kind._prop_defaults  # type: ignore[attr-defined]
        own = [n for n in structural if n not in ("_c", "_i", "_internals")]
        own += [n for n, v in defaults.items() if dataclasses.is_dataclass(v) or isinstance(v, list | dict)]
        known = tuple(own)
        setattr(kind, "__holders__", known)  # noqa: B010
    return known


def _inside(item: Any) -> Iterator[Any]:
    """The values of a dataclass that may hold a control."""
    kind = type(item)
    values = item.__dict__.get("_values")
    if values is None or not hasattr(kind, "_structural_fields"):
        for field in dataclasses.fields(item):
            if not field.metadata.get("skip", False):
                yield getattr(item, field.name)
        return
    for value in values.values():
        if type(value) not in _FLAT:
            yield value
    for name in _holders(kind):
        if name not in values:
            yield getattr(item, name)


def _configured(
    self: DiffBuilder, item: Any, parent: Any, frozen: bool, configure_setattr_only: bool = False
) -> list[Any]:
    """`DiffBuilder._configure_dataclass`: prepares what was added, and returns the controls in it, parents first."""
    found: list[Any] = []
    _configure(item, parent, frozen, self.control_cls, found, only=configure_setattr_only)
    return found


def _configure(
    item: Any, parent: Any, frozen: bool, control_cls: type[Any] | None, found: list[Any], *, only: bool = False
) -> None:
    if isinstance(item, list):
        for each in item:
            _configure(each, parent, frozen, control_cls, found)
        return
    if isinstance(item, dict):
        for each in item.values():
            _configure(each, parent, frozen, control_cls, found)
        return
    kind = type(item)
    if not hasattr(kind, "__dataclass_fields__"):
        return
    if parent is None:
        above = getattr(item, "_parent", None)
        parent = above() if above else None
    if parent:
        if parent is item:
            raise ObjectPatchException(f"Parent is the same as item: {item}")
        item._parent = weakref.ref(parent)
    if hasattr(item, "_frozen"):
        frozen = item._frozen
    elif frozen:
        item._frozen = frozen
    if getattr(kind, "__flet_control_cls__", None) is None:
        setattr(kind, "__flet_control_cls__", control_cls)  # noqa: B010
    is_control = control_cls is not None and isinstance(item, control_cls)
    if is_control:
        if not only:
            item.build()
            item._before_update_safe()
            object.__setattr__(item, "_initialized", True)
        found.append(item)
    if not only:
        below = item if is_control else parent
        for value in _inside(item):
            _configure(value, below, frozen, control_cls, found)
    if not frozen:
        dirty = getattr(item, "_dirty", None)
        if dirty is not None:
            dirty.clear()
        else:
            if vars(kind).get("__setattr__") is not object_patch._control_setattr:
                setattr(kind, "__setattr__", object_patch._control_setattr)  # noqa: B010
            object.__setattr__(item, "__changes", {})


def _removed(self: DiffBuilder, item: Any, recurse: bool) -> list[Any]:
    """`DiffBuilder._removed_controls`: the controls in what was taken away, children first."""
    found: list[Any] = []
    _remove(item, recurse, self.control_cls, found)
    return found


def _remove(item: Any, recurse: bool, control_cls: type[Any] | None, found: list[Any]) -> None:
    if control_cls and isinstance(item, control_cls):
        own = item.__dict__
        if "__prev_lists" in own:
            for kept in ("__prev_lists", "__prev_dicts", "__prev_classes"):
                for value in own.get(kept, {}).values():
                    _remove(value, recurse, control_cls, found)
        elif recurse:
            for value in _inside(item):
                _remove(value, recurse, control_cls, found)
        found.append(item)
    elif isinstance(item, dict):
        for value in item.values():
            _remove(value, recurse, control_cls, found)
    elif isinstance(item, list):
        for value in item:
            _remove(value, recurse, control_cls, found)
