"use strict";

const sheets = document.querySelector(".sheets");
const texts = document.querySelector(".texts");
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const boxesOf = new Map();
let shown = null;
let pinned = null;
let timer = 0;

for (const box of sheets.querySelectorAll("[data-block]")) {
  const boxes = boxesOf.get(box.dataset.block) ?? [];
  boxesOf.set(box.dataset.block, [...boxes, box]);
}

/* Light one block and its boxes; null puts the light out. */
function light(id) {
  if (id === shown) return;
  for (const part of partsOf(shown)) part.classList.remove("lit");
  for (const part of partsOf(id)) part.classList.add("lit");
  shown = id;
}

function partsOf(id) {
  const block = id === null ? null : document.getElementById(id);
  return [...(block ? [block] : []), ...(boxesOf.get(id) ?? [])];
}

/* Scroll a pane, and no more than that, until the element is in sight. */
function reveal(element, pane, smooth = true) {
  if (!element || !element.getClientRects().length) return;
  const inner = element.getBoundingClientRect();
  const outer = pane.getBoundingClientRect();
  const head = pane === texts ? 70 : 16;
  if (inner.top >= outer.top + head && inner.bottom <= outer.bottom - 16) return;
  const room = outer.height - head;
  const offset = inner.height < room ? (room - inner.height) / 3 : 0;
  const top = pane.scrollTop + inner.top - outer.top - head - offset;
  const glide = smooth && !calm.matches && Math.abs(top - pane.scrollTop) < 3 * outer.height;
  pane.scrollTo({ top, behavior: glide ? "smooth" : "instant" });
}

function follow(id, from, wait) {
  light(id);
  clearTimeout(timer);
  timer = setTimeout(() => {
    if (from !== texts) reveal(document.getElementById(id), texts);
    if (from !== sheets) reveal(boxesOf.get(id)?.[0], sheets);
  }, wait);
}

function leave() {
  clearTimeout(timer);
  light(pinned);
}

function pin(id, from) {
  pinned = id;
  history.replaceState(null, "", id === null ? location.pathname : "#" + id);
  if (id === null) leave();
  else follow(id, from, 0);
}

/* The id of the block that an event is about. */
function meant(event) {
  const part = event.target.closest(".box, .block");
  return part && (part.dataset.block ?? part.id);
}

for (const pane of [sheets, texts]) {
  pane.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const id = meant(event);
    if (id && id !== shown) follow(id, pane, 140);
    else if (!id) leave();
  });
  pane.addEventListener("pointerleave", (event) => {
    if (event.pointerType !== "touch") leave();
  });
  pane.addEventListener("focusin", (event) => {
    const id = meant(event);
    if (id && event.target.matches(":focus-visible")) follow(id, pane, 0);
  });
  pane.addEventListener("click", (event) => {
    const link = event.target.closest("a:not(.box)");
    if (link) return open(link);
    if (event.target.closest("summary") || !getSelection().isCollapsed) return;
    const id = meant(event);
    event.preventDefault();
    if (id || pinned) pin(id === pinned ? null : id, pane);
  });
}

/* Links out of the document leave the view where it is. */
function open(link) {
  if (link.hash && link.getAttribute("href").startsWith("#")) return;
  link.target = "_blank";
  link.rel = "noopener noreferrer";
}

addEventListener("keydown", (event) => {
  if (event.key === "Escape") pin(null);
});

function pinAddress() {
  const id = decodeURIComponent(location.hash.slice(1));
  if (!boxesOf.has(id)) return;
  pinned = id;
  light(id);
  revealPinned();
}

function revealPinned() {
  if (pinned === null) return;
  reveal(document.getElementById(pinned), texts, false);
  reveal(boxesOf.get(pinned)?.[0], sheets, false);
}
addEventListener("hashchange", pinAddress);

/* Pictures are decoded while their page, or a figure cut from it, is in sight or near it. */
const wanted = new Map();
function want(entries) {
  for (const { target, isIntersecting } of entries) {
    const page = target.dataset.page;
    const users = wanted.get(page) ?? new Set();
    wanted.set(page, users);
    if (isIntersecting) users.add(target);
    else users.delete(target);
    show(page, users.size > 0);
  }
}

function show(page, visible) {
  const image = document.getElementById("picture-" + page);
  const data = document.getElementById("data-" + page);
  if (!image || !data || image.hasAttribute("href") === visible) return;
  if (visible) image.setAttribute("href", `data:${data.type};base64,${data.textContent}`);
  else image.removeAttribute("href");
}

for (const pane of [sheets, texts]) {
  const observer = new IntersectionObserver(want, { root: pane, rootMargin: "150% 0px" });
  for (const user of pane.querySelectorAll("[data-page]")) observer.observe(user);
}

/* However wide the pages become, their numbers keep their size and the pinned block its place. */
new ResizeObserver(() => {
  for (const sheet of sheets.querySelectorAll("svg")) {
    const width = Math.max(sheet.clientWidth, 1);
    const scale = (sheet.viewBox.baseVal.width / width) * (width < 480 ? 0.95 : 1.25);
    sheet.style.setProperty("--scale", scale.toFixed(3));
  }
  revealPinned();
}).observe(sheets);

pinAddress();
