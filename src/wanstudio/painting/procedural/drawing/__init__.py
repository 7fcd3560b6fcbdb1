"""From a Stage to pixels: outlines, tones, light, texture, finish."""
