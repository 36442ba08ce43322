"""Changes of the tables of accounts, made by Django."""
