"""Write the sample documents and their truth into examples/samples.

Needs the development extra. The same versions of the libraries give the same bytes each time.
"""

from __future__ import annotations

from pathlib import Path

from examples.press.article import make_article
from examples.press.fonts import embed_families
from examples.press.form import make_form
from examples.press.invoice import make_invoice
from examples.press.report_zh import make_report_zh
from examples.press.scanner import as_fax, as_jpeg, as_pdf, scan, truth_of
from examples.press.sidebar import make_sidebar

SAMPLES = Path(__file__).parent / "samples"
PRINTED = {
    "invoice.pdf": make_invoice,
    "article.pdf": make_article,
    "report_zh.pdf": make_report_zh,
    "form.pdf": make_form,
    "sidebar.pdf": make_sidebar,
}

Samples = dict[str, tuple[bytes, str]]
"""Each file's content and truth, by its name."""


def print_samples() -> Samples:
    """Return the documents with a text layer."""
    embed_families()
    return {name: make() for name, make in PRINTED.items()}


def scan_samples(printed: Samples) -> Samples:
    """Return the scans of printed samples."""
    pdf = {name: content for name, (content, _) in printed.items()}
    truth = {name: text for name, (_, text) in printed.items()}
    article, invoice, report = pdf["article.pdf"], pdf["invoice.pdf"], pdf["report_zh.pdf"]
    pages = [
        scan(article, 1, dpi=200, skew=-1.2),
        scan(article, 2, dpi=200, skew=0.8, turn=180),
    ]
    frames = [
        scan(pdf[name], 1, dpi=200, skew=0.5, noise=4) for name in ("form.pdf", "sidebar.pdf")
    ]
    return {
        "invoice_scan.jpg": (
            as_jpeg(scan(invoice, 1, dpi=150, skew=3), 150),
            truth_of("invoice_scan.jpg", [(truth["invoice.pdf"], [1])]),
        ),
        "article_scan.pdf": (
            as_pdf(pages, 200),
            truth_of("article_scan.pdf", [(truth["article.pdf"], [1, 2])]),
        ),
        "report_zh_scan.jpg": (
            as_jpeg(scan(report, 1, dpi=170, skew=-2), 170),
            truth_of("report_zh_scan.jpg", [(truth["report_zh.pdf"], [1])]),
        ),
        "pages.tiff": (
            as_fax(frames, 200),
            truth_of("pages.tiff", [(truth["form.pdf"], [1]), (truth["sidebar.pdf"], [1])]),
        ),
    }


def main() -> None:
    """Write all samples."""
    (SAMPLES / "truth").mkdir(parents=True, exist_ok=True)
    printed = print_samples()
    for name, (content, truth) in (printed | scan_samples(printed)).items():
        (SAMPLES / name).write_bytes(content)
        (SAMPLES / "truth" / f"{Path(name).stem}.json").write_text(truth, encoding="utf-8")
        print(f"{SAMPLES / name}: {len(content) / 1024:.0f} kB")


if __name__ == "__main__":
    main()
