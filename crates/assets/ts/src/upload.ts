// A file on its way shows how far it is. Without scripts the browser shows its own sign.

export function uploads(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-upload]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send(form);
    });
  }
}

function send(form: HTMLFormElement): void {
  const bar = form.querySelector<HTMLProgressElement>("progress");
  const say = form.querySelector<HTMLElement>("[data-progress]");
  const button = form.querySelector<HTMLButtonElement>("button[type=submit]");
  const request = new XMLHttpRequest();
  const stop = (message: string): void => {
    if (bar) bar.hidden = true;
    if (say) say.textContent = message;
    button?.removeAttribute("aria-busy");
  };
  request.upload.addEventListener("progress", (event) => {
    if (!bar || !event.lengthComputable) return;
    bar.hidden = false;
    bar.max = event.total;
    bar.value = event.loaded;
    if (say) say.textContent = event.loaded < event.total ? `Sending: ${Math.round((event.loaded / event.total) * 100)}%` : "Reading the file";
  });
  request.addEventListener("load", () => {
    if (request.status < 400) {
      location.assign(request.responseURL);
      return;
    }
    const answer = new DOMParser().parseFromString(request.responseText, "text/html").querySelector("main");
    const main = document.querySelector("main");
    if (!answer || !main) return stop("The server could not read this file. Nothing was imported.");
    main.replaceWith(answer);
    uploads();
  });
  request.addEventListener("error", () => stop("The file did not arrive. Nothing was imported; try again."));
  button?.setAttribute("aria-busy", "true");
  request.open("POST", form.action);
  request.send(new FormData(form));
}
