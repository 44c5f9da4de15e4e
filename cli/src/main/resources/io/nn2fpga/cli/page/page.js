"use strict";
// Rows and boxes of the same layer light up together; without this, links and :target still work.
(() => {
  const boxes = new Map();
  for (const link of document.querySelectorAll("svg.diagram a[data-target]")) {
    boxes.set(link.dataset.target, link);
  }
  const light = (layer, on) => {
    const box = boxes.get(layer);
    if (box) {
      box.classList.toggle("lit", on);
    }
    for (const row of document.querySelectorAll("tr[data-layer]")) {
      if (row.dataset.layer === layer) {
        row.classList.toggle("lit", on);
      }
    }
  };
  const watch = (element, layer) => {
    element.addEventListener("mouseenter", () => light(layer, true));
    element.addEventListener("mouseleave", () => light(layer, false));
    element.addEventListener("focusin", () => light(layer, true));
    element.addEventListener("focusout", () => light(layer, false));
  };
  boxes.forEach((box, layer) => watch(box, layer));
  for (const row of document.querySelectorAll("tr[data-layer]")) {
    if (boxes.has(row.dataset.layer)) {
      watch(row, row.dataset.layer);
    }
  }
})();
