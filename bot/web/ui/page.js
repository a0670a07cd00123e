/* What the chat's scripts have in common: finding, sending to the server, saying for a moment. */
import { said } from "./language.js";

export const at = (id) => document.getElementById(id);
export const phone = window.matchMedia("(max-width: 899px)");

let trigger = null; // sends an event of the hidden bridge component to the server
let hush = 0; // the timer that takes the said line away

export function connect(given) {
  trigger = given;
}

/** Tell the server: `event` is an event of Gradio's HTML component, see bot/web/page.py. */
export const send = (event, data = {}) => trigger(event, data);

/** Whether an answer is under way. */
export const isBusy = () => Boolean(at("w-stop")?.offsetParent);

/** Call `act` with the button that was pressed and its data, where it has `name`. */
export function onPress(name, act) {
  document.addEventListener("click", (event) => {
    const button = event.target.closest(`[data-${name}]`);
    if (button) act(button, button.dataset);
  });
}

/** Show a text of the interface for a moment; screen readers say it. */
export const say = (key) => tellUser(said(key));

/** Show words for a moment. */
export function tellUser(words) {
  const line = at("w-toast");
  const dialog = document.querySelector("dialog[open]");
  (dialog ?? at("w-dialogs")).append(line); // what is outside an open dialog cannot be seen
  line.textContent = words;
  line.hidden = false;
  clearTimeout(hush);
  hush = setTimeout(() => (line.hidden = true), 4000);
}

/** Put text into the clipboard. */
export async function copy(text, button) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // The clipboard is closed to pages on plain http: the old way still works there.
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "w-sr";
    (button.closest("dialog") ?? document.body).append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
    button.focus();
  }
}
