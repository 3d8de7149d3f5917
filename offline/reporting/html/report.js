"use strict";
const search = document.getElementById("search");
const found = document.getElementById("found");
const nodes = [...document.querySelectorAll("details.node")].reverse(); // children before what they are in
const own = new Map(nodes.map((node) => [node, [...node.children].filter((part) => !part.matches("details"))
  .map((part) => part.textContent).join(" ").toLowerCase()]));

function show() {
  const wanted = search.value.trim().toLowerCase();
  let count = 0;
  for (const node of nodes) {
    const below = [...node.children].some((part) => part.matches("details") && !part.hidden);
    const hit = wanted !== "" && own.get(node).includes(wanted);
    count += hit ? 1 : 0;
    node.hidden = wanted !== "" && !hit && !below;
    node.open = wanted !== "" && (hit || below);
  }
  found.textContent = wanted === "" ? "" : count === 1 ? "1 found" : `${count} found`;
}

search.addEventListener("input", show);
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && document.activeElement !== search) {
    event.preventDefault();
    search.focus();
  } else if (event.key === "Escape") {
    search.value = "";
    show();
  }
});
window.addEventListener("beforeprint", () => nodes.forEach((node) => { node.open = true; }));

for (const box of document.querySelectorAll("svg .box")) {
  const drawing = box.closest("svg");
  const ways = [...drawing.querySelectorAll(".way")].filter((way) => [way.dataset.from, way.dataset.to].includes(box.dataset.node));
  const ask = (on) => {
    drawing.classList.toggle("asked", on);
    ways.forEach((way) => way.classList.toggle("own", on));
  };
  for (const event of ["mouseenter", "focus"]) box.addEventListener(event, () => ask(true));
  for (const event of ["mouseleave", "blur"]) box.addEventListener(event, () => ask(false));
}
