"""From pixels to the file a customer gets: watermark, PNG and provenance."""
