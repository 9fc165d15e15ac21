"""Real files of other programs, beside the project; without them their tests are skipped, and say so."""

from pathlib import Path

import pytest

SAMPLES = Path(__file__).parents[4] / "shared" / "samples"
needs_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="../shared/samples is not there")
