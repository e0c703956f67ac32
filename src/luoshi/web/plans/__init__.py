"""Plans and their versions (规划): upload, items and findings beside the text, corrections, issuing."""
