"""Models on this machine: presets, downloads from hubs, what lies in the data folder. Knows no painter and no torch."""
