"""Measures npscore beside what people use instead, on the same buffers, in the same run."""
