"""Every small change of a source file that a test ought to notice, built into one tree that can switch each on alone."""

from __future__ import annotations

import ast
import copy
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Final

SWITCH: Final = "__mutant__"
"""The name of the function that instrumented code asks whether a mutant lives: number -> bool."""

_ORDER: Final[dict[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
}
_MEMBERSHIP: Final[dict[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_CALLS: Final = {"min": "max", "max": "min", "any": "all", "all": "any"}
_NUMBERS: Final = frozenset({"Decimal", "Fraction"})
_MEASURES: Final = _NUMBERS | {"timedelta", "abs", "min", "max"}
_TYPES: Final = frozenset({"Literal", "Annotated"})


@dataclass(frozen=True)
class Mutant:
    """One change: where it is, what it says before and after, and whether it moves a boundary.

    `at_import` says that the changed code runs when its module is read, so that only a fresh process shows the change.
    """

    number: int
    file: str
    line: int
    within: str
    kind: str
    boundary: bool
    at_import: bool
    before: str
    after: str

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What names this mutant whatever the lines above it do."""
        return self.file, self.within, self.before, self.after


def find_mutants(source: str, file: str, first: int = 0) -> tuple[ast.Module, tuple[Mutant, ...]]:
    """The tree of a file with a switch for each mutant, numbered from `first`, and what the mutants are."""
    tree = ast.parse(source, filename=file)
    builder = _Builder(file, first)
    tree.body = builder.block(tree.body)
    return ast.fix_missing_locations(tree), _told_apart(builder.mutants)


def _told_apart(mutants: list[Mutant]) -> tuple[Mutant, ...]:
    """The mutants with the second of two that read alike in one function marked as such."""
    seen: Counter[tuple[str, str, str, str]] = Counter()
    apart = []
    for mutant in mutants:
        seen[mutant.key] += 1
        nth = seen[mutant.key]
        apart.append(mutant if nth == 1 else replace(mutant, after=f"{mutant.after}  # {nth}"))
    return tuple(apart)


class _Builder:
    """Walks one file; `path` holds the expressions and `names` the functions and classes around the present node."""

    def __init__(self, file: str, first: int) -> None:
        self.file = file
        self.first = first
        self.mutants: list[Mutant] = []
        self.path: list[ast.AST] = []
        self.names: list[str] = []
        self.table = ""  # the named limit or table around the present node, outside of functions and classes
        self.calls = 0  # functions around the present node: its code runs when called, not when read

    def block(self, body: list[ast.stmt]) -> list[ast.stmt]:
        return [each for statement in body for each in self.statement(statement)]

    def statement(self, node: ast.stmt) -> Iterator[ast.stmt]:
        if not self.names:
            target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
            self.table = target.id if isinstance(target, ast.Name) else ""
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            self.definition(node)
        elif isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add | ast.Sub):
            yield self.augmented(node)
            return
        else:
            self.fields(node)
        yield node

    def definition(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> None:
        """A function or class; decorators stay as they are, for they decide nothing (the size of a cache, say)."""
        called = not isinstance(node, ast.ClassDef)
        self.names.append(node.name)
        if not isinstance(node, ast.ClassDef):
            self.fields(node.args)
        self.calls += called
        node.body = self.block(node.body)
        self.calls -= called
        self.names.pop()

    def augmented(self, node: ast.AugAssign) -> ast.stmt:
        changed = copy.deepcopy(node)
        changed.op = ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()
        number = self.born(node, "arithmetic", False, ast.unparse(node), ast.unparse(changed))
        self.fields(node)
        return ast.copy_location(ast.If(_asks(number), [changed], [node]), node)

    def fields(self, node: ast.AST) -> None:
        """Instruments what stands below a node, types and patterns left out."""
        self.path.append(node)
        for name, value in ast.iter_fields(node):
            if name in ("annotation", "returns", "pattern"):
                continue
            if isinstance(value, ast.AST):
                setattr(node, name, self.child(value))
            elif isinstance(value, list):
                setattr(node, name, self.children(value))
        self.path.pop()

    def children(self, values: list[ast.AST]) -> list[ast.AST]:
        if values and isinstance(values[0], ast.stmt):
            return list(self.block(values))  # type: ignore[arg-type]
        return [self.child(each) if isinstance(each, ast.AST) else each for each in values]

    def child(self, node: ast.AST) -> ast.AST:
        if isinstance(node, ast.expr):
            return self.expression(node)
        self.fields(node)
        return node

    def expression(self, node: ast.expr) -> ast.expr:
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id in _TYPES:
            return node
        born = [
            (self.born(node, kind, self.is_boundary(node, kind), *self.texts(node, changed)), changed)
            for kind, changed in _changes(node)
        ]
        lazily = isinstance(node, ast.Lambda)
        self.calls += lazily
        self.fields(node)
        self.calls -= lazily
        for number, changed in born:
            node = ast.copy_location(ast.IfExp(_asks(number), changed, node), node)
        return node

    def is_boundary(self, node: ast.expr, kind: str) -> bool:
        if kind != "number":
            return kind == "comparison"
        named = not self.calls and not self.names  # in a limit or a table with a name of its own
        return named or self.compared(node) is not None

    def compared(self, node: ast.expr) -> ast.Compare | None:
        """The comparison in which a number stands, directly or as part of a sum, a ratio or a length of time."""
        for around in reversed(self.path):
            if isinstance(around, ast.Compare):
                return around
            measures = (
                isinstance(around, ast.Call) and isinstance(around.func, ast.Name) and around.func.id in _MEASURES
            )
            if not measures and not isinstance(around, ast.BinOp | ast.UnaryOp | ast.keyword | ast.Tuple | ast.Set):
                return None
        return None

    def texts(self, node: ast.expr, changed: ast.expr) -> tuple[str, str]:
        """Both readings of a change, shown in its comparison where it stands in one."""
        around = self.compared(node)
        if around is None:
            return ast.unparse(node), ast.unparse(changed)
        # The comparison is half instrumented by now: show it as it was written.
        return self.shown(around, node, node), self.shown(around, node, changed)

    def shown(self, around: ast.expr, node: ast.expr, instead: ast.expr) -> str:
        return ast.unparse(_Restored(node, instead).visit(around))

    def born(self, node: ast.stmt | ast.expr, kind: str, boundary: bool, before: str, after: str) -> int:
        number = self.first + len(self.mutants)
        within = ".".join(self.names) or self.table
        at_import = not self.calls
        self.mutants.append(Mutant(number, self.file, node.lineno, within, kind, boundary, at_import, before, after))
        return number


class _Restored(ast.NodeTransformer):
    """Copies an expression with every switch taken out and one node exchanged."""

    def __init__(self, node: ast.expr, instead: ast.expr) -> None:
        self.node = node
        self.instead = instead

    def visit(self, node: ast.AST) -> ast.AST:
        if node is self.node:
            return self.instead
        while isinstance(node, ast.IfExp) and _is_switch(node.test):
            node = node.orelse
        node = copy.copy(node)
        for name, value in ast.iter_fields(node):
            if isinstance(value, ast.AST):
                setattr(node, name, self.visit(value))
            elif isinstance(value, list):
                setattr(node, name, [self.visit(each) if isinstance(each, ast.AST) else each for each in value])
        return node


def _is_switch(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == SWITCH


def _asks(number: int) -> ast.expr:
    return ast.Call(ast.Name(SWITCH, ast.Load()), [ast.Constant(number)], [])


def _changes(node: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """Kind and changed expression of each mutant of one node, its parts untouched."""
    node = copy.deepcopy(node)
    match node:
        case ast.Compare(left=left, ops=ops, comparators=comparators):
            for place, op in enumerate(ops):
                swapped = _ORDER.get(type(op)) or _MEMBERSHIP[type(op)]
                kind = "comparison" if type(op) in _ORDER else "membership"
                yield kind, ast.Compare(left, [*ops[:place], swapped(), *ops[place + 1 :]], comparators)
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            yield from (("number", ast.Constant(value + step)) for step in (1, -1))
        case ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=str(words))]) if name in _NUMBERS:
            yield from (("number", ast.Call(node.func, [ast.Constant(near)], [])) for near in _neighbours(words))
        case ast.Call(func=ast.Name(id=name)) if name in _CALLS:
            yield (
                "logic" if name in ("any", "all") else "extreme",
                ast.Call(ast.Name(_CALLS[name], ast.Load()), node.args, node.keywords),
            )
        case ast.BoolOp(op=op, values=values):
            yield "logic", ast.BoolOp(ast.Or() if isinstance(op, ast.And) else ast.And(), values)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield "logic", operand
        case ast.BinOp(op=ast.Add() | ast.Sub() as op):
            yield "arithmetic", ast.BinOp(node.left, ast.Sub() if isinstance(op, ast.Add) else ast.Add(), node.right)


def _neighbours(words: str) -> Iterator[str]:
    """A decimal number with its last written place one higher and one lower."""
    try:
        value = Decimal(words)
    except InvalidOperation:
        return
    if value.is_finite():
        step = Decimal(1).scaleb(int(value.as_tuple().exponent))
        yield from (str(value + step), str(value - step))
