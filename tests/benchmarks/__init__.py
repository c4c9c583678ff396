"""What the benchmarks state, held to cases reckoned by hand."""
