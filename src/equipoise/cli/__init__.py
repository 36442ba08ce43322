"""The command line: `equipoise <noun> <verb>`. Data goes to standard output, progress and words to standard error.

Exit status: 0 all well, 1 a finding, 2 the command cannot be understood, 3 the environment does not allow it.

Start here: `app.py` (the command and what all of its nouns share).
"""

from equipoise.cli.app import main

__all__ = ["main"]
