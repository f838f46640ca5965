// On every page. Each module shortens a way that also exists without it.
import htmx from "htmx.org";
import { keepDrafts } from "./drafts";
import { find } from "./find";
import { keys } from "./keys";
import { live } from "./live";
import { menus } from "./menus";
import { uploads } from "./upload";

document.documentElement.classList.add("js");
// Before the others, so that it sees the page as the server made it.
live();
menus();
find();
keys();
keepDrafts();
uploads();
// htmx itself waits for a later task; who is quick has typed by then, and nobody would look for it.
htmx.process(document.body);
