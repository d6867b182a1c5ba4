"""A page of the platform in a browser whose machine has a device for passkeys."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.browser.chromium import Page, chromium, executable

#: What a storefront would have: it sends operations, and takes what mutations give to the browser and back.
CLIENT = """
window.send = async (query, variables, token) => {
  const headers = {"Content-Type": "application/json", ...(token && {Authorization: `Bearer ${token}`})}
  const answer = await fetch("/graphql/", {method: "POST", headers, body: JSON.stringify({query, variables})})
  const body = await answer.json()
  if (body.errors) throw new Error(JSON.stringify(body.errors))
  return Object.values(body.data)[0]
}
window.make = async options => {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options)
  return (await navigator.credentials.create({publicKey})).toJSON()
}
window.sign = async options => {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options)
  return (await navigator.credentials.get({publicKey})).toJSON()
}
"""


@contextmanager
def page_with_device(profile: Path, port: int, path: str = "/graphql/") -> Iterator[Page]:
    """A fresh browser at a page of the platform; the client of above is in it. Skips where there is no Chromium."""
    if executable() is None:
        pytest.skip("there is no Chromium on this machine")
    with chromium(profile) as tab:
        tab.add_authenticator()
        # Passkeys belong to a domain, and an address is none.
        tab.open(f"http://localhost:{port}{path}")
        tab.run(CLIENT)
        yield tab


def called(page: Page, function: str, *given: Any) -> Any:
    """What a function of the page gives."""
    return page.run(f"{function}({', '.join(json.dumps(each) for each in given)})")
