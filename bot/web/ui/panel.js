/* The panel of clauses beside the tabs, on a phone a sheet: a list, or one clause. */
import { at, onPress, phone, send } from "./page.js";
import { onLanguage, said } from "./language.js";

let opener = null; // what had the focus before a clause was opened
let wanted = ""; // the clause last asked for, and
let opened = ""; // the one that stands in the reader: its data-open

/** Show "list", "clause" or, on a phone, nothing ("closed"). */
function show(view) {
  const side = at("w-side");
  side.dataset.view = view;
  const sheet = phone.matches && view !== "closed";
  side.inert = phone.matches && view === "closed";
  at("w-left").inert = at("w-head").inert = sheet;
  document.body.classList.toggle("w-sheet", sheet);
}

/** Leave the clause: back to the list, or to the chat where the list was not on the way. */
function leave() {
  show(phone.matches ? "closed" : "list");
  if (opener && document.contains(opener)) opener.focus({ preventScroll: phone.matches });
  opener = null;
}

/** A clause has arrived: show it, with the words that were cited in the middle. */
function read() {
  const heading = at("w-reader").querySelector("h3");
  if (!heading) return;
  opened = wanted;
  show("clause");
  heading.focus({ preventScroll: true });
  const mark = at("w-reader").querySelector("mark");
  at("w-reader").scrollTop = 0;
  if (mark) {
    const away = mark.getBoundingClientRect().top - at("w-reader").getBoundingClientRect().top;
    at("w-reader").scrollTop = away - at("w-reader").clientHeight / 3;
  }
}

export function start() {
  const side = at("w-side");
  side.setAttribute("role", "complementary");
  onLanguage(() => side.setAttribute("aria-label", said("side")));
  // They scroll: by keyboard too. The embedded chat has no list.
  for (const part of [at("w-found"), at("w-reader")]) if (part) part.tabIndex = 0;
  onPress("open", (button, { open }) => {
    if (!button.closest("#w-reader")) opener = button;
    wanted = open;
    if (open === opened) read();
    else send("select", JSON.parse(open));
  });
  onPress("view", (button, { view }) => {
    if (view === "closed") return leave();
    opener = view === "list" && !button.closest("#w-side") ? button : opener;
    show(view);
    if (view === "list") at("w-search").querySelector("textarea, input").focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing || event.defaultPrevented) return;
    if (document.querySelector("dialog[open]")) return;
    const { view } = side.dataset;
    if (view === "clause" || (phone.matches && view === "list")) leave();
  });
  // Words are put into the clause as it arrives: that is no other clause.
  new MutationObserver((changes) => {
    if (changes.some(({ addedNodes }) => [...addedNodes].some(holdsClause))) read();
  }).observe(at("w-reader"), { childList: true, subtree: true });
  const begin = () => show(phone.matches ? "closed" : "list");
  phone.addEventListener("change", begin);
  begin();
}

const holdsClause = (node) =>
  node.nodeType === Node.ELEMENT_NODE && (node.matches("h3") || node.querySelector("h3"));
