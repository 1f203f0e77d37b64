/* Keys of the desk: / search, j k move, Enter open, g + letter go, ? show.
   Links say their own key in data-key; a page without scripts loses nothing but the keys. */
const rows = () => [...document.querySelectorAll("[data-rows] tbody tr, [data-rows] > li")];
const typing = (node) => node.closest("input, textarea, select, [contenteditable]") !== null;
let at = -1;
let going = 0;

function move(step) {
  const all = rows();
  if (all.length === 0) return;
  all[at]?.classList.remove("at");
  at = Math.min(Math.max(at + step, 0), all.length - 1);
  all[at].classList.add("at");
  all[at].querySelector("a")?.focus({ preventScroll: true });
  all[at].scrollIntoView({ block: "nearest" });
}

function go(letter) {
  const link = document.querySelector(`[data-key="g ${CSS.escape(letter)}"]`);
  if (link) link.click();
}

function act(event) {
  const { key } = event;
  if (going && Date.now() - going < 1500 && /^[a-z]$/.test(key)) {
    going = 0;
    return go(key);
  }
  going = 0;
  if (key === "j") return move(1);
  if (key === "k") return move(-1);
  if (key === "g") {
    going = Date.now();
    return undefined;
  }
  if (key === "?") return document.querySelector("dialog.keys")?.showModal();
  if (key === "/") {
    const field = document.querySelector("[data-search]");
    if (!field) return undefined;
    event.preventDefault();
    return field.focus();
  }
  return undefined;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  act(event);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  if (!button) return;
  if (button.dataset.do === "keys") document.querySelector("dialog.keys")?.showModal();
});

/* A form that was sent is not sent again by a second press; the server would answer
   "already done" anyway. Coming back by the browser's history frees it. */
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  for (const button of event.target.querySelectorAll("button[type=submit]")) {
    setTimeout(() => button.setAttribute("aria-disabled", "true"));
  }
});
