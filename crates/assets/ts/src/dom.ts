// Small helpers shared by the modules.

/** Whether the person is typing, so that single keys belong to the field. */
export function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement
    && (target.isContentEditable || target.matches("input, textarea, select"));
}

/**
 * Fetches the piece of a page that the server gives for `HX-Request`; throws if the answer is not such a piece.
 */
export async function fragment(url: string, signal?: AbortSignal): Promise<DocumentFragment> {
  const answer = await fetch(url, { headers: { "HX-Request": "true" }, ...(signal ? { signal } : {}) });
  if (!answer.ok || answer.redirected) throw new Error(`${answer.status}`);
  const template = document.createElement("template");
  template.innerHTML = await answer.text();
  return template.content;
}
