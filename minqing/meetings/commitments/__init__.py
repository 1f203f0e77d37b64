"""Public commitments (承诺): one measure, one date, one unit, one post each; see README.md."""
