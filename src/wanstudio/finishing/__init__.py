"""From pixels to the file a customer gets: watermark and PNG."""
