"""Contacts as people dial them: phones, names, roles."""
