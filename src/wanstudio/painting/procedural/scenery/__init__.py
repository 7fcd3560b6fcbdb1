"""What lies around and behind things: skies, lands, waters, streets, rooms."""
