"""What holds for every test."""

import os

# Each run would start LibreOffice to make PDFs of its letters: the tests that are about PDFs ask for it themselves.
os.environ.setdefault("EOI_LETTER_PDFS", "no")
