"""Floor 5: runs cases that somebody else wrote through the rules, and reports where they agree and where they differ."""
