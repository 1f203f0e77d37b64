/* Where the network ends a page kept on this device is shown, and a form that could not be sent
   stays as it stands. Asked for when the page stands; what is kept follows its language. */
const KEPT = "minqing-offline";
const LANGUAGE = document.documentElement.lang.toLowerCase();

function sayUnsent(words) {
  const said = document.querySelector(".unsent") ?? document.createElement("p");
  said.className = "notice unsent tone-late";
  said.setAttribute("role", "alert");
  said.textContent = words[LANGUAGE] ?? Object.values(words)[0];
  document.body.append(said);
  for (const one of document.querySelectorAll("button[aria-disabled]")) {
    one.removeAttribute("aria-disabled");
  }
}

async function keepPages() {
  await navigator.serviceWorker.register("/worker.js");
  const before = localStorage.getItem(KEPT);
  localStorage.setItem(KEPT, LANGUAGE);
  if (before !== null && before !== LANGUAGE) {
    (await navigator.serviceWorker.ready).active.postMessage("language");
  }
}

if ("serviceWorker" in navigator) {
  navigator.serviceWorker.addEventListener("message", ({ data }) => sayUnsent(data.unsent));
  addEventListener("online", () => document.querySelector(".unsent")?.remove());
  addEventListener("load", () => keepPages().catch(() => {}));
}
