"""From anything people hold to studies: one small file per format behind one door."""
