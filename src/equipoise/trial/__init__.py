"""Where the rules meet. Start here: `decide.py` (a command becomes facts or a refusal), `state.py` (the fold), `gateway.py`."""
