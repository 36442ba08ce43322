"""The workspace: what a signed-in member of a study team sees and does."""
