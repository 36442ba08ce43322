"""One browser that looks at pages at two widths: what axe finds, what overflows, what the console says, what is asked of others."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import axe_playwright_python
from playwright.sync_api import BrowserContext, Page, Request

AXE: Final = next(Path(axe_playwright_python.__file__).parent.glob("axe.min.js"))
WIDTHS: Final = (1440, 390)
LOOK: Final = """async () => {
  const found = await axe.run(document, {resultTypes: ["violations"]});
  return {
    wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    wrong: found.violations.map((one) => `${one.id}: ${one.nodes.length} × ${one.nodes[0].html.slice(0, 200)}`),
  };
}"""


class Walk:
    """One browser that looks at pages at both widths and remembers what is wrong with them."""

    def __init__(self, context: BrowserContext, site: str) -> None:
        self.page: Page = context.new_page()
        self.wrong: list[str] = []
        self._site, self._where = site, ""
        self.page.on("console", lambda message: self._tell(f"console: {message.text}"))
        self.page.on("pageerror", lambda fault: self._tell(f"script: {fault}"))
        self.page.on("request", self._requested)

    def look(self, who: str, address: str) -> None:
        """A page at both widths."""
        self._where = f"{who} {address}"
        self.page.set_viewport_size({"width": WIDTHS[0], "height": 900})
        self.page.goto(self._site + address)
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 900})
            found = self.page.evaluate(LOOK)
            if found["wide"] > 0:
                self._tell(f"{width}: {found['wide']} px too wide")
            for one in found["wrong"]:
                self._tell(f"{width}: {one}")

    def _tell(self, words: str) -> None:
        if "404 (Not Found)" not in words:
            self.wrong.append(f"{self._where} – {words}")

    def _requested(self, request: Request) -> None:
        if not request.url.startswith((self._site, "data:", "blob:")):
            self._tell(f"asks {request.url}")
