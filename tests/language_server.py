"""The language server behind most YAML editors, driven over stdio as an editor drives it."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
import threading
from pathlib import Path
from typing import Any

VERSION = "1.25.0"
"""The last release that runs on Node.js 20."""

PATIENCE_SECONDS = 50.0
"""After this the server is stopped, and whoever waits for it fails."""

_ENTRY = Path("node_modules", "yaml-language-server", "bin", "yaml-language-server")


def program() -> list[str] | None:
    """Return the command that starts the server, None where it cannot be had.

    It is fetched with npm on first use and kept in the user's cache folder.
    """
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    kept = Path.home() / ".cache" / "touchline" / f"yaml-language-server-{VERSION}"
    if not (kept / _ENTRY).exists() and not _fetch(npm, kept):
        return None
    return [node, str(kept / _ENTRY), "--stdio"]


def _fetch(npm: str, kept: Path) -> bool:
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        # Beside its place and moved there whole: two runs at once leave one good copy.
        with tempfile.TemporaryDirectory(dir=kept.parent) as fresh:
            flags = ("--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts")
            command = [npm, "install", *flags, "--prefix", fresh, f"yaml-language-server@{VERSION}"]
            subprocess.run(command, check=True, capture_output=True, timeout=120)
            shutil.copytree(fresh, kept, dirs_exist_ok=True)
    except (OSError, subprocess.SubprocessError):
        return False
    return (kept / _ENTRY).exists()


class LanguageServer:
    """One running server; every request is answered, what else it says is kept."""

    def __init__(self, command: list[str], root: Path, locale: str) -> None:
        """Start it for a folder, in one language of its messages."""
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._watch = threading.Timer(PATIENCE_SECONDS, self._process.kill)
        self._watch.start()
        self._number = 0
        self.diagnostics: dict[str, list[dict[str, Any]]] = {}
        self.request("initialize", _hello(root, locale))
        self.notify("initialized", {})

    def open(self, path: Path, text: str) -> str:
        """Open a document, which need not exist; return its address."""
        uri = path.as_uri()
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": document})
        return uri

    def at(self, method: str, uri: str, line: int, character: int) -> Any:
        """Ask about a place of a document; line and character count from 0."""
        position = {"line": line, "character": character}
        found = self.request(
            f"textDocument/{method}", {"textDocument": {"uri": uri}, "position": position}
        )
        return found["result"]

    def told(self, uri: str) -> list[dict[str, Any]]:
        """Return what the server says is wrong with a document, once it has said so."""
        while uri not in self.diagnostics:
            self._take(self._read())
        return self.diagnostics[uri]

    def request(self, method: str, params: Any) -> dict[str, Any]:
        """Ask and wait for the answer."""
        self._number += 1
        number = self._number
        self._write({"id": number, "method": method, "params": params})
        while True:
            message = self._read()
            if message.get("id") == number and "method" not in message:
                return message
            self._take(message)

    def notify(self, method: str, params: Any) -> None:
        """Tell without waiting."""
        self._write({"method": method, "params": params})

    def close(self) -> None:
        """Stop the server."""
        self.request("shutdown", None)
        self.notify("exit", None)
        self._process.wait(10)
        self._watch.cancel()
        for stream in (self._process.stdin, self._process.stdout):
            assert stream is not None
            stream.close()

    def _take(self, message: dict[str, Any]) -> None:
        method = message.get("method")
        params: Any = message.get("params")
        if method == "textDocument/publishDiagnostics":
            self.diagnostics[params["uri"]] = params["diagnostics"]
        elif method == "workspace/configuration":
            settings = [_settings(item.get("section")) for item in params["items"]]
            self._write({"id": message["id"], "result": settings})
        elif "id" in message and method:
            self._write({"id": message["id"], "result": None})

    def _write(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self._process.stdin.flush()

    def _read(self) -> dict[str, Any]:
        stream = self._process.stdout
        assert stream is not None
        length = 0
        while line := stream.readline().strip():
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        body = stream.read(length)
        assert body, "the language server has stopped"
        message: dict[str, Any] = json.loads(body)
        return message


def _hello(root: Path, locale: str) -> dict[str, Any]:
    item = {"snippetSupport": True, "documentationFormat": ["markdown"]}
    document = {
        "hover": {"contentFormat": ["markdown"]},
        "completion": {"completionItem": item},
        "publishDiagnostics": {},
    }
    return {
        "processId": None,
        "locale": locale,
        "rootUri": root.as_uri(),
        "capabilities": {"textDocument": document, "workspace": {"configuration": True}},
        "initializationOptions": {},
    }


def _settings(section: str | None) -> dict[str, Any]:
    # Without the store it asks nothing of the network.
    asked = {"validate": True, "hover": True, "completion": True, "schemaStore": {"enable": False}}
    return asked if section == "yaml" else {}
