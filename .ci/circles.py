#!/usr/bin/env python3
"""Circles of imports between the files of src/ and of cli/src/, and files that are too long.

A file imports another where a `use` or a path in its code names an item defined there. A name that
passes through `pub use` counts for the file that defines it, not for those that hand it on. Methods
and trait implementations are not followed: what a file calls on a value, it need not import.

    .ci/circles.py              # lists what it finds, and fails if it finds anything
    .ci/circles.py --imports    # lists the imports of each file
"""

import argparse
import re
import sys
from pathlib import Path

LINES = 600
ROOTS = ["src", "cli/src"]

NAME = r"[A-Za-z_]\w*"
TOKEN = re.compile(rf"\$?{NAME}(?:\s*::\s*{NAME})+|\$?{NAME}|[{{}}();,*#!]|::|[^\s\w]")
ITEM = {"struct", "enum", "union", "trait", "type", "fn", "const", "static", "mod", "macro_rules"}
COMMENT_OR_TEXT = re.compile(
    r'//[^\n]*|/\*.*?\*/|b?r(#*)".*?"\1|b?"(?:[^"\\]|\\.)*"|b?\'(?:[^\'\\\n]|\\[^\n]{1,8}?)\'', re.S
)
PATH_IN_TEXT = re.compile(rf'"((?:crate|super|self)(?:::{NAME})+)"')


def code_of(source: str) -> str:
    """The source without comments and texts; a text that is a path, as serde's attributes have it,
    stays as the path."""

    def keep(found: re.Match) -> str:
        path = PATH_IN_TEXT.fullmatch(found[0])
        return f" {path[1]} " if path else " "

    return COMMENT_OR_TEXT.sub(keep, source)


def use_tree(text: str, before: tuple = ()) -> list:
    """Of `a::{b, c as d, e::*}` the pairs of path and name: (a, b) is b, (a, c) is d, (a, e) is *."""
    text = text.strip()
    if text.startswith("{"):
        parts, depth, part = [], 0, ""
        for letter in text[1 : text.rindex("}")]:
            depth += {"{": 1, "}": -1}.get(letter, 0)
            if letter == "," and depth == 0:
                parts.append(part)
                part = ""
            else:
                part += letter
        return [pair for each in [*parts, part] if each.strip() for pair in use_tree(each, before)]
    head, colons, tail = text.partition("::")
    if colons:
        return use_tree(tail, (*before, head.strip()))
    path, _, name = text.partition(" as ")
    path, name = path.strip(), name.strip()
    if path == "*":
        return [(before, "*")]
    if path == "self":
        return [(before, name or before[-1])]
    return [((*before, path), name or path)]


class Module:
    """One module: a file, or a `mod name { .. }` within one."""

    def __init__(self, path: tuple, file: str):
        self.path, self.file = path, file
        # Items defined, names of `use` with their paths, modules used with `*`, paths in the code,
        # names of `pub use`, names in the code.
        self.items, self.names, self.globs, self.paths = set(), {}, [], []
        self.handed_on, self.idents = set(), set()


def read(file: str, path: tuple, source: str, modules: dict) -> None:
    """Adds the module of a file, and those within it, with what they define and name."""
    code = code_of(source)
    uses = []

    def take(found: re.Match) -> str:
        uses.append((bool(found["public"]), found["tree"]))
        return f" use_{len(uses) - 1}_ ;"

    public = r"(?P<public>\bpub\s*(?:\([^)]*\)\s*)?)?"
    code = re.sub(rf"{public}\buse\s+(?P<tree>[^;]+);", take, code)
    code = re.sub(r"\bpub\s*\([^)]*\)", "pub", code)
    stack, last, macro = [Module(path, file)], ["", ""], False
    modules[path] = stack[0]
    depth_of, depth = [0], 0
    for found in TOKEN.finditer(code):
        token = re.sub(r"\s+", "", found[0])
        here = stack[-1]
        if token == "{":
            depth += 1
            if last[0] == "mod":
                inner = Module((*here.path, last[1]), file)
                modules[inner.path] = inner
                stack.append(inner)
                depth_of.append(depth)
            elif last[1] == "!" and depth == depth_of[-1] + 1:
                # What a macro at the top is given, it defines here.
                stack.append(here)
                depth_of.append(depth)
        elif token == "}":
            if depth == depth_of[-1] and len(stack) > 1:
                stack.pop()
                depth_of.pop()
            depth -= 1
        elif statement := re.fullmatch(r"use_(\d+)_", token):
            public_use, tree = uses[int(statement[1])]
            for target, name in use_tree(" ".join(tree.split())):
                if name == "*":
                    here.globs.append(target)
                else:
                    here.names[name] = target
                (here.handed_on.add(name) if public_use else here.paths.append(target))
        elif "::" in token:
            parts = tuple(token.split("::"))
            here.paths.append(parts)
            here.idents.add(parts[0])
        elif re.fullmatch(rf"\$?{NAME}", token):
            if last[1] in ITEM or (last[0] == "macro_rules" and last[1] == "!"):
                if depth == depth_of[-1]:
                    here.items.add(token)
            else:
                here.idents.add(token)
        last = [last[1], token]


def absolute(path: tuple, module: Module, modules: dict):
    """A path from the crate's root, or None where it leaves the crate."""
    head, rest = path[0], path[1:]
    if head in ("crate", "$crate"):
        return rest
    if head == "self":
        return (*module.path, *rest)
    if head == "super":
        at = module.path[:-1]
        while rest and rest[0] == "super":
            at, rest = at[:-1], rest[1:]
        return (*at, *rest)
    if head in module.names and module.names[head] != path:
        through = absolute(module.names[head], module, modules)
        return None if through is None else (*through, *rest)
    if (*module.path, head) in modules:
        return (*module.path, *path)
    return None


def defining(path: tuple, modules: dict, sure: bool = False, seen: frozenset = frozenset()):
    """The file that defines what a path from the root names; None if it only names a module. Where
    no definition is seen, since a macro wrote it, it is the module's file, unless asked to be sure."""
    if path in seen:
        return None
    seen |= {path}
    length = len(path)
    while path[:length] not in modules:
        length -= 1
    if length == len(path):
        return None
    module, name, rest = modules[path[:length]], path[length], path[length + 1 :]
    if name in module.items:
        return module.file
    if name in module.names:
        through = absolute(module.names[name], module, modules)
        return through and defining((*through, *rest), modules, sure, seen)
    for glob in module.globs:
        through = absolute(glob, module, modules)
        if through is not None and (file := defining((*through, name), modules, True, seen)):
            return file
    return None if sure else module.file


def imports(sources: dict) -> dict:
    """Of each file, given with its source, the files that it imports."""
    modules = {}
    for file, source in sources.items():
        parts = file.removesuffix(".rs").split("/")
        path = tuple(parts if parts[-1] not in ("lib", "main", "mod") else parts[:-1])
        read(file, path, source, modules)
    graph = {file: set() for file in sources}
    for module in modules.values():
        # What is handed on counts as imported where the file itself uses it as well.
        own = [module.names[name] for name in module.handed_on & module.idents]
        found = {(absolute(path, module, modules), False) for path in module.paths + own}
        for glob in module.globs:
            through = absolute(glob, module, modules)
            if through is not None:
                found |= {((*through, name), True) for name in module.idents}
        files = {defining(path, modules, sure) for path, sure in found if path}
        graph[module.file] |= files - {None, module.file}
    return graph


def shortest_circle(graph: dict, start: str):
    """The shortest way from a file back to itself."""
    ways, seen = [[start]], set()
    for way in ways:
        for file in sorted(graph[way[-1]]):
            if file == start:
                return [*way, start]
            if file not in seen:
                seen.add(file)
                ways.append([*way, file])
    return None


def circles(graph: dict) -> list:
    """One shortest circle for each file that stands on one, each circle once."""
    found = {}
    for file in sorted(graph):
        if circle := shortest_circle(graph, file):
            found.setdefault(frozenset(circle), circle)
    return sorted(found.values(), key=lambda circle: (len(circle), circle))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--imports", action="store_true", help="list the imports of each file")
    wanted = parser.parse_args()
    home = Path(__file__).resolve().parent.parent
    return max([check(home / root, wanted.imports) for root in ROOTS])


def check(root: Path, list_imports: bool) -> int:
    """Lists the circles and long files of one crate, or its imports."""
    sources = {str(p.relative_to(root)): p.read_text() for p in sorted(root.rglob("*.rs"))}
    graph = imports(sources)
    if list_imports:
        for file, others in graph.items():
            print(file, *sorted(others), sep="\n    ")
        return 0
    found = circles(graph)
    for circle in found:
        print("circle of imports:", " -> ".join(circle))
    long = [(file, source.count("\n")) for file, source in sources.items()]
    long = [(file, lines) for file, lines in long if lines > LINES]
    for file, lines in long:
        print(f"{file} has {lines} lines, more than {LINES}")
    print(f"{len(sources)} files, {len(found)} circles, {len(long)} files too long")
    return 1 if found or long else 0


if __name__ == "__main__":
    sys.exit(main())
