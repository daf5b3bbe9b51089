"""One HTML file with the map."""
