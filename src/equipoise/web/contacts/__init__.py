"""People who ask a study team to get in touch: who they are lies in the identity vault, here only that somebody asked.

Start here: `store.py`.
"""

from equipoise.web.contacts.store import Contact, ContactStore, TooMany, contacts

__all__ = ["Contact", "ContactStore", "TooMany", "contacts"]
