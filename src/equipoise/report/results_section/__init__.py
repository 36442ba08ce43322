"""Registry results in the shape of ClinicalTrials.gov's API, version 2: `resultsSection`. Start here: `section.py`.

Each other file makes one module of it; `rules.py` holds the registry's data rules, `document.py` sets it to be read.
"""

from equipoise.report.results_section.document import registry_document
from equipoise.report.results_section.rules import Breach, breaches
from equipoise.report.results_section.section import results_section, wanted

__all__ = ["Breach", "breaches", "registry_document", "results_section", "wanted"]
