"""Types of common documents, ready to be read by `docparse.extract`, and to start your own from.

Every field may be left out: a document does not always say it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(kw_only=True)
class Item:
    """A row of an invoice, a receipt or an order."""

    description: str
    quantity: Decimal | None = None
    unit_price: Decimal | None = None
    total: Decimal | None = None


@dataclass(kw_only=True)
class Invoice:
    """An invoice: who asks whom for how much, and until when."""

    invoice_number: str | None = None
    issue_date: date | None = None
    due_date: date | None = None
    order_number: str | None = None
    customer_number: str | None = None
    seller: str | None = None
    seller_vat_id: str | None = None
    buyer: str | None = None
    iban: str | None = None
    currency: str | None = None
    net_total: Decimal | None = None
    tax_amount: Decimal | None = None
    grand_total: Decimal | None = None
    items: list[Item] = field(default_factory=list)


@dataclass(kw_only=True)
class Receipt:
    """What a shop or a restaurant prints for its customer."""

    seller: str | None = None
    seller_address: str | None = None
    issue_date: date | None = None
    receipt_number: str | None = None
    currency: str | None = None
    tax_amount: Decimal | None = None
    grand_total: Decimal | None = None


@dataclass(kw_only=True)
class PurchaseOrder:
    """An order of goods or services."""

    order_number: str | None = None
    order_date: date | None = None
    delivery_date: date | None = None
    seller: str | None = None
    buyer: str | None = None
    currency: str | None = None
    grand_total: Decimal | None = None
    items: list[Item] = field(default_factory=list)


@dataclass(kw_only=True)
class IdentityDocument:
    """A passport or an identity card."""

    surname: str | None = None
    given_names: str | None = None
    date_of_birth: date | None = None
    place_of_birth: str | None = None
    sex: str | None = None
    nationality: str | None = None
    document_number: str | None = None
    expiry_date: date | None = None
    issuing_authority: str | None = None


@dataclass(kw_only=True)
class BankStatement:
    """What a bank says of an account for some time."""

    account_holder: str | None = None
    bank_name: str | None = None
    iban: str | None = None
    account_number: str | None = None
    statement_number: str | None = None
    currency: str | None = None
    opening_balance: Decimal | None = None
    closing_balance: Decimal | None = None
