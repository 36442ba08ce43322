"""Trial records in the ClinicalTrials.gov v2 shape: read, kept by version, found, matched to a patient, drafted into a study.

Start here: `record.py`, a record as the rest of the room reads it.
"""
