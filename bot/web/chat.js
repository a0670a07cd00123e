/* What the page does by itself: passes on what is pressed, shows the panel of clauses, scrolls.
 *
 * Runs once, when the hidden bridge component loads; `trigger` sends an event of that component
 * to the server ("submit": a question, "select": open a clause, "like": a vote). Everything that
 * can be pressed is found by its data- attributes, see bot/web/render.py and clauses.py.
 */
const at = (id) => document.getElementById(id);
const phone = window.matchMedia("(max-width: 899px)");
let opener = null; // what had the focus before a clause was opened
let wanted = ""; // the clause last asked for, and
let opened = ""; // the one that stands in the reader: its data-open
let pinned = true; // whether the present question is kept in sight; not once the user scrolls

document.documentElement.lang = "zh-CN";

/** Show "list", "clause" or, on a phone, nothing ("closed") of the panel beside the tabs. */
function show(view) {
  const side = at("w-side");
  side.dataset.view = view;
  const sheet = phone.matches && view !== "closed";
  side.inert = phone.matches && view === "closed";
  at("w-left").inert = at("w-head").inert = sheet;
  document.body.classList.toggle("w-sheet", sheet);
}

/** Ready to type, except on a phone, where the keyboard would cover the answer. */
function focusBox() {
  if (!phone.matches) at("w-box").querySelector("textarea").focus({ preventScroll: true });
}

/** Leave the clause: back to the list, or to the chat where the list was not on the way. */
function leave() {
  show(phone.matches ? "closed" : "list");
  if (opener && document.contains(opener)) opener.focus({ preventScroll: phone.matches });
  opener = null;
}

async function copy(button) {
  const text = button.dataset.copy;
  const said = button.textContent;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // The clipboard is closed to pages on plain http: the old way still works there.
    const area = document.createElement("textarea");
    area.value = text;
    area.style.cssText = "position:fixed;opacity:0";
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
    button.focus();
  }
  button.textContent = "已复制";
  setTimeout(() => (button.textContent = said), 1500);
}

function vote(button) {
  for (const other of button.parentElement.querySelectorAll("[data-vote]")) {
    other.setAttribute("aria-pressed", String(other === button));
  }
  trigger("like", { turn: Number(button.dataset.turn), vote: button.dataset.vote });
}

document.addEventListener("click", (event) => {
  const button = event.target.closest(
    "[data-open],[data-ask],[data-vote],[data-copy],[data-view]"
  );
  if (!button) return;
  const { open, ask, copy: text, view } = button.dataset;
  if (open) {
    if (!button.closest("#w-reader")) opener = button;
    wanted = open;
    if (open === opened) read();
    else trigger("select", JSON.parse(open));
  } else if (ask) {
    trigger("submit", { question: ask });
    focusBox();
  } else if (text) {
    copy(button);
  } else if (view === "closed") {
    leave();
  } else if (view) {
    opener = view === "list" && !button.closest("#w-side") ? button : opener;
    show(view);
    if (view === "list") at("w-search").querySelector("textarea, input").focus();
  } else {
    vote(button);
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.isComposing) return;
  const view = at("w-side").dataset.view;
  if (view === "clause" || (phone.matches && view === "list")) leave();
});

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

/** Keep the present question at the top, its answer below it, until the user scrolls. */
function follow() {
  const log = at("w-log");
  if (log.querySelector(".w-waiting, .w-welcome")) pinned = true;
  if (!pinned) return;
  const away = at("w-present").getBoundingClientRect().top - log.getBoundingClientRect().top;
  log.scrollTop = at("w-present").querySelector(".w-welcome") ? 0 : log.scrollTop + away - 16;
}

function ready() {
  const parts = ["w-head", "w-log", "w-present", "w-side", "w-reader", "w-box"].map(at);
  if (parts.includes(null)) return requestAnimationFrame(ready);
  const [, log, present, side, reader] = parts;
  log.setAttribute("role", "log");
  log.setAttribute("aria-label", "对话");
  log.tabIndex = 0;
  side.setAttribute("role", "complementary");
  side.setAttribute("aria-label", "政策条款");
  for (const move of ["wheel", "touchmove", "keydown"]) {
    log.addEventListener(move, () => (pinned = false), { passive: true });
  }
  new ResizeObserver(follow).observe(log);
  new MutationObserver(follow).observe(present, { childList: true, subtree: true });
  new MutationObserver(read).observe(reader, { childList: true, subtree: true });
  const start = () => show(phone.matches ? "closed" : "list");
  phone.addEventListener("change", start);
  start();
  focusBox();
}
ready();
