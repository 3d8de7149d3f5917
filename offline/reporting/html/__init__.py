"""The whole preview as one HTML file that needs no network: to be read, searched, printed and handed on."""

from offline.reporting.html.page import html

__all__ = ["html"]
