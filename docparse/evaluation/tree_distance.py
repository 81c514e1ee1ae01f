"""Edit distance between ordered labelled trees, after Zhang and Shasha (1989).

K. Zhang, D. Shasha: Simple fast algorithms for the editing distance between trees and related
problems. SIAM Journal on Computing 18(6), 1989. Knows nothing of what the labels mean.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

LabelT = TypeVar("LabelT")


@dataclass(frozen=True)
class Tree(Generic[LabelT]):
    """A label and, in order, the trees below it."""

    label: LabelT
    children: tuple[Tree[LabelT], ...] = ()

    @property
    def size(self) -> int:
        """Number of nodes, this one included."""
        return 1 + sum(child.size for child in self.children)


def tree_edit_distance(
    first: Tree[LabelT], second: Tree[LabelT], rename: Callable[[LabelT, LabelT], float]
) -> float:
    """Return the least cost of turning one tree into the other.

    Inserting or deleting a node costs 1 (the children of a deleted node take its place); renaming
    one costs what `rename` says. Time grows with the product of both sizes and both depths (or
    numbers of leaves, if smaller); space with the product of the sizes.

    Args:
        first: A tree.
        second: Another.
        rename: Cost of turning one label into another, 0 to 1, 0 for equal labels.
    """
    return _Comparison(_Postorder.of(first), _Postorder.of(second), rename).distance()


@dataclass(frozen=True)
class _Postorder(Generic[LabelT]):
    """A tree as arrays in postorder.

    Attributes:
        labels: Label of each node.
        leftmost: For each node the leftmost leaf below it.
        keyroots: The root and all nodes that have a left sibling, ascending.
    """

    labels: list[LabelT]
    leftmost: list[int]
    keyroots: list[int]

    @classmethod
    def of(cls, tree: Tree[LabelT]) -> _Postorder[LabelT]:
        labels: list[LabelT] = []
        leftmost: list[int] = []

        def visit(node: Tree[LabelT]) -> int:
            leaves = [visit(child) for child in node.children]
            labels.append(node.label)
            leftmost.append(leaves[0] if leaves else len(labels) - 1)
            return leftmost[-1]

        visit(tree)
        highest = {leaf: node for node, leaf in enumerate(leftmost)}
        return cls(labels, leftmost, sorted(highest.values()))


class _Comparison(Generic[LabelT]):
    def __init__(
        self,
        first: _Postorder[LabelT],
        second: _Postorder[LabelT],
        rename: Callable[[LabelT, LabelT], float],
    ) -> None:
        self._first, self._second, self._rename = first, second, rename
        self._trees = [[0.0] * len(second.labels) for _ in first.labels]
        """Distance between the subtrees of each pair of nodes, once known."""

    def distance(self) -> float:
        for i in self._first.keyroots:
            for j in self._second.keyroots:
                self._fill(i, j)
        return self._trees[-1][-1]

    def _fill(self, root_i: int, root_j: int) -> None:
        """Compare the forests that end at each node below two keyroots."""
        if self._first.leftmost[root_i] == root_i and self._second.leftmost[root_j] == root_j:
            self._trees[root_i][root_j] = self._rename(
                self._first.labels[root_i], self._second.labels[root_j]
            )
            return
        low_i, low_j = self._first.leftmost[root_i], self._second.leftmost[root_j]
        width = root_j - low_j + 2
        above = [float(column) for column in range(width)]
        forests = [above]
        for i in range(low_i, root_i + 1):
            row = [above[0] + 1.0] + [0.0] * (width - 1)
            forests.append(row)
            self._fill_row(i, (low_i, low_j), forests)
            above = row

    def _fill_row(self, i: int, low: tuple[int, int], forests: list[list[float]]) -> None:
        """Fill the row of node `i`: the forest up to it against every forest of the second tree."""
        low_i, low_j = low
        row, above = forests[-1], forests[-2]
        trees, leftmost = self._trees[i], self._second.leftmost
        start_i = self._first.leftmost[i]
        before = forests[start_i - low_i]
        best = row[0]
        for column in range(1, len(row)):
            j = low_j + column - 1
            start_j = leftmost[j]
            best = min(best, above[column]) + 1.0
            if start_i == low_i and start_j == low_j:  # both forests are trees
                matched = above[column - 1] + self._rename(
                    self._first.labels[i], self._second.labels[j]
                )
                best = trees[j] = min(best, matched)
            else:
                best = min(best, before[start_j - low_j] + trees[j])
            row[column] = best
