from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docparse.values.dates import FoundDate, dated, day_first, find_dates, time_after

MARCH_5 = date(2018, 3, 5)
MAY_3 = date(2018, 5, 3)

ONE_WAY = [
    ("2018-03-05", MARCH_5),
    ("2018/03/05", MARCH_5),
    ("2018.03.05", MARCH_5),
    ("2018. 03. 05", MARCH_5),
    ("20180305", MARCH_5),
    ("25.03.2018", date(2018, 3, 25)),
    ("25/3/18", date(2018, 3, 25)),
    ("25 / 03 / 18", date(2018, 3, 25)),
    ("05.05.2018", date(2018, 5, 5)),
    ("31.12.69", date(2069, 12, 31)),
    ("31.12.70", date(1970, 12, 31)),
    ("31-12-00", date(2000, 12, 31)),
    ("29.02.2020", date(2020, 2, 29)),
    ("05-MAR-2018", MARCH_5),
    ("05/Mar/2018", MARCH_5),
    ("05.Mar.2018", MARCH_5),
    ("05-mar-18", MARCH_5),
    ("5MAR18", MARCH_5),
    ("15MAR18", date(2018, 3, 15)),
    ("15MARCH2018", date(2018, 3, 15)),
    ("5 March 2018", MARCH_5),
    ("5 March, 2018", MARCH_5),
    ("5th March 2018", MARCH_5),
    ("3rd of March 2018", date(2018, 3, 3)),
    ("1st Jan. 2018", date(2018, 1, 1)),
    ("March 5th, 2018", MARCH_5),
    ("March 5, 2018", MARCH_5),
    ("March 5,2018", MARCH_5),
    ("Mar 5 2018", MARCH_5),
    ("Mar. 5, '18", MARCH_5),
    ("MAR 05, 18", MARCH_5),
    ("Mar-05-2018", MARCH_5),
    ("2018-Mar-05", MARCH_5),
    ("5. März 2018", MARCH_5),
    ("5. MÄRZ 2018", MARCH_5),
    ("5.März 2018", MARCH_5),
    ("5. Ma\u0308rz 2018", MARCH_5),
    ("5. Jänner 2018", date(2018, 1, 5)),
    ("24. Dez. 2018", date(2018, 12, 24)),
    ("5 mars 2018", MARCH_5),
    ("1er janvier 2020", date(2020, 1, 1)),
    ("12 févr. 2019", date(2019, 2, 12)),
    ("12 FÉVRIER 2019", date(2019, 2, 12)),
    ("15 août 2019", date(2019, 8, 15)),
    ("14 juil. 2019", date(2019, 7, 14)),
    ("5 de marzo de 2018", MARCH_5),
    ("5 de marzo del 2018", MARCH_5),
    ("6 ene. 2018", date(2018, 1, 6)),
    ("5 marzo 2018", MARCH_5),
    ("9 giugno 2018", date(2018, 6, 9)),
    ("1º ottobre 2018", date(2018, 10, 1)),
    ("5 maart 2018", MARCH_5),
    ("7 okt. 2018", date(2018, 10, 7)),
    ("5 de março de 2018", MARCH_5),
    ("2 de outubro de 2018", date(2018, 10, 2)),
    ("5 marca 2018", MARCH_5),
    ("5 października 2018", date(2018, 10, 5)),
    ("11 LISTOPADA 2018", date(2018, 11, 11)),
    ("2018年3月5日", MARCH_5),
    ("2018年03月05日", MARCH_5),
    ("2018 年 3 月 5 日", MARCH_5),
    ("2018년 3월 5일", MARCH_5),
]


@pytest.mark.parametrize(("written", "meant"), ONE_WAY)
@pytest.mark.parametrize("frame", ["{}", "Date: {} 14:30", "le {}, Paris", "({})"])
def test_date_is_read_whole_and_one_way(written: str, meant: date, frame: str) -> None:
    text = frame.format(written)
    (found,) = find_dates(text)
    assert text[found.start : found.end] == written
    assert found.readings == (meant,)


@pytest.mark.parametrize(
    "written",
    [
        "05.03.2018",
        "5.3.18",
        "05/03/2018",
        "05-03-18",
        "05. 03. 2018",
        "05 / 03 / 2018",
        "05\u00a0-\u00a003\u00a0-\u00a02018",
    ],
)
def test_day_and_month_in_figures_give_two_readings(written: str) -> None:
    (found,) = find_dates(f"Datum {written} 14:30")
    assert found.readings == (MARCH_5, MAY_3)
    assert found.numeric
    assert dated(found, day_first=True) == MARCH_5
    assert dated(found, day_first=False) == MAY_3


@pytest.mark.parametrize(
    "text",
    [
        "",
        "31.02.2018",
        "29.02.2019",
        "13/13/2018",
        "00.03.2018",
        "31 April 2018",
        "32 March 2018",
        "5 items 2018",
        "May 2018",
        "5 Mar 14:30",
        "12.03.2018.4",
        "1.05.03.2018",
        "1.234.56",
        "12.345.67",
        "192.168.1.18",
        "10.12.2.18",
        "v5.3.18",
        "Version 5.3.18",
        "AB-05-03-18",
        "A5/03/2018",
        "+33 01.02.03.04.05",
        "020180305",
        "20181305",
        "20180305.50",
        "19000305",
        "1 2 2018",
        "5 - 3 - 18",
        "05.03.18,50",
    ],
)
def test_other_figures_are_no_dates(text: str) -> None:
    assert find_dates(text) == ()


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("05.03.2018-12.03.2018", ["05.03.2018", "12.03.2018"]),
        ("05/03/2018 - 06/03/2018", ["05/03/2018", "06/03/2018"]),
        ("1. 05. 03. 2018", ["05. 03. 2018"]),
        ("12 Monday 12 March 2018", ["12 March 2018"]),
        ("DATE05/03/2018", ["05/03/2018"]),
        ("05/03/2018,14:30", ["05/03/2018"]),
        ("2018-03-05T14:30:00", ["2018-03-05"]),
        ("due 2018-03-05, paid March 6, 2018.", ["2018-03-05", "March 6, 2018"]),
    ],
)
def test_neighbours_are_not_mixed_up(text: str, pieces: list[str]) -> None:
    assert [text[found.start : found.end] for found in find_dates(text)] == pieces


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("25/03/2018 and 05/03/2018", True),
        ("03/25/2018 and 05/03/2018", False),
        ("03/25/2018 03/26/2018 27/03/2018", False),
        ("03/25/2018 27/03/2018", None),
        ("05/03/2018", None),
        ("5 March 2018, 2018-03-25", None),
        ("", None),
    ],
)
def test_order_is_what_most_dates_tell(text: str, expected: bool | None) -> None:
    assert day_first(find_dates(text)) is expected


@pytest.mark.parametrize(
    ("behind", "expected"),
    [
        (" 14:30", time(14, 30)),
        (" 14:30:05", time(14, 30, 5)),
        (" 2:30 PM", time(14, 30)),
        (" 9:30am", time(9, 30)),
        (" 12:00 AM", time(0)),
        (" 2 pm", time(14)),
        (" 14h30", time(14, 30)),
        (", 9h", time(9)),
        (" 14.30 Uhr", time(14, 30)),
        (" um 9 Uhr", time(9)),
        ("T14:30:00Z", time(14, 30)),
        ("T14:30:00.123", time(14, 30)),
        (" 14.30", None),
        (" 12", None),
        (" 25:00", None),
        (" 13:00 PM", None),
        (" 14:60", None),
        (" 143", None),
        ("", None),
    ],
)
def test_clock_time_is_read_behind_a_date(behind: str, expected: time | None) -> None:
    assert time_after(f"05/03/2018{behind}", 10) == expected


@given(st.text(st.sampled_from("0123456789 .-/:,'MarchäT年月日\n") | st.characters(), max_size=60))
def test_dates_lie_in_the_text_one_behind_the_other(text: str) -> None:
    found: tuple[FoundDate, ...] = find_dates(text)
    end = 0
    for one in found:
        assert end <= one.start < one.end <= len(text)
        assert 1 <= len(one.readings) <= 2
        end = one.end
        time_after(text, end)


@given(st.dates(date(1970, 1, 1), date(2069, 12, 31)))
def test_written_dates_are_read_back(day: date) -> None:
    for form in ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%y", "%d %B %Y", "%b %d, %Y", "%d%b%y", "%Y%m%d"):
        (found,) = find_dates(day.strftime(form))
        assert dated(found, day_first=True) == day


@pytest.mark.parametrize("piece", ["1 ", "1.2 ", ". ", "9", "1 . ", "12.34.56.78.", "12 mar "])
def test_long_runs_come_to_an_end(piece: str) -> None:
    find_dates(piece * (100_000 // len(piece)))
