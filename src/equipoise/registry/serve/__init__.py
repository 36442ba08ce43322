"""What programs get from the records: questions as the ClinicalTrials.gov API v2 puts them, and every shape of its answers.

Start here: `question.py`, an address as a question; `pages.py` turns the pages of its answer.
"""
