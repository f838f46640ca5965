// Priorities: a move is priced before it is done. Dragging, the arrows and Alt+arrows all fetch the page that the arrow
// links to and show its piece in the panel; Esc puts the row back.
import Sortable from "sortablejs";
import { fragment, typing } from "./dom";

const list = document.querySelector<HTMLOListElement>("#order");
const panel = document.querySelector<HTMLElement>("#why-panel");

interface Move { row: HTMLElement; next: Element | null; panel: string }
let move: Move | undefined;
let asking: AbortController | undefined;

const rows = (): HTMLElement[] => [...(list?.querySelectorAll<HTMLElement>(".pr-row[data-key]") ?? [])];

const ranks = rows().map((row) => row.dataset["rank"] ?? "");

/** Places are numbered as the rows lie now. */
function number(): void {
  rows().forEach((row, place) => { row.dataset["rank"] = ranks[place] ?? ""; });
}

/** Marks the place that the row comes from; without a row the mark goes. */
function mark(row?: HTMLElement): void {
  list?.querySelector(".slot")?.remove();
  if (!row || !move || !list) return;
  const slot = document.createElement("li");
  slot.className = "pr-row slot";
  slot.dataset["rank"] = "";
  slot.textContent = `${row.dataset["key"] ?? ""} was here`;
  list.insertBefore(slot, move.next);
}

/** The row returns to where it was, and the panel to what it said. */
function putBack(): void {
  asking?.abort();
  if (!move || !list || !panel) return;
  mark();
  list.insertBefore(move.row, move.next);
  number();
  unlift(move.row);
  panel.innerHTML = move.panel;
  move = undefined;
}

function unlift(row: HTMLElement): void {
  row.classList.remove("lifted", "is-pricing");
  row.querySelector(".pr-tag")?.remove();
}

function remember(row: HTMLElement, next: Element | null): void {
  if (move?.row === row) return;
  putBack();
  move = { row, next, panel: panel?.innerHTML ?? "" };
}

function tag(row: HTMLElement, text: string): void {
  let shown = row.querySelector<HTMLElement>(".pr-tag");
  if (!shown) {
    shown = document.createElement("p");
    shown.className = "pr-tag";
    shown.setAttribute("role", "status");
    row.append(shown);
  }
  shown.textContent = text;
}

/** Prices the row where it now lies; back at its place there is nothing to price. */
async function price(row: HTMLElement): Promise<void> {
  if (!move || !list || !panel) return;
  mark();
  const below = rows()[rows().indexOf(row) + 1];
  const previous = rows()[rows().indexOf(row) - 1];
  if (row.nextElementSibling === move.next) return putBack();
  const key = below ? row.dataset["key"] : previous?.dataset["key"];
  const above = below ? below.dataset["key"] : row.dataset["key"];
  if (!key || !above) return putBack();
  asking?.abort();
  asking = new AbortController();
  mark(row);
  number();
  row.classList.add("lifted", "is-pricing");
  tag(row, "…");
  const url = `/priorities/${encodeURIComponent(key)}/move?above=${encodeURIComponent(above)}&model=${list.dataset["model"] ?? "cd3"}`;
  try {
    const piece = await fragment(url, asking.signal);
    panel.replaceChildren(piece);
    row.classList.remove("is-pricing");
    tag(row, panel.querySelector<HTMLElement>("[data-tag]")?.dataset["tag"] ?? "");
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") return;
    putBack();
    location.assign(url);
  }
}

/** One place up or down, as the arrows do. */
function nudge(row: HTMLElement, by: 1 | -1): void {
  if (!list) return;
  const all = rows();
  const other = all[all.indexOf(row) + by];
  if (!other) return;
  remember(row, row.nextElementSibling);
  list.insertBefore(row, by < 0 ? other : other.nextElementSibling);
  void price(row);
}

async function explain(link: HTMLAnchorElement): Promise<void> {
  if (!panel) return;
  putBack();
  try {
    panel.replaceChildren(await fragment(link.href));
    panel.scrollIntoView({ block: "nearest" });
  } catch {
    location.assign(link.href);
  }
}

if (list && panel) {
  let from: Element | null = null;
  Sortable.create(list, {
    draggable: ".pr-row[data-key]",
    filter: ".moves a, button, summary, a[data-why]",
    preventOnFilter: false,
    animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 220,
    onStart: (event) => {
      if (move?.row === event.item) mark();
      else putBack();
      from = event.item.nextElementSibling;
    },
    onEnd: (event) => {
      if (event.item.nextElementSibling === from && !move) return;
      move ??= { row: event.item, next: from, panel: panel.innerHTML };
      void price(event.item);
    },
  });
  // People take a row by its title; the browser would drag the link.
  for (const link of list.querySelectorAll("a")) link.draggable = false;
  list.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const link = (event.target as Element).closest<HTMLAnchorElement>("a[data-move], a[data-why]");
    const row = link?.closest<HTMLElement>(".pr-row");
    if (!link || !row) return;
    event.preventDefault();
    if (link.dataset["move"]) nudge(row, link.dataset["move"] === "up" ? -1 : 1);
    else void explain(link);
    link.focus();
  });
  panel.addEventListener("click", (event) => {
    const link = (event.target as Element).closest("a[data-put-back]");
    if (!link || !move) return;
    event.preventDefault();
    const row = move.row;
    putBack();
    row.querySelector<HTMLElement>("a.strong-link")?.focus();
  });
  document.addEventListener("keydown", (event) => {
    if (document.documentElement.dataset["keys"] === "off") return;
    const row = document.activeElement?.closest<HTMLElement>("#order .pr-row[data-key]");
    if (event.key === "Escape" && move && !typing(event.target)) {
      event.preventDefault();
      const link = move.row.querySelector<HTMLElement>("a.strong-link");
      putBack();
      link?.focus();
    } else if (event.altKey && row && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      event.preventDefault();
      const focused = document.activeElement as HTMLElement;
      nudge(row, event.key === "ArrowUp" ? -1 : 1);
      focused.focus();
    }
  });
}
