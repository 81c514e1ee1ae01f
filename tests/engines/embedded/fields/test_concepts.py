"""The lexicon of business terms: its data file, names of fields, likeness of printed labels."""

from __future__ import annotations

import time
from importlib.resources import files

import pytest

from docparse.engines.embedded.fields.concepts import (
    all_normalised,
    best_label,
    concept_of,
    concepts,
    label_score,
    normalised,
    spelt_out,
)

KINDS = {
    *("text", "code", "date", "amount", "percent", "number", "party", "address"),
    *("phone", "email", "iban", "bic", "vat", "currency", "country", "terms"),
}
LINES = [
    line.split("\t")
    for line in files("docparse.engines.embedded.fields")
    .joinpath("concepts.tsv")
    .read_text("utf-8")
    .splitlines()
    if not line.startswith("#")
]
PRINTED = {
    "invoice_number": "Invoice No | Rechnungsnummer | n° de facture | nº de factura | numero fattura | factuurnummer | fatura nº | nr faktury | 发票号码",  # noqa: E501
    "order_number": "our order no | Auftrags-Nr. | n° de commande | número de pedido | numero ordine | bestelnummer | nº da encomenda | nr zamówienia | 订单编号",  # noqa: E501
    "delivery_date": "requested delivery date | Liefertermin | date de livraison prévue | fecha de entrega prevista | data di consegna prevista | gewenste leverdatum | data prevista de entrega | termin dostawy | 交货期",  # noqa: E501
    "due_date": "pay by | Zahlbar bis | à régler avant le | fecha límite de pago | scad. | uiterste betaaldatum | data limite | termin płatności | 付款截止日期",  # noqa: E501
    "payment_terms": "payment terms | Zahlungskonditionen | conditions de règlement | cond. de pago | termini di pagamento | betalingscondities | condição de pagamento | warunki płatności | 付款条件",  # noqa: E501
    "seller_vat_id": "VAT registration no | UID-Nr. | n° TVA intracommunautaire | CIF | P.IVA | btw-id | NIPC | NIP | 统一社会信用代码",  # noqa: E501
    "tax_number": "EIN | Steuernummer | numéro fiscal | RFC | codice fiscale | RSIN | número de contribuinte | numer podatkowy | 税号",  # noqa: E501
    "bic": "SWIFT/BIC code | SWIFT-Code | code BIC | código SWIFT | codice BIC | BIC-code | código BIC | kod SWIFT | SWIFT代码",  # noqa: E501
    "statement_date": "statement issue date | Auszug vom | relevé du | fecha de corte | data estratto conto | datum afschrift | data do extrato | data wyciągu | 账单日期",  # noqa: E501
    "opening_balance": "balance b/f | alter Kontostand | ancien solde | saldo anterior | saldo iniziale | vorig saldo | saldo inicial | saldo początkowe | 承前余额",  # noqa: E501
    "closing_balance": "new balance | neuer Saldo | nouveau solde | saldo final | saldo finale | eindsaldo | novo saldo | saldo końcowe | 期末余额",  # noqa: E501
    "account_holder": "account holder's name | Kontoinhaber/in | titulaire(s) | titulares | intestatari | tenaamstelling | titular(es) | posiadacz konta | 户主",  # noqa: E501
    "surname": "surname(s) | Nachname(n) | nom(s) | apellido(s) | cognome | familienaam | sobrenome | nazwisko | 姓氏",  # noqa: E501
    "birth_name": "surname at birth | Name bei Geburt | nom de naissance | apellidos de soltera | cognome di nascita | naam bij geboorte | apelido de solteira | nazwisko rodowe | 出生时姓名",  # noqa: E501
    "given_names": "given name(s) | Vorname(n) | prénom(s) | nombre(s) | nome/i | voornamen | nome(s) | imiona | 名字",  # noqa: E501
    "nationality": "citizenship | Staatsangehörigkeit | nationalité | nacionalidad | cittadinanza | nationaliteit | nacionalidade | obywatelstwo | 国籍",  # noqa: E501
    "document_number": "passport no | Personalausweisnummer | n° de pièce d'identité | nº documento | n. documento | documentnr. | nº documento | nr paszportu | 护照号",  # noqa: E501
    "document_issue_date": "date of issue | ausgestellt am | délivré le | fecha de expedición | data di rilascio | afgegeven op | data de emissão | data wydania | 签发日期",  # noqa: E501
    "expiry_date": "valid until | gültig bis | valable jusqu'au | válido hasta | valido fino al | geldig tot | válido até | ważny do | 有效期至",  # noqa: E501
    "place_of_birth": "place of birth | Geburtsort | lieu de naissance | lugar de nacimiento | luogo di nascita | geboorteplaats | naturalidade | miejsce urodzenia | 出生地",  # noqa: E501
    "quantity": "qty | Menge | qté | cant. | q.tà | aantal | qtd. | ilość | 数量",
    "unit_price": "unit price | Einzelpreis | P.U. HT | precio unitario | prezzo unitario | eenheidsprijs | preço unitário | cena jednostkowa | 单价",  # noqa: E501
    "marital_status": "marital status | Zivilstand | état matrimonial | estado civil | stato civile | burgerlijke staat | estado civil | stan cywilny | 婚姻状况",  # noqa: E501
    "occupation": "occupation | Beruf | profession | ocupación | professione | beroep | profissão | zawód | 职业",  # noqa: E501
    "place_of_issue": "place of issue | Ausstellungsort | lieu de délivrance | lugar de expedición | luogo di rilascio | plaats van afgifte | local de emissão | miejsce wydania | 签发地点",  # noqa: E501
}
"""Labels of each concept: one in each language of the data file."""
FIELDS = {
    "surname": "family_name last_names apellido_paterno familienaam",
    "given_names": "forenames first_name middle_name nombres",
    "date_of_birth": "dob birth_date fecha_nacimiento ne_le",
    "nationality": "citizenship narodowosc",
    "document_number": "passport_number id_number numero_pasaporte numer_dowodu",
    "birth_name": "maiden_name surname_at_birth",
    "document_issue_date": "fecha_de_expedicion",
    "expiry_date": "valid_until gueltig_bis validade",
    "place_of_issue": "lugar_de_expedicion issued_in",
    "account_holder": "name_on_account titular",
    "statement_date": "date_releve closing_date",
    "opening_balance": "previous_balance solde_initial balance_brought_forward",
    "closing_balance": "new_balance eindsaldo",
    "seller_vat_id": "seller_vat vat_number cif",
    "tax_number": "tax_id rfc ein",
    "order_number": "your_order numero_commande",
    "delivery_date": "liefertermin expected_delivery_date",
    "due_date": "pay_before fecha_vencimiento",
    "payment_terms": "zahlungskonditionen conditions_de_reglement",
    "bic": "swift_code",
    "occupation": "beruf job_title",
    "employer": "arbeitgeber",
    "statement_period": "period_covered",
    "number_of_children": "dependants",
}
"""Names that fields of programs have for each concept."""


def test_every_line_has_a_name_a_kind_names_and_nine_languages() -> None:
    assert len(LINES) >= 90
    assert {len(cells) for cells in LINES} == {12}
    assert [concept.name for concept in concepts()] == [cells[0] for cells in LINES]
    assert {concept.kind for concept in concepts()} <= KINDS


def test_no_name_stands_under_two_concepts() -> None:
    names = [name for concept in concepts() for name in concept.names]
    assert len(names) == len(set(names))
    owners: dict[str, str] = {}
    for concept in concepts():
        for name in concept.names:
            assert owners.setdefault(name.replace("_", ""), concept.name) == concept.name
    assert all(concept.name in concept.names for concept in concepts())


@pytest.mark.parametrize("cells", LINES, ids=[cells[0] for cells in LINES])
def test_every_concept_has_labels_in_english_and_most_other_languages(cells: list[str]) -> None:
    assert cells[3]
    assert sum(map(bool, cells[4:])) >= 4
    for cell in cells[2:]:
        items = [item.strip() for item in cell.split(",")] if cell else []
        assert all(items)
        assert len(items) == len(set(items))


def test_every_label_says_something() -> None:
    assert all(normalised(label) for concept in concepts() for label in concept.labels)


@pytest.mark.parametrize("concept", concepts(), ids=lambda concept: concept.name)
def test_every_name_leads_to_its_concept(concept) -> None:
    assert all(concept_of(name) is concept for name in concept.names)


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("Invoice No.:", "invoice no"),
        ("Invoice #", "invoice no"),
        ("Invoice#:", "invoice no"),
        ("N° de facture :", "no de facture"),
        ("N.º Factura", "no factura"),
        ("Nº", "no"),
        ("Rechnungs-Nr.", "rechnungs no"),
        ("Fattura n. ", "fattura no"),
        ("núm. soporte", "no soporte"),
        ("Straße", "strasse"),
        ("Płeć", "plec"),
        ("Total  (incl. VAT) ....", "total incl vat"),
        ("名 称：", "名称"),
        ("価格", "価格"),
        ("ガス", "ガス"),
        ("NO.5 / Numero", "no 5 numero"),
        ("anno 5_n", "anno 5 n"),
        ("證件號碼", "证件号码"),
        ("帳戶持有人", "账户持有人"),
        ("a\nb", "a b"),
        (":", ""),
    ],
)
def test_normalised(label: str, expected: str) -> None:
    assert normalised(label) == expected
    assert normalised(expected) == expected


def test_many_labels_are_normalised_as_each_is() -> None:
    for concept in concepts():
        assert all_normalised(concept.labels) == tuple(map(normalised, concept.labels))
    assert all_normalised(()) == ()


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("due date", "due date"),
        ("{due|payable} {on|by}", "due on | due by | payable on | payable by"),
        ("{tax |}invoice no", "tax invoice no | invoice no"),
        ("date {of|} delivery", "date of delivery | date delivery"),
        ("Konto{nummer|-Nr.}", "Kontonummer | Konto-Nr."),
        ("surname(s)", "surname(s)"),
    ],
)
def test_a_label_with_choices_stands_for_every_way_to_choose(label: str, expected: str) -> None:
    assert " | ".join(spelt_out(label)) == expected


def test_every_choice_in_the_data_file_is_closed() -> None:
    assert not [
        label for concept in concepts() for label in concept.labels if set(label) & set("{|}")
    ]


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("invoiceNumber", "invoice_number"),
        ("InvoiceNo", "invoice_number"),
        ("number", "invoice_number"),
        ("Rechnungs-Nr", "invoice_number"),
        ("numberInvoice", "invoice_number"),
        ("date", "issue_date"),
        ("Fälligkeitsdatum", "due_date"),
        ("total", "gross_total"),
        ("total_amount", "gross_total"),
        ("grandTotal", "gross_total"),
        ("total_eur", "gross_total"),
        ("sub_total", "net_total"),
        ("amt_due", "amount_due"),
        ("tax_pct", "tax_rate"),
        ("VATId", "seller_vat_id"),
        ("vendor-name", "seller"),
        ("customerAddress", "buyer_address"),
        ("PONumber", "purchase_order_number"),
        ("IBAN", "iban"),
        ("qty", "quantity"),
        ("unitPrice", "unit_price"),
        ("name", "full_name"),
        ("dateOfBirth", "date_of_birth"),
        ("openingBalance", "opening_balance"),
        ("发票号码", "invoice_number"),
    ],
)
def test_field_names_lead_to_concepts(field: str, expected: str) -> None:
    concept = concept_of(field)
    assert concept is not None
    assert concept.name == expected


@pytest.mark.parametrize(("concept", "printed"), PRINTED.items())
def test_labels_of_every_language_are_known(concept: str, printed: str) -> None:
    known = {normalised(label) for one in concepts() if one.name == concept for label in one.labels}
    labels = printed.split(" | ")
    assert len(labels) == 9
    assert [label for label in labels if normalised(label) not in known] == []


@pytest.mark.parametrize(("concept", "names"), FIELDS.items())
def test_fields_are_known_by_their_usual_names(concept: str, names: str) -> None:
    assert {
        name: getattr(concept_of(name), "name", None) for name in names.split()
    } == dict.fromkeys(names.split(), concept)


def test_words_of_running_text_are_no_labels() -> None:
    labels = {normalised(label) for concept in concepts() for label in concept.labels}
    assert labels.isdisjoint(
        {"site", "lane", "company", "store", "table", "staff", "until", "pour"}
        | {"report", "partner", "patron", "promised", "registrar", "gemeinde", "standesamt"}
    )


def test_an_alias_tells_what_an_unknown_name_does_not() -> None:
    assert concept_of("f7") is None
    assert concept_of("") is None
    alias = concept_of("f7", ["nothing known", "Invoice No."])
    assert alias is not None
    assert alias.name == "invoice_number"


@pytest.mark.parametrize(
    ("printed", "label", "least"),
    [
        ("Invoice No.:", "invoice no", 1.0),
        ("TOTAL", "total", 1.0),
        ("Total (incl. VAT)", "total incl vat", 1.0),
        ("Subtotal", "sub total", 0.95),
        ("Invoice Number", "Invoice No.", 0.95),
        ("Numéro facture", "n° de facture", 0.95),
        ("Total EUR", "total", 0.95),
        ("Date due", "due date", 0.9),
        ("lnvoice No", "invoice no", 0.9),
        ("1nv0ice N0", "invoice no", 0.9),
        ("Invoice Nurnber", "invoice number", 0.9),
        ("InvoiceDate", "invoice date", 0.95),
        ("Rechnungsdatun", "Rechnungsdatum", 0.8),
        ("Lieferadrosse:", "Lieferadresse", 0.8),
        ("发 票 号 码：", "发票号码", 1.0),
        ("发票号", "发票号码", 0.8),
    ],
)
def test_labels_that_say_the_same(printed: str, label: str, least: float) -> None:
    assert least <= label_score(printed, label) <= 1.0


@pytest.mark.parametrize(
    ("printed", "label", "most"),
    [
        ("total number of items", "total", 0.6),
        ("sub total", "total", 0.69),
        ("Subtotal", "total", 0.3),
        ("Invoice", "invoice number", 0.69),
        ("Our reference", "your reference", 0.5),
        ("Due date", "issue date", 0.5),
        ("Rechnungsnummer", "Rechnungsdatum", 0.5),
        ("Bestelldatum", "Erstelldatum", 0.5),
        ("seller", "sender", 0.5),
        ("debit", "credit", 0.0),
        ("发票代码", "发票号码", 0.69),
        ("合计金额", "金额", 0.69),
        ("Thank you", "total", 0.0),
        ("", "total", 0.0),
        (":", "", 0.0),
    ],
)
def test_labels_that_say_something_else(printed: str, label: str, most: float) -> None:
    assert 0.0 <= label_score(printed, label) <= most


def test_a_larger_part_is_more_alike() -> None:
    assert label_score("tax invoice number", "invoice number") > label_score(
        "invoice number of the other party", "invoice number"
    )


def _printed() -> list[str]:
    labels = [label for concept in concepts() for label in concept.labels][::2][:2000]
    endings = (":", " EUR", "5", " total", "")
    return [label + endings[index % len(endings)] for index, label in enumerate(labels)]


def test_best_label_is_the_best_of_all() -> None:
    known = ["Total", "grand total", "发票号码", "Rechnungs-Nr.", "due date", "数量", "net amount"]
    for printed in _printed():
        assert best_label(printed, known) == max(label_score(printed, label) for label in known)
    assert best_label("total", []) == 0.0


def test_many_labels_are_compared_at_once() -> None:
    known = next(c for c in concepts() if c.name == "gross_total").labels[:40]
    start = time.perf_counter()
    first = [best_label(printed, known) for printed in _printed()]
    assert time.perf_counter() - start < 2.0  # ten times what it takes
    assert first == [best_label(printed, known) for printed in _printed()]
