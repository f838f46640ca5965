// Find as you type, in a dialog. htmx fetches the hits; here it opens, and arrows walk through the hits.

const dialog = (): HTMLDialogElement | null => document.querySelector<HTMLDialogElement>("#find-dialog");

/** Opens the dialog; answers whether there is one. */
export function openFind(text = ""): boolean {
  const found = dialog();
  if (!found) return false;
  if (!found.open) found.showModal();
  const input = found.querySelector<HTMLInputElement>("input[type=search]");
  if (input) {
    if (text) input.value = text;
    input.focus();
    input.select();
  }
  return true;
}

export function find(): void {
  const found = dialog();
  if (!found) return;
  document.querySelector<HTMLInputElement>(".top .find input")?.addEventListener("input", (event) => {
    const field = event.currentTarget as HTMLInputElement;
    const text = field.value;
    field.value = "";
    openFind(text);
    const input = found.querySelector<HTMLInputElement>("input[type=search]");
    input?.setSelectionRange(text.length, text.length);
    input?.dispatchEvent(new Event("input", { bubbles: true }));
  });
  found.addEventListener("click", (event) => {
    if (event.target === found) found.close();
  });
  found.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      // A search field would take the first Esc to empty itself.
      event.preventDefault();
      found.close();
      return;
    }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const stops = [...found.querySelectorAll<HTMLElement>("input[type=search], .hits a")];
    const here = stops.indexOf(document.activeElement as HTMLElement);
    const next = stops[here + (event.key === "ArrowDown" ? 1 : -1)];
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
}
