#!/usr/bin/env python3
"""Opens the pages that `npscore report --format html` writes in headless Chromium and looks at them.

    report_page.py path/to/npscore [folder for screenshots]

At 320, 360, 740 and 1,400 pixels, light and dark, with everything unfolded: no message in the console, no request,
nothing wider than the window, and text whose contrast is at least 4.5. Speaks the DevTools protocol over a pipe, so
that it needs Chromium and the standard library only.
"""

import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WIDTHS = [320, 360, 740, 1400]

# What sticks out, and texts that are hard to read. SVG text is filled; a bar behind it is none of these pages.
LOOK = """(() => {
  document.querySelectorAll('details').forEach(one => one.open = true);
  const width = document.documentElement.clientWidth;
  const parse = text => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(c => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = element => {
    for (let at = element; at; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const wide = [], faint = [];
  for (const element of document.body.querySelectorAll('*')) {
    const style = getComputedStyle(element), box = element.getBoundingClientRect();
    const hidden = style.clipPath !== 'none' || style.visibility === 'hidden' || element.closest('.vh, .defs, .skip');
    if (hidden || box.width === 0) continue;
    const scrolls = element.closest('.plain');
    if (box.right > width + 1 && !scrolls) wide.push(element.tagName + ' ' + element.textContent.slice(0, 40));
    const own = [...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
    if (!own || ['title', 'desc'].includes(element.tagName)) continue;
    const colour = parse(element.tagName === 'text' ? style.fill : style.color);
    const [one, other] = [light(colour), light(behind(element))].sort((a, b) => b - a);
    const contrast = (one + 0.05) / (other + 0.05);
    if (contrast < 4.5) faint.push(contrast.toFixed(2) + ' ' + element.textContent.slice(0, 40));
  }
  return JSON.stringify({scroll: document.documentElement.scrollWidth, width, wide: wide.slice(0, 5),
    faint: faint.slice(0, 5)});
})()"""


class Browser:
    """Chromium, spoken to over a pipe."""

    def __init__(self, program):
        to_read, self.to_write = os.pipe()
        self.to_hear, to_say = os.pipe()

        def wire():
            # Both may stand where the other is to go.
            read, say = os.dup(to_read), os.dup(to_say)
            os.dup2(read, 3)
            os.dup2(say, 4)

        self.profile = tempfile.mkdtemp()
        self.process = subprocess.Popen(
            [program, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--remote-debugging-pipe",
             f"--user-data-dir={self.profile}", "about:blank"],
            preexec_fn=wire, close_fds=False, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        os.close(to_read)
        os.close(to_say)
        self.buffer, self.events, self.number, self.session = b"", [], 0, None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ["Page", "Runtime", "Log", "Network"]:
            self.call(f"{domain}.enable")

    def hear(self):
        while b"\0" not in self.buffer:
            piece = os.read(self.to_hear, 1 << 16)
            if not piece:
                sys.exit("Chromium has gone")
            self.buffer += piece
        message, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(message)

    def call(self, method, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.to_write, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.hear()
            if answer.get("id") == self.number:
                if "error" in answer:
                    sys.exit(f"{method}: {answer['error']}")
                return answer["result"]
            self.events.append(answer)

    def load(self, page):
        self.events = []
        self.call("Page.navigate", url=page.as_uri())
        while not any(event.get("method") == "Page.loadEventFired" for event in self.events):
            self.events.append(self.hear())

    def close(self):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.profile, ignore_errors=True)


def complaints(events, page):
    """What was said in the console, and what was asked of the network."""
    for event in events:
        method, told = event.get("method"), event.get("params", {})
        if method in ("Runtime.consoleAPICalled", "Runtime.exceptionThrown"):
            yield f"console: {told}"
        elif method == "Log.entryAdded":
            yield f"log: {told['entry'].get('text')}"
        elif method == "Network.requestWillBeSent":
            url = told["request"]["url"]
            if url != page.as_uri() and not url.startswith("data:"):
                yield f"request: {url}"


def surveys(folder):
    """Files and arguments: real and made ones, small and large, well-behaved and hostile."""
    data = ROOT / "examples/data"
    counted = ["--score", "score", "--count", "answers"]
    trainings = [str(data / "carpentries_instructor_counts.csv"), *counted, "--by", "taken", "--date", "month"]
    yield "airport", []
    yield "quarters", [*trainings, "--period", "quarter"]
    yield "months", [*trainings, "--period", "month"]

    def made(name, header, rows):
        path = folder / f"{name}.csv"
        path.write_text(header + "\n" + "\n".join(rows) + "\n", encoding="utf-8")
        return str(path)

    names = ["<script>alert(1)</script><img src=http://evil.example onerror=alert(1)>", "\u202elive\u2066\u200f",
             "\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627", "x" * 20000, "words " * 60, "", "y",
             "\"'&<>]]>--></style></title></svg>", "W" * 60]
    rows = [json.dumps({"s": (7 * i + j) % 11, "who": name, "day": f"2024-{i % 9 + 1:02}-01", "w": 1 + i % 3})
            for j, name in enumerate(names) for i in range(20 if j % 3 else 90)]
    path = folder / "hostile.jsonl"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    by = ["--score", "s", "--date", "day", "--period", "month"]
    yield "hostile", [str(path), *by, "--by", "who", "--weight", "w", "--title", "\u202e<b>" + "T" * 200]
    # A fall in the last month, and segments in two levels.
    rows = [f"{(3 * i + 5 * m) % 11 if m < 59 else i % 7},{2020 + m // 12}-{m % 12 + 1:02}-15,region {i % 4},{i % 9}"
            for m in range(60) for i in range(60)]
    path = made("sixty", "s,day,region,office", rows)
    yield "sixty", [path, *by, "--by", "region", "--by", "region,office"]
    rows = [f"{7 * i % 11},segment number {i},{1 + i % 50}" for i in range(10000)]
    yield "many", [made("many", "s,a,n", rows), "--score", "s", "--count", "n", "--by", "a"]
    yield "twelve", [made("twelve", "s", [str(10 - i % 4) for i in range(12)]), "--score", "s"]
    yield "none", [made("none", "s,x", [",1"]), "--score", "s"]
    yield "withheld", [path, *by, "--by", "region,office", "--minimum-group", "420"]


def main():
    program = Path(sys.argv[1]).resolve()
    pictures = Path(sys.argv[2]).resolve() if len(sys.argv) > 2 else None
    chromium = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)
    if chromium is None:
        sys.exit("Chromium is missing (Debian: apt-get install chromium)")
    browser, wrong, looks = Browser(chromium), [], 0
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        for name, arguments in surveys(folder):
            page = folder / f"{name}.html"
            command = [str(program), "report", *arguments, "--format", "html"]
            page.write_bytes(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
            if page.stat().st_size >= 300_000:
                wrong.append(f"{name}: {page.stat().st_size} bytes")
            for scheme in ["light", "dark"]:
                feature = {"name": "prefers-color-scheme", "value": scheme}
                browser.call("Emulation.setEmulatedMedia", features=[feature])
                for width in WIDTHS:
                    browser.call("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1,
                                 mobile=False)
                    browser.load(page)
                    if pictures:
                        shot = browser.call("Page.captureScreenshot", captureBeyondViewport=True)
                        pictures.mkdir(parents=True, exist_ok=True)
                        picture = pictures / f"{name}-{scheme}-{width}.png"
                        picture.write_bytes(base64.b64decode(shot["data"]))
                    seen = json.loads(browser.call("Runtime.evaluate", expression=LOOK)["result"]["value"])
                    place = f"{name}, {scheme}, {width} pixels"
                    if seen["scroll"] != seen["width"]:
                        wrong.append(f"{place}: {seen['scroll']} pixels wide")
                    wrong += [f"{place}: sticks out: {what}" for what in seen["wide"]]
                    wrong += [f"{place}: contrast {what}" for what in seen["faint"]]
                    wrong += [f"{place}: {what}" for what in complaints(browser.events, page)]
                    looks += 1
    browser.close()
    print(*wrong, sep="\n")
    if wrong:
        sys.exit(f"{len(wrong)} complaints about {looks} looks")
    print(f"{looks} looks at pages, nothing wrong")


if __name__ == "__main__":
    main()
