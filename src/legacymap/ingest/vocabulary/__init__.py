"""What columns, words, technologies and products are called elsewhere, and what they mean here."""
