/* A suggestion is put into its list by one tap. Without scripts the words stand there all the
   same, and the list is right below. */
document.documentElement.classList.add("can-fill");

function mark(field) {
  for (const button of document.querySelectorAll(`[data-fill="${CSS.escape(field.id)}"]`)) {
    button.setAttribute("aria-pressed", String(button.dataset.value === field.value));
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-fill]");
  const field = button && document.getElementById(button.dataset.fill);
  if (!field) return;
  field.value = button.dataset.value;
  field.dispatchEvent(new Event("change", { bubbles: true }));
});

document.addEventListener("change", (event) => {
  if (event.target.id) mark(event.target);
});

document.addEventListener("htmx:afterSwap", () => {
  for (const button of document.querySelectorAll("[data-fill]")) {
    const field = document.getElementById(button.dataset.fill);
    if (field) mark(field);
  }
});
