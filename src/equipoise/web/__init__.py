"""The Django shell: the durable store, accounts, and three faces that do not know each other: public, workspace, api."""
