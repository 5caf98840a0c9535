"use strict";
(() => {
  const root = document.documentElement, form = document.querySelector("form");
  root.classList.add("scripted");
  const all = (selector, from = document) => Array.from(from.querySelectorAll(selector));
  const claims = all(".claims > li"), pieces = new Map();
  for (const piece of all("[data-claim]")) {
    const list = pieces.get(piece.dataset.claim) || [];
    list.push(piece);
    pieces.set(piece.dataset.claim, list);
  }
  const open = (id, on) => document.getElementById(id + "-card")?.parentNode.classList.toggle("open", on);
  const light = (id, on) => {
    for (const piece of pieces.get(id) || []) piece.classList.toggle("lit", on);
  };
  for (const piece of all("[data-claim]")) {
    piece.addEventListener("mouseenter", () => { light(piece.dataset.claim, true); open(piece.dataset.claim, true); });
    piece.addEventListener("mouseleave", () => { light(piece.dataset.claim, false); open(piece.dataset.claim, false); });
  }
  for (const claim of claims) {
    claim.addEventListener("mouseenter", () => light(claim.id, true));
    claim.addEventListener("mouseleave", () => light(claim.id, false));
  }
  const filter = () => {
    const want = new FormData(form), words = want.get("words").toLowerCase(), least = Number(want.get("worth"));
    let shown = 0;
    for (const claim of claims) {
      const fits = ["speaker", "kind", "stance"].every(name => !want.get(name) || claim.dataset[name] === want.get(name)) &&
        Number(claim.dataset.worth) >= least;
      claim.hidden = !fits;
      shown += fits;
      for (const piece of pieces.get(claim.id) || []) piece.classList.toggle("off", !fits);
    }
    for (const article of all("article")) {
      const narrowed = want.get("speaker") || want.get("kind") || want.get("stance") || least > 0;
      article.hidden = (words !== "" && !article.textContent.toLowerCase().includes(words)) ||
        (narrowed && !article.querySelector(".claims > li:not([hidden])"));
    }
    form.querySelector("output").textContent = `${shown} of ${claims.length} claims`;
  };
  form.addEventListener("input", filter);
  form.addEventListener("submit", event => event.preventDefault());
  filter();
})();
