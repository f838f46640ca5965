// Single keys, outside fields only. <html data-keys="off"> switches them off (settings).
import { typing } from "./dom";
import { openFind } from "./find";

const rowSelector = ".matter a.strong-link, .pr-row[data-key] a.strong-link, .rows a.strong-link, .table a.strong-link, .rm-row a.rm-name";

/** Focuses the next or previous row's title; with none in focus, the first. */
function step(by: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement | SVGElement>(rowSelector)].filter((row) => row.checkVisibility());
  const focused = document.activeElement?.closest(".matter, .pr-row, .rows > li, .table tr, .rm-row");
  const here = rows.findIndex((row) => focused?.contains(row) ?? false);
  const next = rows[here < 0 ? 0 : here + by];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

/** Follows a link that the page shows for this key. */
function follow(selector: string): boolean {
  const link = document.querySelector<HTMLElement>(selector);
  link?.click();
  return link !== null;
}

export function keys(): void {
  if (document.documentElement.dataset["keys"] === "off") return;
  let going = 0;
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    const afterG = Date.now() - going < 1500;
    going = 0;
    if (afterG && /^[a-z]$/.test(event.key)) {
      if (follow(`[data-go="${event.key}"]`)) event.preventDefault();
      return;
    }
    switch (event.key) {
      case "/": if (openFind()) event.preventDefault(); break;
      case "?": follow("a[href='/keys']"); break;
      case "g": going = Date.now(); break;
      case "u": follow("a[href^='/urgent/new']") || location.assign("/urgent/new"); break;
      case "j": step(1); break;
      case "k": step(-1); break;
      case "y": {
        const row = document.activeElement?.closest(".pr-row, .matter");
        row?.querySelector<HTMLElement>("[data-why]")?.click();
        break;
      }
      default: return;
    }
  });
}
