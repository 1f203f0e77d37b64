/* Arrow keys turn the projector's page; without scripts the links do. */
const STEPS = { ArrowLeft: "before", PageUp: "before", ArrowRight: "after", PageDown: "after", " ": "after" };

document.addEventListener("keydown", (event) => {
  const step = STEPS[event.key];
  if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
  const link = document.querySelector(`[data-step="${step}"]`);
  if (!link) return;
  event.preventDefault();
  link.click();
});
