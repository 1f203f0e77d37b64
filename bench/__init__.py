"""Measures, as ratios within one run (`make bench`); tables go to bench/results/."""
