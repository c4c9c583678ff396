"""What `cleanpage` leaves and takes of real pages, beside what others do, in one command: `python -m benchmarks --help`."""
