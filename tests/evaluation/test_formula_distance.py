"""LaTeX that prints the same is the same; what prints otherwise is not."""

from hypothesis import given
from hypothesis import strategies as st
from pytest import approx, mark

from docparse.evaluation.formulas import formula_distance, formula_within, normalize_latex

_PIECES = r"x 2 + = ' ^ _ { } & [ ] \alpha \frac \sqrt \left( \right) \left. \over \bf \not \sin"
_MORE = r"\begin{matrix} \end{matrix} \\ $ % \mathrm{d}"
pieces = st.lists(
    st.sampled_from([*_PIECES.split(), *_MORE.split(), "\n"]),
    max_size=14,
).map(" ".join)

formulas = st.recursive(
    st.sampled_from(["x", "2", "+", r"\alpha", r"\sin", "f'", r"\,", r"\le"]),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(" ".join),
        inner.map(lambda a: f"x_{{{a}}}^2"),
        inner.map(lambda a: rf"\sqrt[3]{{{a}}}"),
        inner.map(lambda a: rf"\left( {a} \right."),
        inner.map(lambda a: rf"{{\bf {a}}}"),
        st.tuples(inner, inner).map(lambda ab: rf"\frac{{{ab[0]}}}{{{ab[1]}}}"),
        st.tuples(inner, inner).map(lambda ab: rf"{{{ab[0]} \over {ab[1]}}}"),
        st.tuples(inner, inner).map(
            lambda ab: rf"\begin{{pmatrix}}{ab[0]} & {ab[1]}\end{{pmatrix}}"
        ),
    ),
    max_leaves=8,
)


@mark.parametrize(
    ("one", "other"),
    [
        (r"$x^2$", "x^{2}"),
        (r"\[ a + b \]", "a+b"),
        (r"x^2_i", "x_i^2"),
        (r"\frac12", r"\frac{1}{2}"),
        (r"\dfrac{a}{b}", r"{a \over b}"),
        (r"{n \choose k}", r"\binom{n}{k}"),
        (r"\left( \frac{a}{b} \right)", r"\bigl(\frac a b\bigr)"),
        (r"\left. f \right|_{x=0}", "f|_{x=0}"),
        (r"\sum\limits_{i=1}^{n} i", r"\sum_{i=1}^n i"),
        (r"a\,b\;c\quad d~e\ f", "abcdef"),
        (r"\mathrm{sin}\, x", r"\sin x"),
        (r"\operatorname*{argmax}_x", r"\mathrm{argmax}_x"),
        (r"{\bf v}", r"\mathbf{v}"),
        (r"\boldsymbol{v}", r"\bm v"),
        ("f''(x)", r"f^{\prime\prime}(x)"),
        ("f'^2", r"f^{\prime 2}"),
        (r"x \le y \ne z \to \infty", r"x\leq y\neq z\rightarrow\infty"),
        (r"x \not= y \not\in z", r"x \neq y \notin z"),
        (r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}",
         r"\left( \begin{array}{cc} a & b \\[2pt] c & d \\ \end{array} \right)"),
        (r"\begin{equation} E = mc^2 \label{eq:e} \end{equation}", "E=mc^2"),
        (r"\begin{align*} a &= b \\ c &= d \end{align*}", r"a=b\\c=d"),
        (r"\lvert x \rvert", "|x|"),
        (r"\displaystyle {{x}}", "x"),
        ("a % remark\n+ b", "a+b"),
    ],
)  # fmt: skip
def test_same_print_is_the_same_formula(one: str, other: str):
    assert normalize_latex(one) == normalize_latex(other)
    assert formula_distance(one, other) == 0


@mark.parametrize(
    ("one", "other"),
    [
        ("x^2", "x_2"),
        (r"\mathbb{R}", "R"),
        (r"\frac{a}{b}", r"\frac{b}{a}"),
        (r"\begin{matrix} a & b \end{matrix}", r"\begin{matrix} a \\ b \end{matrix}"),
        (r"\hat{x}", r"\bar{x}"),
        ("x^{ab}", "x^a b"),
    ],
)
def test_different_print_is_another_formula(one: str, other: str):
    assert formula_distance(one, other) > 0


def test_distance_counts_commands_as_one_token():
    # e ^ { i \pi } + 1 = 0: ten tokens, one of them wrong
    assert formula_distance(r"e^{i\pi}+1=0", r"e^{i\varpi}+1=0") == approx(1 / 10)


def test_formula_is_found_within_a_longer_one_at_whole_tokens():
    assert formula_within("a^2+b^2=c^2", r"\text{so } a^{2} + b^{2} = c^{2}, \quad c > 0")
    assert not formula_within("a+b", r"\alpha+b")


@mark.parametrize("deep", ["{", r"\sqrt", r"\bf", r"a \over ", "x_", r"\begin{matrix}"])
def test_endless_nesting_is_survived(deep: str):
    assert isinstance(normalize_latex(deep * 3000), str)


@given(formulas)
def test_normalising_twice_changes_nothing(latex: str):
    normal = normalize_latex(latex)
    assert normalize_latex(normal) == normal


@given(pieces, pieces)
def test_distance_is_symmetric_and_between_0_and_1(a: str, b: str):
    assert formula_distance(a, b) == formula_distance(b, a)
    assert 0 <= formula_distance(a, b) <= 1
