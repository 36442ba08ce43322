"""The kinds of case that the rules are asked: a module for each room of rules.

Start here: `eligibility.py`. A module exposes

- `KINDS: Mapping[str, Kind]`: the kind as a case file writes it -> the function from `given` to what the rules find;
- `REQUIREMENTS`, if a kind holds several: kind -> function from `given` and a field of `expect` to its Requirement.

A new module is found by itself (`find_kinds`); a module of `about` says what its kinds are about.
"""
