"""What other systems send, read into commands of the trial: so far laboratories (`laboratory/`). Opens no file and no connection.

Start here: `laboratory/plan.py`.
"""
