"""HTTP as every door speaks it: requests, answers, keys, links. Knows no door's own formats."""
