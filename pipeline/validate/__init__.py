"""From doubts to flags: what is missing, what contradicts itself, and how serious each doubt is."""

from pipeline.validate.flags import FORM_ORDER, validate
from pipeline.validate.severities import SEVERITIES, severity_of

__all__ = ["FORM_ORDER", "SEVERITIES", "severity_of", "validate"]
