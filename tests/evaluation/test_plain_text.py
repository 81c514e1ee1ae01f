"""What is left of Markdown when only what a reader sees counts."""

from pytest import mark

from docparse.evaluation.plain_text import paragraphs_of, plain_text


@mark.parametrize(
    ("markdown", "seen"),
    [
        ("## A *heading* ##x", "A heading ##x"),
        ("**bold _and_ italic** `code`", "bold and italic code"),
        ("snake_case_name and 2*3*4", "snake_case_name and 234"),
        (r"5 \* 3 \_ \# \| \$1", "5 * 3 _ # | $1"),
        ("- item\n+ item\n• item\n1. first", "item\nitem\nitem\n1. first"),
        ('[text](https://x.org/a_(b) "t") <https://y.org>', "text https://y.org"),
        ("before ![alt](a.png) after", "before   after"),
        ("a note[^1]\n\n[^1]: said here", "a note1 \n\n1  said here"),
        ("H<sub>2</sub>O<br>next <!-- gone -->", "H2O next  "),
        ("```python\nx = 1\n```", "\nx = 1\n"),
        ("$E = mc^2$ costs $5 and $6", "E = mc^2 costs $5 and $6"),
        ("A &amp; B &lt; C", "A & B < C"),
        ("> quoted", "quoted"),
    ],
)
def test_markup_is_taken_off(markdown: str, seen: str):
    assert plain_text(markdown) == seen


def test_pipe_and_html_tables_leave_the_same_words():
    pipes = "| a | b |\n|---|:-:|\n| 1 | 2 |"
    html = "<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>"
    assert plain_text(pipes).split() == plain_text(html).split() == ["a", "b", "1", "2"]


def test_text_without_markup_is_left_alone():
    text = "Plain words, 3 < 4, a_b; 100 % (so far)."
    assert plain_text(text) == text


def test_blocks_are_cut_at_empty_lines_headings_and_items():
    markdown = "# Title\nText of\ntwo lines\n\nMore\n- one\n- two\n"
    assert paragraphs_of(markdown) == ["Title\nText of\ntwo lines", "More", "one", "two"]
