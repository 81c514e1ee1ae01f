"""Sound JSON is read as it stands; broken JSON as far as it goes, and what is lost is said."""

from __future__ import annotations

import json
import re
from contextlib import suppress

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from docparse.errors import OutputError
from docparse.markup.json_reading import JsonRead, read_json

PLAIN = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\b\f"), max_size=12)
"""Text without the two control characters that LaTeX is told by."""
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | PLAIN
)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(PLAIN, inner, max_size=4),
    max_leaves=12,
)
OBJECTS = st.lists(st.dictionaries(PLAIN, JSON, max_size=3), max_size=5)


@settings(derandomize=True, max_examples=150, deadline=None)
@given(JSON, st.sampled_from([None, 2]), st.booleans())
def test_whatever_is_dumped_is_read_back(value: object, indent: int | None, ascii_: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_)
    assert read_json(text) == JsonRead(value)


@settings(derandomize=True, max_examples=100, deadline=None)
@given(st.lists(JSON, min_size=1, max_size=4) | st.dictionaries(PLAIN, JSON, min_size=1))
def test_json_among_sentences_and_fences_is_the_same_json(value: object) -> None:
    dumped = json.dumps(value, ensure_ascii=False)
    assert read_json(f"Here it is:\n```json\n{dumped}\n```\nAnything else?").value == value


@settings(derandomize=True, max_examples=120, deadline=None)
@given(OBJECTS, st.data())
def test_any_prefix_of_a_list_of_objects_gives_its_first_objects(
    objects: list[object], data: st.DataObject
) -> None:
    text = json.dumps(objects, ensure_ascii=data.draw(st.booleans()))
    end = data.draw(st.integers(1, len(text)))
    value = read_json(text[:end]).value
    assert isinstance(value, list)
    assert value == objects[: len(value)]


@settings(derandomize=True, max_examples=60, deadline=None)
@given(OBJECTS, st.data())
def test_only_what_was_cut_off_is_lost(objects: list[object], data: st.DataObject) -> None:
    assume(objects)
    whole = data.draw(st.integers(0, len(objects) - 1))
    kept = json.dumps(objects[:whole], ensure_ascii=False)[:-1]
    text = kept + (", " if whole else "") + "{"
    assert read_json(text).value == objects[:whole]


@settings(derandomize=True, max_examples=120, deadline=None)
@given(st.text("[]{}\":,'\\ \nnabru01“，#/.", max_size=40))
def test_no_text_whatever_breaks_the_reader(text: str) -> None:
    with suppress(OutputError):
        read_json(text)


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        (r"\mathbf{x}", r"\mathbf{x}"),
        (r"\beta", r"\beta"),
        (r"\frac{1}{2}", r"\frac{1}{2}"),
        (r"$\nu$ and $\rho$", r"$\nu$ and $\rho$"),
        (r"\theta_1", r"\theta_1"),
        (r"\alpha \to \beta, \nu \times \tau", r"\alpha \to \beta, \nu \times \tau"),
        (r"a\nb", "a\nb"),
        (r"first\nu turn", "first\nu turn"),
        (r"$\alpha$ holds\not always", "$\\alpha$ holds\not always"),
        (r"tab\there", "tab\there"),
        (r"\\frac{a}{b}\nu is next", "\\frac{a}{b}\nu is next"),
        (r"\begin{pmatrix} a \\ b \end{pmatrix}", "\\begin{pmatrix} a \\\\ b \\end{pmatrix}"),
        (r"\left( a \\ b \right)", "\\left( a \\\\ b \\right)"),
        (r"\uparrow \u00e9", "\\uparrow é"),
        (r"5 \% of \$3", r"5 \% of \$3"),
        (r"C:\\temp\\new", r"C:\temp\new"),
        (r"\ud83d\ude00 \quad x", "😀 \\quad x"),
    ],
)
def test_latex_keeps_its_backslashes_and_line_breaks_stay_line_breaks(
    inside: str, said: str
) -> None:
    assert read_json('{"text": "%s"}' % inside).value == {"text": said}  # noqa: UP031


def test_matrix_of_a_careless_writer_keeps_its_line_breaks() -> None:
    text = r'{"latex": "\begin{matrix} a & b \\ c & d \end{matrix} \alpha"}'
    value = {"latex": "\\begin{matrix} a & b \\\\ c & d \\end{matrix} \\alpha"}
    assert read_json(text).value == value


@pytest.mark.parametrize(
    ("text", "value", "note"),
    [
        ('[{"a": 1,}, ]', [{"a": 1}], "trailing commas"),
        ('[{"a": 1} {"a": 2}]', [{"a": 1}, {"a": 2}], "missing commas"),
        ('{"a": "x" "b": "y"}', {"a": "x", "b": "y"}, "missing commas"),
        ("{'a': None, 'b': True}", {"a": None, "b": True}, "quotes of another kind"),
        ("['it's here', 'too']", ["it's here", "too"], "quotes inside of strings"),
        ("{“a”：“中”，“b”：2}", {"a": "中", "b": 2}, "commas of another kind"),
        ('{"a": "l1\nl2"}', {"a": "l1\nl2"}, "raw line breaks"),
        ('{"a": "He said "yes" to it", "b": 1}', {"a": 'He said "yes" to it', "b": 1}, "inside"),
        ('["<td colspan="2">x</td>"]', ['<td colspan="2">x</td>'], "inside of strings"),
        ('{a: 1, b_2: "x"}', {"a": 1, "b_2": "x"}, "keys without quotes"),
        ('{"a": NaN, "b": +1, "c": .5}', {"a": None, "b": 1, "c": 0.5}, "NaN for a value"),
        ('{"a": high, "b": 1}', {"a": "high", "b": 1}, "text without quotes"),
        ("[1, 2, // two\n 3]", [1, 2, 3], "comments"),
        ('{"a": , "b": 1}', {"a": None, "b": 1}, "a key without a value"),
        ('[{"a": [1, 2}, {"a": 3}]', [{"a": [1, 2]}, {"a": 3}], "missing brackets"),
        ('[{"a": 1}, ...]', [{"a": 1}], "left out by the reply itself"),
        ('{"a": (1, 2)}', {"a": [1, 2]}, ""),
        ('[{"text": "a" oops}, {"text": "b"}]', [{"text": "a"}, {"text": "b"}], "repaired"),
    ],
)
def test_common_faults_are_repaired_and_noted(text: str, value: object, note: str) -> None:
    read = read_json(text)
    assert read.value == value
    assert note in " ".join(read.notes)


@pytest.mark.parametrize(
    ("text", "value", "lost"),
    [
        ('[{"a": 1}, {"a": 2}, {"a', [{"a": 1}, {"a": 2}], len(', {"a')),
        ('{"a": 1, "b": "tex', {"a": 1}, len(', "b": "tex')),
        ('{"a": {"b": [1, 2, 3', {"a": {"b": [1, 2]}}, len(", 3")),
        ('{"x": {"rows": [{"q": 1}, {"q"', {"x": {"rows": [{"q": 1}]}}, len(', {"q"')),
        ('```json\n[{"a": 1}, {"b": 2\n```', [{"a": 1}], len(', {"b": 2\n')),
        ("[", [], 0),
    ],
)
def test_cut_off_json_keeps_what_is_whole_and_counts_the_rest(
    text: str, value: object, lost: int
) -> None:
    read = read_json(text)
    assert read.value == value
    said = re.search(r"cut off: (\d+) of its (\d+) characters", read.notes[-1])
    assert said is not None
    assert int(said[1]) == lost


def test_objects_in_a_row_are_a_list() -> None:
    read = read_json('{"a": 1}\n{"a": 2}\n{"a": 3}')
    assert read.value == [{"a": 1}, {"a": 2}, {"a": 3}]
    assert "without a list" in read.notes[0]


def test_longest_value_is_taken_and_the_others_are_noted() -> None:
    read = read_json('As table [1] says, {"total": 12.5, "currency": "EUR"} is due.')
    assert read.value == {"total": 12.5, "currency": "EUR"}
    assert "2 JSON values" in read.notes[0]


def test_thoughts_before_the_answer_are_passed_over() -> None:
    read = read_json('<think>maybe {"a": 1, "b": [1, 2, 3]}?</think>{"a": 2}')
    assert read == JsonRead({"a": 2})


@pytest.mark.parametrize("text", ["", "   ", "I cannot see a table.", "{like this}", "[see below]"])
def test_reply_without_json_is_an_error_that_shows_its_beginning(text: str) -> None:
    with pytest.raises(OutputError, match=re.escape(repr(" ".join(text.split())[:60]))):
        read_json(text)


def test_endless_nesting_is_an_error() -> None:
    with pytest.raises(OutputError, match="levels deep"):
        read_json("[" * 5000)


def test_many_brackets_in_prose_are_given_up_quickly() -> None:
    with pytest.raises(OutputError):
        read_json("{x} " * 20000)
