// Roadmap: a move is priced before it is made. Dragging a line, its arrows and Alt+arrows all fetch the page that the
// arrow links to and show its piece under the drawing; Esc puts the ticket back.
import { fragment, typing } from "./dom";

const drawing = document.querySelector<SVGSVGElement>("svg.rm");
const panel = document.querySelector<HTMLElement>("#rm-move");

/** From one ticket to the next, and how far a pointer goes before it drags. */
const STEP = 33;
const THRESHOLD = 5;
/** Where a line begins that has room for a price on its left. */
const ROOM = 400;

interface Move { row: SVGGElement; lane: SVGGElement; next: SVGGElement | null }
let move: Move | undefined;
let asking: AbortController | undefined;

const lanes = (): SVGGElement[] => [...(drawing?.querySelectorAll<SVGGElement>(".rm-lane") ?? [])];
const rowsOf = (lane: SVGGElement): SVGGElement[] => [...lane.querySelectorAll<SVGGElement>(":scope > .rm-row")];
const number = (element: SVGElement, name: string): number => Number(element.dataset[name] ?? 0);
const laneOf = (row: SVGGElement): SVGGElement | null => row.closest<SVGGElement>(".rm-lane");
const title = (row: SVGGElement): SVGElement | null => row.querySelector<SVGElement>("a.rm-name");

/** Rows lie one under the other, in the order in which they stand in their lane. */
function settle(except?: SVGGElement): void {
  for (const lane of lanes()) {
    rowsOf(lane).forEach((row, place) => {
      if (row === except) return;
      const by = number(lane, "top") + STEP * place - number(row, "y");
      if (by === 0) row.removeAttribute("transform");
      else row.setAttribute("transform", `translate(0 ${by})`);
    });
  }
}

function unlift(row: SVGGElement): void {
  row.classList.remove("lifted");
  row.querySelector(".rm-tag")?.remove();
}

/** What the move comes to, on the row itself. */
function tag(row: SVGGElement, text: string): void {
  let shown = row.querySelector<SVGTextElement>(".rm-tag");
  if (!shown) {
    const label = title(row)?.querySelector("text");
    const line = row.querySelector<SVGRectElement>(".rm-grip")?.getBBox();
    const right = label?.getAttribute("text-anchor") === "end";
    const left = !right && (line?.x ?? 0) > ROOM;
    // On the side of the line on which its name does not stand; under the name where there is no room.
    const x = right ? (line?.x ?? 0) + (line?.width ?? 0) + 8 : left ? (line?.x ?? 0) - 8 : Number(label?.getAttribute("x") ?? 0);
    shown = document.createElementNS("http://www.w3.org/2000/svg", "text");
    shown.setAttribute("class", "rm-tag");
    shown.setAttribute("x", String(x));
    shown.setAttribute("y", String(number(row, "y") + (right || left ? 4 : 19)));
    shown.setAttribute("text-anchor", left ? "end" : "start");
    row.append(shown);
  }
  shown.textContent = text;
}

/** The row returns to where it was, and its price goes. */
function putBack(): void {
  asking?.abort();
  if (!move) return;
  move.lane.insertBefore(move.row, move.next);
  unlift(move.row);
  settle();
  panel?.replaceChildren();
  move = undefined;
}

function remember(row: SVGGElement): void {
  if (move?.row === row) return;
  putBack();
  const lane = laneOf(row);
  if (lane) move = { row, lane, next: row.nextElementSibling as SVGGElement | null };
}

function address(row: SVGGElement, lane: SVGGElement): string {
  const below = rowsOf(lane)[rowsOf(lane).indexOf(row) + 1];
  const asked = new URLSearchParams({ ticket: row.dataset["key"] ?? "", version: panel?.dataset["version"] ?? "" });
  if (below) asked.set("before", below.dataset["key"] ?? "");
  if (lane !== move?.lane) asked.set("team", lane.dataset["team"] ?? "");
  return `/roadmap/move?${asked}`;
}

/** Prices the row where it now lies; back at its place there is nothing to price. */
async function price(row: SVGGElement): Promise<void> {
  const lane = laneOf(row);
  if (!move || !lane || !panel) return;
  settle();
  if (lane === move.lane && row.nextElementSibling === move.next) return putBack();
  asking?.abort();
  asking = new AbortController();
  row.classList.add("lifted");
  tag(row, "…");
  const url = address(row, lane);
  try {
    const piece = await fragment(url, asking.signal);
    panel.replaceChildren(piece);
    tag(row, panel.querySelector<HTMLElement>("[data-tag]")?.dataset["tag"] ?? "");
    row.scrollIntoView({ block: "nearest" });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") return;
    putBack();
    location.assign(url);
  }
}

/** What is being worked on stays where it is, above all others. */
const fixed = (row: SVGGElement | undefined): boolean => row?.hasAttribute("data-begun") ?? false;

/** One place up or down, as the arrows do. */
function nudge(row: SVGGElement, by: 1 | -1): void {
  const lane = laneOf(row);
  if (!lane || fixed(row)) return;
  const rows = rowsOf(lane);
  const other = rows[rows.indexOf(row) + by];
  if (!other || fixed(other)) return;
  const focused = document.activeElement as HTMLElement | SVGElement | null;
  remember(row);
  lane.insertBefore(row, by < 0 ? other : other.nextElementSibling);
  focused?.focus();
  void price(row);
}

/** To the next team's lane: from below to its first place, from above to its last. */
function hop(row: SVGGElement, by: 1 | -1): void {
  const lane = laneOf(row);
  const other = lane && lanes()[lanes().indexOf(lane) + by];
  if (!other || fixed(row) || !other.dataset["team"]) return;
  const focused = document.activeElement as HTMLElement | SVGElement | null;
  remember(row);
  const first = rowsOf(other).find((candidate) => !fixed(candidate));
  other.insertBefore(row, by > 0 ? first ?? null : null);
  focused?.focus();
  void price(row);
}

/** Where a row belongs whose middle is at this height of the drawing. */
function place(row: SVGGElement, y: number): void {
  const lane = lanes().filter((candidate) => number(candidate, "top") - STEP <= y).at(-1) ?? lanes()[0];
  if (!lane || (lane !== move?.lane && !lane.dataset["team"])) return;
  const others = rowsOf(lane).filter((candidate) => candidate !== row);
  const at = Math.max(0, Math.round((y - number(lane, "top")) / STEP), others.filter(fixed).length);
  const below = others[at] ?? null;
  if (row.nextElementSibling !== below || laneOf(row) !== lane) lane.insertBefore(row, below);
  settle(row);
}

function dragging(): void {
  let held: { row: SVGGElement; from: number; pointer: number; far: boolean } | undefined;
  const height = (event: PointerEvent): number => {
    const box = drawing?.getBoundingClientRect();
    return box && drawing ? ((event.clientY - box.top) / box.height) * drawing.viewBox.baseVal.height : 0;
  };
  drawing?.addEventListener("pointerdown", (event) => {
    const row = (event.target as Element).closest<SVGGElement>(".rm-row");
    if (!row || event.button !== 0 || fixed(row) || (event.target as Element).closest(".rm-nudge")) return;
    held = { row, from: height(event), pointer: event.pointerId, far: false };
  });
  drawing?.addEventListener("pointermove", (event) => {
    if (!held || event.pointerId !== held.pointer) return;
    const y = height(event);
    if (!held.far && Math.abs(y - held.from) < THRESHOLD) return;
    if (!held.far) {
      held.far = true;
      drawing?.setPointerCapture(event.pointerId);
      if (move?.row !== held.row) remember(held.row);
      held.row.classList.add("lifted", "is-held");
    }
    place(held.row, y);
    held.row.setAttribute("transform", `translate(0 ${y - number(held.row, "y")})`);
  });
  const drop = (event: PointerEvent): void => {
    if (!held || event.pointerId !== held.pointer) return;
    const { row, far } = held;
    held = undefined;
    row.classList.remove("is-held");
    if (!far) return;
    drawing?.addEventListener("click", (click) => click.preventDefault(), { once: true, capture: true });
    if (event.type === "pointercancel") putBack();
    else void price(row);
  };
  drawing?.addEventListener("pointerup", drop);
  drawing?.addEventListener("pointercancel", drop);
  drawing?.addEventListener("dragstart", (event) => event.preventDefault());
}

if (drawing && panel && drawing.querySelector(".rm-nudge")) {
  drawing.classList.add("movable");
  dragging();
  drawing.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const link = (event.target as Element).closest<SVGElement>("a[data-move]");
    const row = link?.closest<SVGGElement>(".rm-row");
    if (!link || !row || event.defaultPrevented) return;
    event.preventDefault();
    nudge(row, link.dataset["move"] === "up" ? -1 : 1);
  });
  panel.addEventListener("click", (event) => {
    if (!move || !(event.target as Element).closest("a[data-put-back]")) return;
    event.preventDefault();
    const row = move.row;
    putBack();
    title(row)?.focus();
  });
  document.addEventListener("keydown", (event) => {
    if (document.documentElement.dataset["keys"] === "off") return;
    if (event.key === "Escape" && move && !typing(event.target)) {
      event.preventDefault();
      const row = move.row;
      putBack();
      title(row)?.focus();
      return;
    }
    const row = document.activeElement?.closest<SVGGElement>("svg.rm .rm-row");
    // From the title of what moves to the words that keep it; its ticket opens again once it is put back.
    if (event.key === "Enter" && row && row === move?.row && document.activeElement === title(row)) {
      event.preventDefault();
      panel.querySelector<HTMLElement>("[name=reason]")?.focus();
      return;
    }
    if (!event.altKey || !row || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
    event.preventDefault();
    const by = event.key === "ArrowUp" ? -1 : 1;
    if (event.shiftKey) hop(row, by);
    else nudge(row, by);
  });
}
