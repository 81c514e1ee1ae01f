"""What fields of business and identity documents are called, in programs and in print.

Knows words only: neither where they stand on a page nor what values look like.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import product, zip_longest

from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein

from docparse.markup.joining import is_cjk

_NUMBER_SIGN = re.compile(
    r"#|№|n(?<!\wn)(?:\s?\.?\s?[º°](?:\s?\.)?|(?:um|r|ro|úm|o)\b\.?|\.(?=\s|$))"
)
"""`No.`, `Nr.`, `Nº`, `N.º`, `num.`, the Italian `n.`: all of them before a number."""
_NOT_WORD = re.compile(r"[^\w\n ][^\w\n]*| [^\w\n]+")
"""What becomes a space; line breaks do not, they part labels that are made ready together."""
_ACCENT = re.compile("[\u0300-\u036f]")
_CJK_GAP = re.compile("(?<=[\u2e80-\u9fff]) (?=[\u2e80-\u9fff])")
"""A space between Chinese characters that are set apart: `名 称`."""
_CHOICE = re.compile(r"\{([^{}]*)\}")
"""Words of which a label has one: `{date of|} delivery`."""
_TRADITIONAL = (
    "業业產产親亲從从價价優优會会傳传餘余債债兌兑內内關关冊册寫写準准減减淨净則则創创別别務务動动勞劳"
    "區区醫医協协單单賣卖廠厂歷历縣县參参發发號号員员問问國国場场備备復复複复頭头婦妇學学實实對对導导"
    "屬属歲岁師师幣币帳账帐账庫库應应開开張张錄录總总態态戶户執执護护報报擇择據据換换舊旧時时術术機机權权"
    "條条來来構构標标樣样檔档匯汇漢汉煙烟熱热狀状現现電电離离種种稱称稅税簽签類类係系緊紧紅红約约級级"
    "納纳線线細细織织終终經经結结絡络統统續续編编繳缴網网職职聯联節节營营銜衔補补裝装見见規规訂订計计"
    "認认讓让議议訊讯記记許许證证識识訴诉詢询話话該该詳详語语說说請请讀读謂谓負负財财責责賬账貨货質质"
    "購购貫贯貴贵貸贷貿贸費费贖赎資资蹤踪車车轉转輸输達达過过運运還还進进遲迟適适選选遞递郵邮採采銀银"
    "銷销鎮镇長长門门聞闻間间閱阅際际險险隨随僱雇項项顧顾預预領领題题顏颜額额駛驶駕驾買买書书東东兩两"
    "鄉乡義义兒儿處处審审層层廣广異异擔担掛挂損损斷断無无雜杂樓楼畢毕灣湾滯滞點点監监蓋盖確确筆笔紙纸"
    "組组給给績绩綜综罰罚診诊誕诞賃赁輛辆遷迁鄰邻鐘钟頁页頒颁館馆齡龄團团圖图圓圆聲声為为與与專专個个"
    "臨临倉仓償偿儲储況况憑凭辦办華华衛卫雙双變变園园寬宽願愿數数滿满療疗碼码氣气慮虑滙汇託托臺台裡里"
    "後后們们"
)
_LETTERS = {
    "ł": "l",
    "ø": "o",
    "đ": "d",
    "æ": "ae",
    "œ": "oe",
    "ß": "ss",
    "_": " ",
    **dict(zip(_TRADITIONAL[::2], _TRADITIONAL[1::2], strict=True)),
}
_OTHER_LETTER = re.compile(f"[{''.join(_LETTERS)}]")
"""Letters that Unicode does not take apart, and Chinese characters that have a simplified form."""
_HUMP = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[0-9])(?=[A-Z][a-z])")
"""Where a word begins in `invoiceNumber` and `IBANNumber`."""

_NUMBER_WORD = re.compile("no|nr|num|number|nummer|numero|numer")
_FILLER = re.compile(
    "the|an?|of|in|de|du|des|d|la|les?|l|el|los|las|del|d[aio]|dos|das|der|die|den|van|"
    "euros?|eur|usd|gbp|chf|pln|cny|jpy|rmb"
)
"""Words of a label that say nothing: articles, prepositions, the currency of an amount."""
_SYNONYMS = {
    "qty": "quantity",
    "amt": "amount",
    "desc": "description",
    "addr": "address",
    "tel": "phone",
    "acct": "account",
    "inv": "invoice",
    "client": "customer",
    "vendor": "seller",
    "supplier": "seller",
    "merchant": "seller",
    "buyer": "customer",
}
"""Words of field names that programmers put for one another."""
_LOOK_ALIKE = str.maketrans("1i058", "llosb")
"""Characters OCR mistakes for one another: l/1/i, o/0, s/5, b/8."""

_JOINED, _SAME_WORDS, _ALIKE, _OTHER_ORDER = 0.97, 0.95, 0.93, 0.92
"""Likeness of labels that differ in spaces, fillers, look-alike letters, the order of words."""
_PART, _WHOLE = 0.25, 0.5
"""Likeness of a label that is a part of what is printed: the least, and what its share adds."""
_START, _REST = 0.2, 0.4
"""The same for print that is a part of a label."""
_OVERLAP = 0.4
"""Likeness of labels that share all words but some of no weight."""
_CJK_ALIKE, _CJK_OTHER = 0.4, 0.8
"""Share of characters from which Chinese labels are alike; factor where neither holds the other."""
_SLIP = 6
"""Letters from which one of a word may be misread: `due` and `sue`, `our` and `your` differ."""
_NEAR = 60.0
"""Per cent of likeness of letters from which labels without a common word are compared."""


@dataclass(frozen=True, slots=True)
class Concept:
    """Something that documents state and programs have a field for.

    Attributes:
        name: Its own, in snake case.
        kind: Of its values: `text`, `date`, `amount`; the data file lists them.
        names: Of fields that mean it, in snake case.
        labels: As printed in any language, the most specific first.
    """

    name: str
    kind: str
    names: tuple[str, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Form:
    """A label made ready to be compared.

    Attributes:
        text: Normalised.
        joined: The same without spaces.
        words: Without fillers, every word for a number being `no`.
        folded: The words with one character for all that look alike.
        cjk: Whether it has Chinese or Japanese characters.
    """

    text: str
    joined: str
    words: tuple[str, ...]
    folded: tuple[str, ...]
    cjk: bool


@cache
def concepts() -> tuple[Concept, ...]:
    """Return all concepts of the data file, in its order."""
    text = files(__package__).joinpath("concepts.tsv").read_text("utf-8")
    return tuple(_concept(line) for line in text.splitlines() if line and line[0] != "#")


def concept_of(field_name: str, aliases: Sequence[str] = ()) -> Concept | None:
    """Find the concept a field of a program means.

    Args:
        field_name: In snake, camel or kebab case.
        aliases: Other names of the field, the likeliest first.
    """
    names, labels, word_sets = _indexes()
    known = None
    for name in (field_name, *aliases):
        joined = normalised(parted(name)).replace(" ", "")
        known = known or names.get(joined) or labels.get(joined)
    for name in (field_name, *aliases):
        known = known or word_sets.get(_word_set(parted(name)))
    return known


@lru_cache(maxsize=65536)
def normalised(label: str) -> str:
    """Return a label without case, accents and punctuation, `no` for every sign of a number."""
    return _plain(label.replace("\n", " ")).strip()


@lru_cache(maxsize=1024)
def all_normalised(labels: tuple[str, ...]) -> tuple[str, ...]:
    """Return many labels normalised, in a fraction of the time that one by one takes."""
    return tuple(text.strip() for text in _plain("\n".join(labels)).split("\n")) if labels else ()


def main_words(label: str) -> str:
    """Return a label, normalised, without articles and prepositions."""
    words = label.split()
    return " ".join(word for word in words if not _FILLER.fullmatch(word)) or label


def label_score(printed: str, label: str) -> float:
    """Return how alike a printed label and a known one are, from 0 to 1.

    1 is the same but for case, accents and punctuation; from 0.9 the same but for the order of
    words, fillers, spaces or look-alike letters; under 0.7 one is only a part of the other.
    """
    return _likeness(_form(printed), _form(label))


def best_label(printed: str, labels: Sequence[str]) -> float:
    """Return the likeness of a printed label and the likeliest of some known ones."""
    known = _known(tuple(labels))
    form = _form(printed)
    if form.text in known.exact:
        return 1.0 if form.text else 0.0
    return max((_likeness(form, other) for other in known.near(form)), default=0.0)


def _plain(text: str) -> str:
    text = _NUMBER_SIGN.sub(" no ", text.casefold())
    if not text.isascii():
        parts = _ACCENT.sub("", unicodedata.normalize("NFKD", text))
        text = unicodedata.normalize("NFC", parts)
    text = _OTHER_LETTER.sub(lambda match: _LETTERS[match[0]], text.casefold())
    text = _NOT_WORD.sub(" ", text)
    return text if text.isascii() else _CJK_GAP.sub("", text)


def _concept(line: str) -> Concept:
    name, kind, names, *languages = line.split("\t")
    ranked = zip_longest(*(_labels(cell) for cell in languages))
    labels = dict.fromkeys(label for rank in ranked for label in rank if label)
    return Concept(name, kind, _items(names), tuple(labels))


def _items(cell: str) -> tuple[str, ...]:
    return tuple(item for part in cell.split(",") if (item := part.strip()))


def _labels(cell: str) -> list[str]:
    return [label for item in _items(cell) for label in spelt_out(item)]


def spelt_out(label: str) -> Iterator[str]:
    """Yield what a label with choices stands for: `{due|payable} {on|by}` for four labels.

    A choice may be empty, `{tax |}invoice no`; spaces that are left over go.
    """
    if "{" not in label:
        yield label
        return
    parts = _CHOICE.split(label)
    for way in product(*(part.split("|") if at % 2 else (part,) for at, part in enumerate(parts))):
        yield " ".join("".join(way).split())


@cache
def _indexes() -> tuple[dict[str, Concept], dict[str, Concept], dict[frozenset[str], Concept]]:
    """Concepts by name without spaces, by label without spaces, by the words of a name."""
    names: dict[str, Concept] = {}
    labels: dict[str, tuple[int, Concept]] = {}
    word_sets: dict[frozenset[str], Concept] = {}
    for concept in concepts():
        for name in concept.names:
            names.setdefault(normalised(parted(name)).replace(" ", ""), concept)
            word_sets.setdefault(_word_set(parted(name)), concept)
        for rank, label in enumerate(all_normalised(concept.labels)):
            joined = label.replace(" ", "")
            if joined not in labels or rank < labels[joined][0]:
                labels[joined] = rank, concept
    labels.pop("", None)
    word_sets.pop(frozenset(), None)
    return names, {label: concept for label, (_, concept) in labels.items()}, word_sets


def parted(name: str) -> str:
    """Put blanks between the words of a name in any case."""
    return _HUMP.sub(" ", name).replace("_", " ").replace("-", " ").strip()


def _word_set(name: str) -> frozenset[str]:
    words = " ".join(_SYNONYMS.get(word, word) for word in _form(name).words)
    return frozenset(words.split())


@lru_cache(maxsize=65536)
def _form(label: str) -> _Form:
    text = normalised(label)
    every = ["no" if _NUMBER_WORD.fullmatch(_folded(word)) else word for word in text.split()]
    words = tuple(word for word in every if not _FILLER.fullmatch(word)) or tuple(every)
    folded = tuple(_folded(word) for word in words)
    cjk = not text.isascii() and any(map(is_cjk, text))
    return _Form(text, text.replace(" ", ""), words, folded, cjk)


def _folded(word: str) -> str:
    return word.translate(_LOOK_ALIKE).replace("rn", "m").replace("vv", "w")


def _likeness(printed: _Form, label: _Form) -> float:
    if not printed.text or not label.text:
        return 0.0
    if same := _same(printed, label):
        return same
    if printed.cjk or label.cjk:
        return _shared_characters(printed.joined, label.joined)
    return _misread(printed.folded, label.folded) or _shared_words(printed.folded, label.folded)


def _same(printed: _Form, label: _Form) -> float:
    """Likeness of labels that are the same in some way; else 0."""
    if printed.text == label.text:
        return 1.0
    if printed.joined == label.joined:
        return _JOINED
    if printed.words == label.words:
        return _SAME_WORDS
    if "".join(printed.folded) == "".join(label.folded):
        return _ALIKE
    return _OTHER_ORDER if sorted(printed.folded) == sorted(label.folded) else 0.0


def _shared_characters(printed: str, label: str) -> float:
    share = fuzz.ratio(printed, label) / 100
    factor = 1.0 if label in printed or printed in label else _CJK_OTHER
    return share * factor if share >= _CJK_ALIKE else 0.0


def _misread(printed: Sequence[str], label: Sequence[str]) -> float:
    """Likeness of labels each word of which may be a misread one of the other; else 0."""
    if len(printed) != len(label):
        return 0.0
    slips = 0
    for mine, other in zip(printed, label, strict=True):
        allowed = min(1, len(mine) // _SLIP, len(other) // _SLIP)
        distance = Levenshtein.distance(mine, other, score_cutoff=allowed)
        if distance > allowed:
            return 0.0
        slips += distance
    return _ALIKE * (1 - slips / sum(map(len, label)))


def _shared_words(printed: Sequence[str], label: Sequence[str]) -> float:
    """Likeness of labels that share some words, by how many letters those have."""
    mine, other = frozenset(printed), frozenset(label)
    shared = sum(map(len, mine & other))
    if not shared:
        return 0.0
    share = shared / max(sum(map(len, mine)), sum(map(len, other)))
    if other <= mine:
        return _PART + _WHOLE * share
    return _START + _REST * share if mine <= other else _OVERLAP * share


class _Known:
    """Labels that print is compared with: the same ones at once, others where it can pay."""

    def __init__(self, labels: Sequence[str]) -> None:
        self._forms = tuple(dict.fromkeys(map(_form, labels)))
        self.exact = frozenset(form.text for form in self._forms)
        self._folded = ["".join(form.folded) for form in self._forms]
        self._by_word: dict[str, list[int]] = {}
        for index, form in enumerate(self._forms):
            for word in form.folded:
                self._by_word.setdefault(word, []).append(index)

    def near(self, printed: _Form) -> Iterator[_Form]:
        """Yield the labels that may be like a printed one."""
        if printed.cjk:
            yield from self._forms
            return
        chosen = {index for word in printed.folded for index in self._by_word.get(word, ())}
        folded = "".join(printed.folded)
        alike = process.extract(
            folded, self._folded, scorer=fuzz.ratio, score_cutoff=_NEAR, limit=None
        )
        for index in sorted(chosen.union(index for _, _, index in alike)):
            yield self._forms[index]


@lru_cache(maxsize=1024)
def _known(labels: tuple[str, ...]) -> _Known:
    return _Known(labels)
