"""Trials that did not happen. `rehearsal` drives virtual people through the very gate that the ward uses."""
