"""Task supervision (督查督办): cases up to 销号, printed documents."""
