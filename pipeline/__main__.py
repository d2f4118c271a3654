"""`python -m pipeline` is `eoi`."""

from pipeline.cli import main

main()
