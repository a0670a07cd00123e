/* The language of the interface: the words of elements that name a key are put in.
 *
 * data-word: the text; data-label: aria-label; data-hint: placeholder; data-heading: data-column.
 * data-args holds what stands in the text as JSON; dates there are ISO dates.
 */
import { WORDS } from "./words.js";

const KEPT = "wence-language";
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const KINDS = {
  word: null, // the text
  label: "aria-label",
  hint: "placeholder",
  heading: "data-column",
};
const SELECTOR = Object.keys(KINDS).map((kind) => `[data-${kind}]`).join();
const heard = [];

// A page that comes in a language says so: the embedded chat, in that of the page around.
const given = document.documentElement.dataset.language;
let language = given ?? kept() ?? (/^zh\b/i.test(navigator.language) ? "zh" : "en");

function kept() {
  try {
    const value = localStorage.getItem(KEPT);
    return value in { zh: 0, en: 0 } ? value : null;
  } catch {
    return null; // a browser may forbid keeping anything
  }
}

/** "zh" or "en". */
export const current = () => language;

/** A text of the interface in the present language. */
export function said(key, args = {}) {
  const text = WORDS[key][language === "en" ? 1 : 0];
  return text.replace(/\{(\w+)\}/g, (_, name) => written(args[name]));
}

function written(value) {
  if (!DAY.test(value)) return String(value);
  const [tag, style] = { zh: ["zh-CN", "long"], en: ["en-GB", "long"] }[language];
  return new Intl.DateTimeFormat(tag, { dateStyle: style, timeZone: "UTC" }).format(new Date(value));
}

/** Nothing is set that stands there already: whatever changes is seen, and put in again. */
function put(element) {
  const args = element.dataset.args ? JSON.parse(element.dataset.args) : {};
  for (const [kind, attribute] of Object.entries(KINDS)) {
    const key = element.dataset[kind];
    if (!key) continue;
    const text = said(key, args);
    if (!attribute) {
      if (element.textContent !== text) element.textContent = text;
    } else if (element.getAttribute(attribute) !== text) element.setAttribute(attribute, text);
  }
}

function translate(root) {
  if (root.matches?.(SELECTOR)) put(root);
  root.querySelectorAll(SELECTOR).forEach(put);
}

/** Call `hear` now and whenever the language has changed. */
export function onLanguage(hear) {
  heard.push(hear);
  hear(language);
}

/** The other language, for this browser from now on. */
export function change() {
  language = language === "en" ? "zh" : "en";
  try {
    localStorage.setItem(KEPT, language);
  } catch {
    // then for this page alone
  }
  apply();
  heard.forEach((hear) => hear(language));
}

function apply() {
  document.documentElement.lang = language === "en" ? "en" : "zh-CN";
  translate(document);
}

/** Put the words in, and into whatever is added to the page from now on, or drawn anew: Gradio
 * keeps the elements of an answer and changes their text and attributes. */
export function start() {
  apply();
  new MutationObserver((changes) => {
    for (const { target, addedNodes } of changes) {
      const element = target.nodeType === Node.ELEMENT_NODE ? target : target.parentElement;
      if (element?.matches(SELECTOR)) put(element);
      for (const node of addedNodes) if (node.nodeType === Node.ELEMENT_NODE) translate(node);
    }
  }).observe(document.body, {
    childList: true,
    subtree: true,
    characterData: true,
    attributeFilter: [
      ...[...Object.keys(KINDS), "args"].map((name) => `data-${name}`),
      ...Object.values(KINDS).filter(Boolean),
    ],
  });
}
