/* Security keys: the browser is asked what the form carries, and the answer is sent as text.
   A form of this kind is hidden until it is known that the browser can do it: over https (or
   on this very machine), and at a host name, since a key goes with no bare number. */
const bare = /^[\d.]+$|^\[/.test(location.hostname);
const able = window.isSecureContext && "PublicKeyCredential" in window && !bare;

const toBytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));

function toText(buffer) {
  const signs = [...new Uint8Array(buffer)].map((byte) => String.fromCharCode(byte)).join("");
  return btoa(signs).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

const openAll = (listed) => (listed ?? []).map((one) => ({ ...one, id: toBytes(one.id) }));

function read(options) {
  const asked = JSON.parse(options);
  const opened = { ...asked, challenge: toBytes(asked.challenge) };
  if (asked.user) opened.user = { ...asked.user, id: toBytes(asked.user.id) };
  if (asked.excludeCredentials) opened.excludeCredentials = openAll(asked.excludeCredentials);
  if (asked.allowCredentials) opened.allowCredentials = openAll(asked.allowCredentials);
  return opened;
}

function write(found) {
  const said = found.response;
  const response = { clientDataJSON: toText(said.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (said[name]) response[name] = toText(said[name]);
  }
  return JSON.stringify({ id: found.id, rawId: toText(found.rawId), type: found.type, response });
}

async function ask(form) {
  const publicKey = read(form.dataset.options);
  const found = form.dataset.key === "create"
    ? await navigator.credentials.create({ publicKey })
    : await navigator.credentials.get({ publicKey });
  form.elements.answer.value = write(found);
  form.submit();
}

for (const form of document.querySelectorAll("form[data-key]")) {
  form.hidden = !able;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const fault = form.querySelector("[data-fault]");
    fault.hidden = true;
    ask(form).catch(() => { fault.hidden = false; });
  });
}
for (const words of document.querySelectorAll("[data-none]")) words.hidden = able;
