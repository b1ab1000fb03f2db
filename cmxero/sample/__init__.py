"""A seeded, invented rehabilitation provider: journals, planted faults and their answer key.

``write_sample`` is all others need. Everything is drawn from one seed and without a clock, so
that the same arguments give the same bytes. The story: until 31 August 2026 payments are
journaled in Case Manager and typed into Xero too; from 1 September they come from Xero.
"""

from cmxero.sample.generator import SampleSummary, write_sample

__all__ = ["SampleSummary", "write_sample"]
