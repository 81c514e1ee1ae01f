"""What becomes of work that fails, hangs or kills its process."""

from benchmarks.child import Child


def test_answer_of_the_function_comes_back():
    with Child("math:sqrt") as child:
        outcome = child.call(9, 30)
    assert (outcome.status, outcome.value) == ("answer", 3.0)
    assert outcome.peak_mb > 1


def test_exception_is_told_with_its_bases_and_the_child_lives_on():
    with Child("math:sqrt") as child:
        outcome = child.call(-1, 30)
        assert outcome.status == "error"
        assert outcome.error.startswith("ValueError: ")
        assert "ArithmeticError" not in outcome.kinds
        assert "Exception" in outcome.kinds
        assert child.call(4, 30).value == 2.0


def test_hanging_child_is_killed_and_replaced():
    with Child("time:sleep") as child:
        assert child.call(60, 0.5).status == "timeout"
        assert child.call(0, 30).status == "answer"


def test_dead_child_is_a_crash_and_is_replaced():
    with Child("os:_exit") as child:
        outcome = child.call(3, 30)
        assert (outcome.status, outcome.error[:20]) == ("crash", "died: exit status 3;")
        assert child.call(4, 30).status == "crash"


def test_child_over_its_memory_is_killed():
    with Child("time:sleep", memory_mb=1) as child:
        assert child.call(5, 30).status == "memory"


def test_what_the_work_prints_does_not_disturb_the_answers():
    with Child("builtins:print") as child:
        assert child.call("noise", 30).status == "answer"
