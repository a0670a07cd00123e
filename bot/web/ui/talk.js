/* The conversation: questions on buttons, answering again, and the present turn kept in sight. */
import { at, isBusy, onPress, phone, send } from "./page.js";
import { onLanguage, said } from "./language.js";

let pinned = true; // whether the present question is kept in sight; not once the user scrolls

/** Ready to type, except on a phone, where the keyboard would cover the answer. */
export function focusBox() {
  if (!phone.matches) at("w-box").querySelector("textarea").focus({ preventScroll: true });
}

/** Keep the present question at the top, its answer below it, until the user scrolls. */
function follow() {
  const log = at("w-log");
  if (log.querySelector(".w-waiting, .w-welcome")) pinned = true;
  if (!pinned) return;
  const away = at("w-present").getBoundingClientRect().top - log.getBoundingClientRect().top;
  log.scrollTop = at("w-present").querySelector(".w-welcome") ? 0 : log.scrollTop + away - 16;
}

export function start() {
  const log = at("w-log");
  log.setAttribute("role", "log");
  log.tabIndex = 0;
  onLanguage(() => log.setAttribute("aria-label", said("log")));
  for (const move of ["wheel", "touchmove", "keydown"]) {
    log.addEventListener(move, () => (pinned = false), { passive: true });
  }
  new ResizeObserver(follow).observe(log);
  new MutationObserver(follow).observe(at("w-present"), { childList: true, subtree: true });
  onPress("ask", (button, { ask }) => {
    send("submit", { question: ask });
    focusBox();
  });
  onPress("do", (button) => {
    if (button.dataset.do !== "again" || isBusy()) return;
    send("submit", { again: true });
    focusBox();
  });
  focusBox();
}
