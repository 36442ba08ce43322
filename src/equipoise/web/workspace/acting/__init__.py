"""Doing something from a page: one act, what it asks for, who one is, and every reason against it in place."""
