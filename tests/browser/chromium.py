"""A headless Chromium, driven through its DevTools protocol: enough to open a page, use it and look at it."""

import base64
import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from websockets.sync.client import ClientConnection, connect

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SWITCHES = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-default-browser-check",
    "--hide-scrollbars",
    "--remote-debugging-port=0",
    # No name resolves: a page that wants another host fails here, on every machine.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)

type Json = bool | int | float | str | list[Json] | dict[str, Json] | None


def executable() -> str | None:
    """The path of a Chromium on this machine, or None."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


class Page:
    """One tab. `requests` and `complaints` grow while it is used."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._last = 0
        self.requests: list[str] = []
        self.complaints: list[str] = []
        for domain in ("Page", "Network", "Runtime", "Log"):
            self._call(f"{domain}.enable")
        self._call("Emulation.setDeviceMetricsOverride", width=1440, height=900, deviceScaleFactor=1, mobile=False)

    def open(self, url: str) -> None:
        """Go to an address and wait until the document is loaded."""
        answer = self._call("Page.navigate", url=url)
        assert "errorText" not in answer, f"{url}: {answer['errorText']}"
        self.wait_for("document.readyState === 'complete' && location.href !== 'about:blank'")

    def run(self, script: str) -> Json:
        """The value of a JavaScript expression in the page."""
        answer = self._call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        result = answer["result"]
        assert isinstance(result, dict)
        return result.get("value")

    def wait_for(self, script: str, *, seconds: float = 20) -> Json:
        """Poll an expression until its value, which must be JSON, is true. A failure tells the complaints."""
        deadline = time.monotonic() + seconds
        while True:
            if value := self.run(script):
                return value
            assert time.monotonic() < deadline, f"never true: {script}; the page complains: {self.complaints}"
            self._listen(timeout=0.05)

    def click(self, selector: str) -> None:
        """A real click of the mouse in the middle of an element, once it is there."""
        box = self.wait_for(
            f"(() => {{ const e = document.querySelector({json.dumps(selector)}); if (!e) return null;"
            " e.scrollIntoView({ block: 'nearest', inline: 'nearest' });"
            " const b = e.getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2] })()"
        )
        assert isinstance(box, list)
        for kind in ("mousePressed", "mouseReleased"):
            self._call("Input.dispatchMouseEvent", type=kind, x=box[0], y=box[1], button="left", clickCount=1)

    def add_authenticator(self) -> None:
        """Give the machine a device for passkeys, whose user is always there and verified."""
        self._call("WebAuthn.enable")
        device: dict[str, Json] = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        self._call("WebAuthn.addVirtualAuthenticator", options=device)

    def screenshot(self, path: Path) -> bytes:
        """A PNG of what is visible, also written to `path`."""
        data = self._call("Page.captureScreenshot", format="png")["data"]
        assert isinstance(data, str)
        png = base64.b64decode(data)
        path.write_bytes(png)
        return png

    def _call(self, method: str, **params: Json) -> dict[str, Json]:
        self._last += 1
        self._socket.send(json.dumps({"id": self._last, "method": method, "params": params}))
        while True:
            message = json.loads(self._socket.recv(timeout=20))
            if message.get("id") != self._last:
                self._note(message)
                continue
            assert "error" not in message, f"{method}: {message['error']}"
            result: dict[str, Json] = message["result"]
            return result

    def _listen(self, *, timeout: float) -> None:
        try:
            self._note(json.loads(self._socket.recv(timeout=timeout)))
        except TimeoutError:
            return

    def _note(self, message: dict[str, dict[str, dict[str, str]]]) -> None:
        params = message.get("params", {})
        match str(message.get("method")):
            case "Network.requestWillBeSent":
                self.requests.append(params["request"]["url"])
            case "Network.webSocketCreated":
                self.requests.append(str(params["url"]))
            case "Runtime.exceptionThrown":
                self.complaints.append(json.dumps(params["exceptionDetails"]))
            case "Log.entryAdded" if params["entry"]["level"] == "error":
                self.complaints.append(f"{params['entry']['text']} {params['entry'].get('url', '')}")


@contextmanager
def chromium(profile: Path) -> Iterator[Page]:
    """A fresh Chromium with an empty profile, and its first tab. It is gone afterwards, with its children."""
    program = executable()
    assert program, "there is no Chromium on this machine: install the package `chromium`"
    process = subprocess.Popen(
        [program, *SWITCHES, f"--user-data-dir={profile}", "about:blank"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        with connect(_first_tab(process, profile), max_size=None) as socket:
            yield Page(socket)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _first_tab(process: subprocess.Popen[bytes], profile: Path) -> str:
    """The DevTools address of the tab that Chromium opened with."""
    deadline = time.monotonic() + 30
    port_file = profile / "DevToolsActivePort"
    while time.monotonic() < deadline:
        assert process.poll() is None, f"Chromium ended with {process.returncode}"
        if port_file.exists() and (lines := port_file.read_text().splitlines()):
            with urlopen(f"http://127.0.0.1:{lines[0]}/json/list") as answer:
                tabs = [tab for tab in json.load(answer) if tab["type"] == "page"]
            if tabs:
                return str(tabs[0]["webSocketDebuggerUrl"])
        time.sleep(0.05)
    raise AssertionError("Chromium did not open its DevTools port within 30 s")
