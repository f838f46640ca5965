// A page that stays open says when it is no longer what the server would show, and offers the new one. Nothing moves
// under the reader's eyes.

/** How long what happened is gathered before the page is asked for again. */
const gatherMs = 1500;

/** After how long a stream that ended for good is asked for again, at first; each time twice as long. */
const againMs = 15_000;
const latestAgainMs = 600_000;

/** A page's content without what differs each time it is made, and without the pieces that a script brings. */
function contentOf(main: Element): string {
  const copy = main.cloneNode(true) as Element;
  for (const field of copy.querySelectorAll("input[name=idem]")) field.removeAttribute("value");
  for (const piece of copy.querySelectorAll("time, [data-own]")) piece.replaceChildren();
  for (const piece of copy.querySelectorAll("[data-own]")) piece.removeAttribute("hx-get");
  return copy.innerHTML;
}

export function live(): void {
  const main = document.querySelector("main[data-live]");
  if (!main) return;
  const shown = contentOf(main);
  let known = Number(document.documentElement.dataset["event"]);
  let stream: EventSource | null = null;
  let waiting = 0;
  let failed = 0;
  let typed = false;
  const status = document.createElement("div");
  status.className = "fresher";
  status.setAttribute("role", "status");
  main.before(status);
  main.addEventListener("input", () => { typed = true; });

  const look = async (): Promise<void> => {
    // Nobody asked: the session does not last longer for it.
    const answer = await fetch(location.href, { headers: { Accept: "text/html", "X-Throughline-Look": "1" } });
    if (!answer.ok || answer.redirected) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main[data-live]");
    if (fresh && contentOf(fresh) !== shown) offer(status, typed);
    else if (fresh) status.replaceChildren();
  };
  const listen = (): void => {
    if (document.hidden || stream) return;
    stream = new EventSource("/live");
    stream.addEventListener("error", () => refused());
    stream.addEventListener("message", (message) => {
      const event = Number(message.data);
      failed = 0;
      if (!(event > known)) return;
      known = event;
      window.clearTimeout(waiting);
      // A page that cannot be had now is asked for when the next thing happens.
      waiting = window.setTimeout(() => { look().catch(() => undefined); }, gatherMs * (0.5 + Math.random()));
    });
  };
  const rest = (): void => { stream?.close(); stream = null; };
  // A browser asks again by itself when a stream breaks off, not when it is refused: by a server that begins, or is full.
  const refused = (): void => {
    if (stream?.readyState !== EventSource.CLOSED) return;
    rest();
    window.setTimeout(listen, Math.min(againMs * 2 ** failed, latestAgainMs) * (0.5 + Math.random()));
    failed += 1;
  };
  // A browser has few connections for all its tabs, so only the one that is looked at holds one.
  document.addEventListener("visibilitychange", () => (document.hidden ? rest() : listen()));
  window.addEventListener("pagehide", rest);
  window.addEventListener("pageshow", listen);
  listen();
}

function offer(status: HTMLElement, typed: boolean): void {
  if (status.childElementCount > 0) return;
  const text = document.createElement("span");
  text.textContent = typed ? "This page has changed meanwhile. What you typed here is not sent yet." : "This page has changed.";
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn";
  button.textContent = "Show what is new";
  button.addEventListener("click", () => location.reload());
  status.replaceChildren(text, button);
}
