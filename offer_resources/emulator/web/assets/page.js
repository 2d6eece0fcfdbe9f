// What needs a script and works without one too: "/" to search, and a log that follows by itself.
"use strict";

document.addEventListener("keydown", (event) => {
  const search = document.getElementById("search");
  const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName);
  if (event.key === "/" && search && !typing) {
    event.preventDefault();
    search.focus();
  }
});

const table = document.querySelector("table[data-live]");
if (table) {
  const pause = document.getElementById("pause");
  const rows = document.getElementById("rows");
  let last = null;
  pause.hidden = false;
  pause.addEventListener("click", () => {
    const paused = pause.getAttribute("aria-pressed") !== "true";
    pause.setAttribute("aria-pressed", String(paused));
    pause.textContent = paused ? "Resume" : "Pause";
  });
  const follow = async () => {
    const reading = rows.querySelector("details[open]");
    if (pause.getAttribute("aria-pressed") !== "true" && !reading && !document.hidden) {
      const answer = await fetch(table.dataset.live);
      const text = await answer.text();
      if (answer.ok && text !== last) {
        rows.innerHTML = text;
        last = text;
      }
    }
  };
  const lost = document.getElementById("lost");
  setInterval(() => follow().then(
    () => { lost.textContent = ""; },
    () => { lost.textContent = "The emulator does not answer."; },
  ), 1000);
}
