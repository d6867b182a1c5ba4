// Signs in with a passkey in place of a code: the server says what is to be signed, the form takes it back.
"use strict";

const form = document.getElementById("login-form");
const button = document.getElementById("passkey");
const trouble = document.getElementById("passkey-trouble");

// The admin's own styles show whatever has this class, hidden or not.
function say(message) {
  trouble.textContent = message;
  trouble.className = message && "errornote";
  trouble.hidden = !message;
}

async function signed() {
  const answer = await fetch(button.dataset.url, { method: "POST", body: new FormData(form) });
  const said = await answer.json();
  if (!answer.ok) throw new Error(said.message);
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(said.options);
  const credential = await navigator.credentials.get({ publicKey });
  form.elements.challenge.value = said.challenge;
  form.elements.credential.value = JSON.stringify(credential.toJSON());
}

button.addEventListener("click", async () => {
  if (!form.reportValidity()) return;
  say("");
  button.disabled = true;
  try {
    await signed();
    form.submit();
  } catch (error) {
    say(error.message);
    button.disabled = false;
  }
});

// Browsers have passkeys at https:// and at localhost, not at an address.
if (window.PublicKeyCredential?.parseRequestOptionsFromJSON) button.hidden = false;
