"""How templates speak both languages."""
