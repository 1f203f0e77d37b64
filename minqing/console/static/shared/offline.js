/* Where the network ends a page kept on this device is shown, and a form that could not be sent
   stays as it stands. Asked for when the page stands and in its language, so that what is kept
   speaks it too. */
function sayUnsent(words) {
  const said = document.querySelector(".unsent") ?? document.createElement("p");
  said.className = "notice unsent tone-late";
  said.setAttribute("role", "alert");
  said.textContent = words;
  document.body.append(said);
  for (const one of document.querySelectorAll("button[aria-disabled]")) {
    one.removeAttribute("aria-disabled");
  }
}

if ("serviceWorker" in navigator) {
  navigator.serviceWorker.addEventListener("message", ({ data }) => sayUnsent(data.unsent));
  addEventListener("online", () => document.querySelector(".unsent")?.remove());
  addEventListener("load", () => {
    navigator.serviceWorker.register(`/worker.js?${document.documentElement.lang}`).catch(() => {});
  });
}
