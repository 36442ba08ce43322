"""What the kinds of case are about, in words, beside `kinds`, which asks them.

Start here: `eligibility.py`. A module exposes `ABOUT: Mapping[str, About]`: for each kind its rule, its source and the fields of
`given` and `expect`, in both languages. The page that tells how a case is written is made of them.
"""
