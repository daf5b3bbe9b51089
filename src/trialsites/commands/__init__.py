"""What each verb does and prints: one file per verb."""
