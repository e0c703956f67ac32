"""How pages look (界面): frame, generic pages, components, style sheet."""
