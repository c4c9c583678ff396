"""One module a heuristic. A stage is a function from a page and its cues to the cuts it proposes; it changes nothing."""
