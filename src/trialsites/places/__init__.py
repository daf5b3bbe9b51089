"""Where things are: gazetteer, registers, online geocoders."""
