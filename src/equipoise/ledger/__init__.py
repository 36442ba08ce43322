"""What happened. Facts in an append-only hash chain, its checkpoints and stores. Knows nothing of medicine.

Start here: `chain.py`.
"""

from equipoise.ledger.chain import FORMAT, empty, genesis, hash_of
from equipoise.ledger.faults import KeyReused, LedgerFault, LineFault, StoreFault, Unstorable
from equipoise.ledger.memory import MemoryStore
from equipoise.ledger.row import COLUMNS, Draft, Envelope, Head, Row
from equipoise.ledger.store import Store, Writing
from equipoise.ledger.verify import Verification, verify

__all__ = [
    "COLUMNS",
    "FORMAT",
    "Draft",
    "Envelope",
    "Head",
    "KeyReused",
    "LedgerFault",
    "LineFault",
    "MemoryStore",
    "Row",
    "Store",
    "StoreFault",
    "Unstorable",
    "Verification",
    "Writing",
    "empty",
    "genesis",
    "hash_of",
    "verify",
]
