// Sends large files of a form in pieces (tus 1.0), so that a line that breaks costs one piece.
// Without scripts, or where this gives up, the form sends its files itself.
const VERSION = "1.0.0";
const FROM = 200_000; // smaller files travel with the form
const PIECE = 512 * 1024;
const TRIES = 12;
const LONGEST_WAIT = 15_000;

const encode = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
const pause = (time) =>
  new Promise((done) => {
    const timer = setTimeout(done, time);
    addEventListener("online", () => (clearTimeout(timer), done()), { once: true });
  });

class Refused extends Error {}

class Sender {
  constructor(state, form) {
    this.state = state;
    const token = form.querySelector("[name=csrfmiddlewaretoken]")?.value;
    this.headers = { "Tus-Resumable": VERSION };
    if (state.dataset.ticket) this.headers["Upload-Ticket"] = state.dataset.ticket;
    else if (token) this.headers["X-CSRFToken"] = token;
  }

  say(words, values) {
    const general = document.getElementById(this.state.dataset.instead ?? "");
    if (general) general.hidden = true; // one line says how it goes, and this one knows
    this.state.hidden = false;
    this.state.textContent = words.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  }

  ask(address, method, headers = {}, body = undefined) {
    return fetch(address, {
      method, body, headers: { ...this.headers, ...headers }, credentials: "same-origin",
    });
  }

  async begin(file) {
    const { address, use } = this.state.dataset;
    const answer = await this.ask(address, "POST", {
      "Upload-Length": String(file.size),
      "Upload-Metadata": `filename ${encode(file.name)},use ${encode(use)}`,
    });
    if (answer.status !== 201) throw new Refused();
    return answer.headers.get("Location");
  }

  async send(file) {
    const address = await this.begin(file);
    let offset = 0;
    for (let failed = 0; offset < file.size; ) {
      try {
        this.say(this.state.dataset.going, {
          name: file.name, percent: Math.floor((100 * offset) / file.size),
        });
        const answer = await this.ask(
          address, "PATCH",
          { "Content-Type": "application/offset+octet-stream", "Upload-Offset": String(offset) },
          file.slice(offset, offset + PIECE),
        );
        if (answer.status === 204) {
          offset = Number(answer.headers.get("Upload-Offset"));
          failed = 0;
          continue;
        }
        if (answer.status !== 409 && answer.status < 500) throw new Refused();
      } catch (error) {
        if (error instanceof Refused) throw error;
      }
      failed += 1;
      if (failed > TRIES) throw new Refused();
      this.say(this.state.dataset.waiting, { name: file.name });
      await pause(Math.min(LONGEST_WAIT, 500 * 2 ** failed));
      offset = await this.find(address, offset);
    }
    return address.split("/").pop();
  }

  async find(address, known) {
    try {
      const answer = await this.ask(address, "HEAD");
      if (answer.status === 404) throw new Refused();
      return answer.ok ? Number(answer.headers.get("Upload-Offset")) : known;
    } catch (error) {
      if (error instanceof Refused) throw error;
      return known; // still no line
    }
  }
}

async function sendFirst(field, state, form) {
  const sender = new Sender(state, form);
  const small = new DataTransfer();
  for (const file of field.files) {
    if (file.size < FROM) {
      small.items.add(file);
      continue;
    }
    const hidden = document.createElement("input");
    hidden.type = "hidden";
    hidden.name = `${field.name}-uploaded`;
    hidden.value = await sender.send(file);
    form.append(hidden);
  }
  field.required = false;
  field.files = small.files;
}

for (const state of document.querySelectorAll("[data-resume-for]")) {
  const field = document.getElementById(state.dataset.resumeFor);
  const form = field.form;
  let done = false;
  let sending = false;
  let button = null;
  form.addEventListener("submit", async (event) => {
    if (done || ![...field.files].some((file) => file.size >= FROM)) return;
    event.preventDefault();
    button = event.submitter; // whoever presses another meanwhile means that one
    if (sending) return;
    sending = true;
    const kept = field.files;
    try {
      await sendFirst(field, state, form);
    } catch {
      // the form sends them itself, and its answer says what is wrong with them
      form.querySelectorAll(`[name="${field.name}-uploaded"]`).forEach((one) => one.remove());
      field.files = kept;
    }
    done = true;
    form.requestSubmit(button?.disabled ? null : button);
  });
}
