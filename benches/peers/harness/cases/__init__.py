"""The cases, in the order in which they are measured."""

from harness.cases import codes, months, numbers, survey, texts, ungrouped

ALL = (ungrouped, numbers, codes, texts, months, survey)
