"""A seeded, invented rehabilitation provider: journals, planted faults and their answer key.

``write_sample`` is all others need, and ``recipe_of`` where a sample may lie already. Everything
is drawn from one seed and without a clock, so that the same arguments give the same bytes. The
story: until 31 August 2026 payments are journaled in Case Manager and typed into Xero too; from
1 September they come from Xero.
"""

from cmxero.sample.generator import SampleSummary, write_sample
from cmxero.sample.recipe import DEFAULT, Recipe, recipe_of

__all__ = ["DEFAULT", "Recipe", "SampleSummary", "recipe_of", "write_sample"]
