"""How many pages a finished PDF has, how they are numbered, and how large they are, read with PDFium."""

from __future__ import annotations

import pypdfium2

from ..model.product import Extent

MM = 25.4 / 72


def measure_pdf(data: bytes) -> tuple[Extent, float, float]:
    """Extent, width and height of the trimmed page in mm. Raises pypdfium2.PdfiumError if it is no PDF."""
    document = pypdfium2.PdfDocument(data)
    try:
        labels = [document.get_page_label(index) for index in range(len(document))]
        left, bottom, right, top = document[0].get_trimbox()
    finally:
        document.close()
    roman = [label for label in labels if label and not label.isdigit()]
    main = max((int(label) for label in labels if label.isdigit()), default=0)
    extent = Extent(len(labels), len(roman), roman[-1] if roman else "", main)
    return extent, round((right - left) * MM, 1), round((top - bottom) * MM, 1)
