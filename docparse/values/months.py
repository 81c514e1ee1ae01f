"""The names of the months, full and short, in eight languages."""

from __future__ import annotations

import unicodedata

_NAMES = (
    "january jan januar janner jaenner janvier janv enero ene gennaio gen gennaio januari "
    "janeiro styczen stycznia sty",
    "february feb febr februar feber fevrier fevr fev febrero febbraio februari fevereiro "
    "luty lutego lut",
    "march mar marz maerz mrz mars marzo maart mrt marco marzec marca",
    "april apr avril avr abril abr aprile kwiecien kwietnia kwi",
    "may mai mayo maggio mag mei maio maj maja",
    "june jun juni juin junio giugno giu junho czerwiec czerwca cze",
    "july jul juli juillet juil julio luglio lug julho lipiec lipca lip",
    "august aug aout aou agosto ago augustus sierpien sierpnia sie",
    "september sep sept septembre septiembre setiembre settembre set sett setembro wrzesien "
    "wrzesnia wrz",
    "october oct oktober okt octobre octubre ottobre ott outubro out pazdziernik pazdziernika paz",
    "november nov novembre noviembre novembro listopad listopada lis",
    "december dec dezember dez decembre diciembre dic dicembre dezembro grudzien grudnia gru",
)
"""One line a month; in lower case, without dots and accents."""
_NUMBERS = {name: number for number, names in enumerate(_NAMES, 1) for name in names.split()}


def month_of(name: str) -> int | None:
    """Return the number of the month of this name, 1 to 12; None where it is another word.

    Args:
        name: In any case, with or without its accents; without the dot of a short name.
    """
    letters = unicodedata.normalize("NFD", name.lower())
    return _NUMBERS.get("".join(char for char in letters if not unicodedata.combining(char)))
