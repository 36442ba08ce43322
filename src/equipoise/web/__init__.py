"""The Django shell: the durable store, accounts, and the faces, which do not know one another.

Start here: `trials.py`, how the shell holds a trial. To people speak `public` and `finder` (without sign-in) and `workspace`, to programs
`api` (commands) and `api_v2` (the registry). `store`, `records`, `index`, `drafts` and `contacts` keep, each in its own place.
"""
