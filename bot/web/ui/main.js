/* The chat's scripts, started once all the parts of the page are there.
 *
 * `start` is called by the hidden bridge component (bot/web/page.py) with its function `trigger`,
 * which sends an event of that component to the server.
 */
import * as answers from "./answers.js";
import * as history from "./history.js";
import * as language from "./language.js";
import * as look from "./look.js";
import * as panel from "./panel.js";
import * as share from "./share.js";
import * as talk from "./talk.js";
import { at, connect, onPress, send } from "./page.js";

const PARTS = [
  ...["w-head", "w-tools", "w-log", "w-present", "w-box", "w-side", "w-found", "w-reader"],
  ...["w-history", "w-history-list", "w-share", "w-reason"],
];

export function start(trigger) {
  if (PARTS.some((id) => !at(id))) return requestAnimationFrame(() => start(trigger));
  connect(trigger);
  look.start();
  language.start();
  send("tick", { lang: language.current() });
  language.onLanguage((lang) => {
    document.title = language.said("title");
    if (lang === "en" || translated) send("input", { lang });
    translated ||= lang === "en";
  });
  nameLook();
  onPress("do", (button) => ACTS[button.dataset.do]?.());
  for (const part of [talk, panel, answers, share, history]) part.start();
}

let translated = false; // whether words of the server's own making are in English by now

const ACTS = {
  look: () => {
    look.change();
    nameLook();
  },
  language: language.change,
};

function nameLook() {
  // language.js puts the words in.
  document.querySelector('[data-do="look"] > [data-word]').dataset.word = `look-${look.current()}`;
}
