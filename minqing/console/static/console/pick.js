/* Long lists to choose from: type a few words and pick, or choose the group first.
   The list itself stays what is sent; without scripts it is all there is, in groups. */
const LONG = 15;
const MOST = 8;
const words = document.getElementById("pick-words")?.dataset;
let made = 0;

function make(tag, attributes, text = "") {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.textContent = text;
  return node;
}

const groupOf = (option) =>
  option.parentElement.tagName === "OPTGROUP" ? option.parentElement.label : "";

function say(option) {
  const group = groupOf(option);
  return group && !option.text.startsWith(group) ? `${group} · ${option.text}` : option.text;
}

/* Each word must stand somewhere in the option or its group; an option that begins with it is
   shown first. */
function find(select, typed) {
  const asked = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const found = [...select.options].filter((option) => {
    const text = say(option).toLowerCase();
    return option.value && asked.every((word) => text.includes(word));
  });
  const begins = (option) => option.text.toLowerCase().startsWith(asked[0]);
  return [...found.filter(begins), ...found.filter((option) => !begins(option))];
}

function choose(select, option) {
  select.value = option.value;
  select.dispatchEvent(new Event("change", { bubbles: true }));
}

/* ---- typing ahead */
function addFinder(select, before) {
  const id = `pick-${(made += 1)}`;
  const input = make("input", {
    type: "search", role: "combobox", id, autocomplete: "off", placeholder: words.find,
    "aria-label": words.find, "aria-controls": `${id}-list`, "aria-expanded": "false",
    "aria-autocomplete": "list",
  });
  const list = make("ul", { id: `${id}-list`, role: "listbox", "aria-label": words.find, hidden: "" });
  const said = make("p", { class: "out-of-sight", role: "status" });
  let shown = [];
  let at = -1;

  function close() {
    list.hidden = true;
    shown = [];
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function mark(next) {
    at = next;
    [...list.querySelectorAll("[role=option]")].forEach((row, number) =>
      row.setAttribute("aria-selected", String(number === at)));
    if (at >= 0) input.setAttribute("aria-activedescendant", `${id}-${at}`);
  }

  function show() {
    if (!input.value.trim()) {
      said.textContent = "";
      return close();
    }
    const found = find(select, input.value);
    shown = found.slice(0, MOST);
    const rows = shown.map((option, number) =>
      make("li", { role: "option", id: `${id}-${number}`, "aria-selected": "false" }, say(option)));
    const rest = found.length - shown.length;
    said.textContent = found.length ? words.found.replace("{count}", found.length) : words.none;
    if (!found.length) rows.push(make("li", { role: "presentation" }, words.none));
    if (rest > 0) rows.push(make("li", { role: "presentation" }, words.more.replace("{count}", rest)));
    list.replaceChildren(...rows);
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    if (shown.length) mark(0);
    return undefined;
  }

  function take(number) {
    if (!shown[number]) return;
    choose(select, shown[number]);
    input.value = "";
    close();
    said.textContent = say(select.selectedOptions[0]);
    select.focus();
  }

  input.addEventListener("input", show);
  input.addEventListener("focus", show);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter") {
      event.preventDefault(); // it picks; the form is sent by its button
      take(at);
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      if (shown.length) mark((at + step + shown.length) % shown.length);
    } else if (event.key === "Escape") {
      input.value = "";
      close();
    }
  });
  // before the field loses the focus, which closes the list
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const row = event.target.closest("[role=option]");
    if (row) take([...list.children].indexOf(row));
  });
  const box = make("div", { class: "pick" });
  box.append(input, list, said);
  before.before(box);
}

/* ---- the group first, then what is in it */
function addGroups(select) {
  const groups = [...select.querySelectorAll("optgroup")];
  const first = make("select", { "aria-label": words.group });
  first.append(make("option", { value: "" }, words.group));
  groups.forEach((group, number) => first.append(make("option", { value: number }, group.label)));

  function narrow() {
    const chosen = groups[first.value];
    for (const group of groups) group.hidden = Boolean(chosen) && group !== chosen;
  }

  function follow() {
    const option = select.selectedOptions[0];
    const number = option?.value ? groups.indexOf(option.parentElement) : -1;
    if (number >= 0) first.value = String(number);
    narrow();
  }

  first.addEventListener("change", () => {
    narrow();
    const chosen = groups[first.value];
    if (!chosen || chosen.contains(select.selectedOptions[0])) return;
    const blank = [...select.options].find((option) => option.value === "");
    choose(select, blank ?? chosen.querySelector("option"));
  });
  select.addEventListener("change", follow);
  const pair = make("div", { class: "pick-pair" });
  select.before(pair);
  pair.append(first, select);
  follow();
}

function help(select) {
  const long = [...select.options].filter((option) => option.value).length > LONG;
  if (!long || select.dataset.pick) return;
  select.dataset.pick = "1";
  if (select.querySelector("optgroup")) addGroups(select);
  addFinder(select, select.closest(".pick-pair") ?? select);
}

if (words) for (const select of document.querySelectorAll(".field select")) help(select);
