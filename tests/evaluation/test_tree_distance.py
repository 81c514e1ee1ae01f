"""The tree edit distance against published values and against its definition."""

from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st
from pytest import approx

from docparse.evaluation.tree_distance import Tree, tree_edit_distance

trees = st.recursive(
    st.sampled_from("abc").map(Tree),
    lambda below: st.builds(Tree, st.sampled_from("abc"), st.lists(below, max_size=3).map(tuple)),
    max_leaves=6,
)


def rename(a: str, b: str) -> float:
    """Costs between 0 and 1, the same in both directions."""
    return 0.0 if a == b else {"ab": 0.25, "ac": 0.5, "bc": 1.0}["".join(sorted((a, b)))]


def by_definition(a: Tree[str], b: Tree[str]) -> float:
    """The recursion over forests that defines the distance, exponential but for the cache."""

    @cache
    def distance(one: tuple[Tree[str], ...], other: tuple[Tree[str], ...]) -> float:
        if not one or not other:
            return float(sum(tree.size for tree in one + other))
        v, w = one[-1], other[-1]
        return min(
            distance(one[:-1] + v.children, other) + 1,
            distance(one, other[:-1] + w.children) + 1,
            distance(one[:-1], other[:-1])
            + distance(v.children, w.children)
            + rename(v.label, w.label),
        )

    return distance((a,), (b,))


def unit(a: str, b: str) -> float:
    return float(a != b)


def test_example_of_zhang_and_shasha_costs_two():
    # f(d(a, c(b)), e) and f(c(d(a, b)), e): delete c below d, insert c above d.
    one = Tree("f", (Tree("d", (Tree("a"), Tree("c", (Tree("b"),)))), Tree("e")))
    other = Tree("f", (Tree("c", (Tree("d", (Tree("a"), Tree("b"))),)), Tree("e")))
    assert tree_edit_distance(one, other, unit) == 2


def test_children_of_a_deleted_node_take_its_place():
    deep = Tree("a", (Tree("b", (Tree("c"), Tree("d"))),))
    flat = Tree("a", (Tree("c"), Tree("d")))
    assert tree_edit_distance(deep, flat, unit) == 1


def test_siblings_in_other_order_are_not_equal():
    assert (
        tree_edit_distance(
            Tree("a", (Tree("b"), Tree("c"))), Tree("a", (Tree("c"), Tree("b"))), unit
        )
        == 2
    )


@given(trees, trees)
@settings(max_examples=150)
def test_distance_is_that_of_the_definition(a: Tree[str], b: Tree[str]):
    assert tree_edit_distance(a, b, rename) == approx(by_definition(a, b))


@given(trees, trees)
def test_distance_is_symmetric_and_zero_only_for_equal_trees(a: Tree[str], b: Tree[str]):
    distance = tree_edit_distance(a, b, rename)
    assert distance == approx(tree_edit_distance(b, a, rename))
    assert (distance == 0) == (a == b)
    assert distance <= a.size + b.size
