"""The one switch of a process: which mutant lives, and which mutants the code that ran could have been."""

from __future__ import annotations

import ast
import builtins
import sys
from collections.abc import Mapping, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType

from tests.mutation.find_mutants import SWITCH, Mutant, find_mutants

NONE = -1


class Switch:
    """Answers instrumented code; `reached` gathers the numbers that were asked for."""

    def __init__(self) -> None:
        self.alive = NONE
        self.reached: set[int] = set()

    def __call__(self, number: int) -> bool:
        self.reached.add(number)
        return number == self.alive


class _Loader(SourceFileLoader):
    def __init__(self, fullname: str, path: str, tree: ast.Module) -> None:
        super().__init__(fullname, path)
        self.tree = tree

    def get_code(self, fullname: str) -> CodeType:
        return compile(self.tree, self.path, "exec", dont_inherit=True)


class _Finder(MetaPathFinder):
    def __init__(self, trees: Mapping[Path, ast.Module]) -> None:
        self.trees = trees

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        spec = PathFinder.find_spec(fullname, path, target) if fullname.startswith("equipoise.") else None
        tree = self.trees.get(Path(spec.origin)) if spec and spec.origin else None
        if spec is None or tree is None:
            return None
        assert spec.origin
        spec.loader = _Loader(fullname, spec.origin, tree)
        return spec


def instrument(root: Path, files: Sequence[Path]) -> tuple[Switch, tuple[Mutant, ...]]:
    """From now on these files of a tree are imported with their mutants built in; all of them sleep."""
    mutants: list[Mutant] = []
    trees = {}
    for file in files:
        source = file.read_text("utf-8")
        tree, found = find_mutants(source, str(file.relative_to(root)), len(mutants))
        trees[file.resolve()] = tree
        mutants += found
    switch = Switch()
    setattr(builtins, SWITCH, switch)
    sys.meta_path.insert(0, _Finder(trees))
    return switch, tuple(mutants)
