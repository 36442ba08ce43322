"""Acts, grouped by what they act on: each handler answers a command with facts or with every reason against it."""
