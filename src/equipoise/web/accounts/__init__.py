"""Who is here: signing in and out, the roles of a person, the role in which a person acts now.

Start here: `people.py`.
"""
