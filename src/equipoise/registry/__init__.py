"""Trial records in the ClinicalTrials.gov v2 shape: read, kept by version, found, matched to a patient, drafted into a study."""
