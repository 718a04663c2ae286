"""The program that sets a paper in type: it comes in as JSON, and goes out as a PDF.

A process of its own, for each paper: Typst keeps what it has set, some 150 MB of a long list,
for as long as its process lives.
"""

import sys
from pathlib import Path
from typing import Literal

import typst

HERE = Path(__file__).parent
TEMPLATE = HERE / "invoice.typ"
FONTS = HERE / "fonts"
# PDF/A-3: for ten years of archive, and with a file in it.
STANDARD: Literal["a-3b"] = "a-3b"
PLAIN = "plain"


def main() -> None:
    pdf = typst.compile(
        str(TEMPLATE),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"paper": sys.stdin.read()},
        pdf_standards=STANDARD,
        # Tags are for screen readers.
        pdf_tags=PLAIN not in sys.argv,
    )
    sys.stdout.buffer.write(pdf)


if __name__ == "__main__":
    main()
