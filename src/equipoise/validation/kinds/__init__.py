"""The kinds of case that the rules are asked. Each module here is one room of rules and exposes

- `KINDS: Mapping[str, Kind]`: the kind as a case file writes it -> the function from `given` to what the rules find;
- `ABOUT: Mapping[str, About]`: for each kind its rule, its source and the fields of `given` and `expect`, in both languages;
- `REQUIREMENTS`, if a kind holds several: kind -> function from `given` and a field of `expect` to its Requirement.

A new module is found by itself (`find_kinds`).
"""
