"""Hypothesis profiles: `dev` by default, `ci` with the number of examples that the laws are held under."""

import os

from hypothesis import HealthCheck, settings

# With more examples than these CI would not be done in ten minutes.
# Pages are slow to build beside plain integers, and a busy machine makes single examples slow: neither says anything about the laws.
settings.register_profile("dev", max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("dev"), max_examples=300, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "dev")
