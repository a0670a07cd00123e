/* The conversations of this browser. It keeps their ids, the newest first; what was said in them
 * the server keeps, and gives to whoever shows the id.
 */
import { at, onPress, phone, send } from "./page.js";
import { onLanguage, said } from "./language.js";
import { focusBox } from "./talk.js";

const KEPT = "wence-conversations";
const MOST = 200; // as many as the server lists
let opener = null; // what had the focus before the drawer was opened
let unkept = []; // a browser may forbid keeping anything: then there are those of this page alone

function ids() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEPT) ?? "[]");
    return Array.isArray(kept) ? kept : [];
  } catch {
    return unkept;
  }
}

function keep(list) {
  try {
    localStorage.setItem(KEPT, JSON.stringify(list.slice(0, MOST)));
  } catch {
    unkept = list.slice(0, MOST);
  }
}

function remember({ detail: id }) {
  if (id) keep([id, ...ids().filter((other) => other !== id)]);
}

/** A conversation was deleted: until the server says so, its id is what one could delete it with. */
function drop(conversation) {
  keep(ids().filter((id) => id !== conversation));
  if (at("w-id").querySelector("textarea, input")?.value === conversation) at("w-new").click();
}

function show(open) {
  const drawer = at("w-history");
  drawer.toggleAttribute("data-shown", open);
  drawer.inert = !open;
  at("w-main").inert = at("w-head").inert = open;
  for (const button of document.querySelectorAll('[data-do="history"]')) {
    button.setAttribute("aria-expanded", String(open));
  }
  if (open) {
    opener = document.activeElement;
    send("expand", { ids: ids() });
    drawer.querySelector('[data-do="history-close"]').focus();
  } else {
    opener?.focus();
    opener = null;
  }
}

/** Leave the drawer for the conversation. */
function leave() {
  opener = null;
  show(false);
  at("w-tab-chat")?.click(); // the embedded chat has no tabs
  if (phone.matches) at("w-log").focus({ preventScroll: true });
  else focusBox();
}

const ACTS = {
  history: () => show(true),
  "history-close": () => show(false),
  new: () => {
    at("w-new").click();
    leave();
  },
};

export function start() {
  const drawer = at("w-history");
  drawer.setAttribute("role", "dialog");
  drawer.setAttribute("aria-modal", "true");
  onLanguage(() => drawer.setAttribute("aria-label", said("history-title")));
  drawer.inert = true;
  onPress("do", (button) => ACTS[button.dataset.do]?.());
  onPress("conversation", (button, { conversation }) => {
    send("option_select", { conversation });
    leave();
  });
  onPress("forget", (button, { forget }) => {
    send("delete", { conversation: forget, ids: ids() });
    drawer.querySelector('[data-do="history-close"]').focus();
  });
  document.addEventListener("w-reply", ({ detail }) => {
    const reply = detail ? JSON.parse(detail) : {};
    if (reply.kind === "forgotten") drop(reply.conversation);
  });
  drawer.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing) return;
    event.preventDefault();
    show(false);
  });
  document.addEventListener("w-conversation", remember);
}
