"""Changes of the table of drafts, made by Django."""
