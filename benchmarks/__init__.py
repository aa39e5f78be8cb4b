"""One module a claim: both sides in one run, a short table, one JSON object at the end."""
