"""The syntax tree of an expression: where a part stands, which name it is, what is surely there beside it.

A part is a tree of the parser's, or one of its words, which is text.
"""

from typing import Any


def column(node: Any) -> int:
    """Where a part begins, counted from 1."""
    tokens = [node] if isinstance(node, str) else list(node.scan_values(lambda _: True))
    return int(getattr(tokens[0], "column", 1) or 1) if tokens else 1


def path_of(node: Any) -> str | None:
    """The dotted name a member expression stands for, if it is nothing else."""
    while not isinstance(node, str) and len(node.children) == 1 and node.data != "ident":
        node = node.children[0]
    if isinstance(node, str):
        return None
    if node.data == "ident":
        return str(node.children[0])
    if node.data == "member_dot":
        head = path_of(node.children[0])
        return f"{head}.{node.children[1]}" if head else None
    return None


def bare(node: Any) -> Any:
    """A node without the layers of the grammar, and without parentheses, around it."""
    while not isinstance(node, str) and len(node.children) == 1 and node.data not in {"ident", "literal", "list_lit"}:
        node = node.children[0]
    return node


def there(node: Any, *, if_true: bool) -> frozenset[str]:
    """The names that are surely there when a condition is true (or when it is false)."""
    node = bare(node)
    if isinstance(node, str):
        return frozenset()
    if node.data == "ident_arg" and node.children[0] == "has" and if_true:
        path = path_of(bare(node.children[1]))
        return frozenset({path} if path else ())
    if node.data == "unary" and len(node.children) == 2:
        return there(node.children[1], if_true=not if_true) if node.children[0].data == "unary_not" else frozenset()
    if node.data == ("conditionaland" if if_true else "conditionalor"):
        return frozenset().union(*(there(child, if_true=if_true) for child in node.children))
    return frozenset()
