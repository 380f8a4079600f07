"""Pages as text, and parts of them."""

import html
import re

from livingwell_report.html import render_html


def page_of(report):
    return render_html(report).decode("utf-8")


def words(page):
    """Give the page's words without its markup."""
    return html.unescape(" ".join(re.sub(r"<[^>]*>", " ", page[page.index("<body>") :]).split()))


def part(page, start):
    """Give a section of the page from its heading's id on, to the next heading of any kind."""
    begin = page.index(f'id="{start}"')
    return page[begin : page.index("<section", begin)]
