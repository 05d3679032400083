"""The sources for reviewers: Pandoc's Markdown, DOCX, ODT, plain text and one HTML page."""
