// Long texts survive a session that ran out: kept in this tab until the page they were sent to comes back with them.
// Sign-out clears them (Clear-Site-Data).

const prefix = "draft:";

export function keepDrafts(): void {
  for (const field of document.querySelectorAll<HTMLTextAreaElement>("textarea[data-draft]")) {
    const name = `${prefix}${location.pathname}:${field.name}`;
    const kept = sessionStorage.getItem(name);
    if (kept !== null && kept.trim() === field.value.trim()) sessionStorage.removeItem(name);
    else if (kept !== null && field.value === field.defaultValue && !field.hasAttribute("aria-invalid")) restore(field, kept);
    field.addEventListener("input", () => sessionStorage.setItem(name, field.value));
    field.form?.addEventListener("submit", () => sessionStorage.setItem(`sent:${name}`, "1"));
  }
  forgetSent();
}

function restore(field: HTMLTextAreaElement, text: string): void {
  field.value = text;
  const note = document.createElement("p");
  note.className = "meta";
  note.setAttribute("role", "status");
  note.textContent = "This is what you typed before the page was left. It is not saved yet.";
  field.after(note);
  const folded = field.closest("details");
  if (folded) folded.open = true;
}

/** What was sent and did not come back to its form has been kept by the server. */
function forgetSent(): void {
  if (location.pathname === "/sign-in") return;
  for (const key of Object.keys(sessionStorage)) {
    if (!key.startsWith("sent:")) continue;
    const name = key.slice("sent:".length);
    const path = name.slice(prefix.length, name.lastIndexOf(":"));
    if (path !== location.pathname) sessionStorage.removeItem(name);
    sessionStorage.removeItem(key);
  }
}
