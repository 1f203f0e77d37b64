/* Keys of the desk: / search, j k move, Enter open, x tick, n next page, f filter,
   g + letter go, ? show.
   Links say their own key in data-key; a page without scripts loses nothing but the keys. */
const rows = () => [...document.querySelectorAll("[data-rows] tbody tr, [data-rows] > li")];
const typing = (node) =>
  node.closest("input:not([type=checkbox]), textarea, select, [contenteditable]") !== null;
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

function tick() {
  const all = rows();
  const box = all[Math.max(at, 0)]?.querySelector(".tick input");
  if (!box) return;
  if (at < 0) move(1);
  box.click();
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
  if (key === "x") return tick();
  if (key === "n") return document.querySelector("[data-key-next]")?.click();
  if (key === "f") {
    event.preventDefault();
    return document.querySelector("[data-filters] select, [data-filters] input:not([type=hidden])")?.focus();
  }
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
  if (button.dataset.do === "density") turnDensity();
});

/* How high rows are is this browser's own matter. */
const root = document.documentElement;
function turnDensity() {
  const wide = root.dataset.density !== "wide";
  root.dataset.density = wide ? "wide" : "";
  localStorage.setItem("density", root.dataset.density);
}
root.dataset.density = localStorage.getItem("density") ?? "";
for (const button of document.querySelectorAll("[data-do=density]")) button.hidden = false;

/* What is ticked is counted in words; the whole filter is more than what is ticked. */
const bulk = document.querySelector("[data-bulk]");
function count() {
  const said = bulk.querySelector(".chosen");
  const ticked = document.querySelectorAll(".tick input:checked").length;
  said.dataset.none ??= said.textContent;
  said.textContent = ticked ? said.dataset.said.replace("{count}", ticked) : said.dataset.none;
  bulk.classList.toggle("some", ticked > 0);
}
if (bulk) {
  document.addEventListener("change", count);
  window.addEventListener("pageshow", count);
}

/* A form that was refused is drawn again: its reasons are read first, wherever they stand. */
document.querySelector(".faults")?.focus();

/* A form that was sent is not sent again by a second press; the server would answer
   "already done" anyway. Coming back by the browser's history frees it. */
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.classList.contains("export")) return;
  for (const button of event.target.querySelectorAll("button[type=submit]")) {
    setTimeout(() => button.setAttribute("aria-disabled", "true"));
  }
});
