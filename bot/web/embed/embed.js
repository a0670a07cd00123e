/* 问策 on a page of another site: a button, and the chat in a frame.
 *
 *   <script src="https://HOST/embed.js" data-lang="zh" data-title="政策助手" async></script>
 *
 * With data-embed-id="ID" where the server has several embed ids.
 * Made to live with a strict Content-Security-Policy: no inline style or script, no eval, styles
 * in a constructed sheet within a shadow root, so that neither side's styles reach the other.
 * `window.wence` has open(), close(), ask(question) and destroy().
 */
(() => {
  "use strict";
  const script = document.currentScript;
  const base = new URL(".", script.src);
  const lang = script.dataset.lang === "en" ? "en" : "zh";
  const words = {
    zh: { title: "政策助手", open: "打开", close: "收起" },
    en: { title: "Policy assistant", open: "Open", close: "Close" },
  }[lang];
  const title = (script.dataset.title || words.title).slice(0, 40);
  const embedId = script.dataset.embedId || "";
  const VERSION = 1;
  const LEAST_HEIGHT = 360;

  const STYLE = `
    :host { all: initial; }
    * { box-sizing: border-box; }
    button { position: fixed; right: 20px; bottom: 20px; z-index: 2147483000; display: flex;
      align-items: center; gap: 8px; min-height: 48px; padding: 0 18px; border: 0;
      border-radius: 24px; background: #0f5c63; color: #fff; cursor: pointer;
      font: 600 16px/1.2 "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif;
      box-shadow: 0 6px 20px rgb(16 42 46 / 25%); }
    button:hover { background: #0b474d; }
    button:focus-visible { outline: 3px solid #f2a900; outline-offset: 2px; }
    svg { width: 20px; height: 20px; fill: none; stroke: currentColor; stroke-width: 2; }
    .panel { position: fixed; right: 20px; bottom: 80px; z-index: 2147483000; width: 400px;
      height: 480px; max-width: calc(100vw - 40px); max-height: calc(100dvh - 100px);
      border: 1px solid #dde5e5; border-radius: 14px; overflow: hidden; background: #fff;
      box-shadow: 0 12px 40px rgb(16 42 46 / 25%); }
    .panel[hidden] { display: none; }
    iframe { display: block; width: 100%; height: 100%; border: 0; }
    @media (max-width: 640px) {
      .panel { inset: 0; width: 100%; height: 100dvh !important; max-width: none;
        max-height: none; border: 0; border-radius: 0; }
      button[aria-expanded="true"] { display: none; }
    }
    @media print { button, .panel { display: none; } }
  `;

  /** An element with attributes. */
  function make(name, attributes, space = "http://www.w3.org/1999/xhtml") {
    const element = document.createElementNS(space, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  }

  if (window.wence) window.wence.destroy(); // a page that loads its parts anew
  const box = make("div", { "data-wence": "" });
  const root = box.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];

  const button = make("button", {
    type: "button",
    "aria-expanded": "false",
    "aria-controls": "panel",
    "aria-haspopup": "dialog",
  });
  const icon = make("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, svgSpace());
  icon.append(make("path", { d: "M4 5h16v11H9l-5 4z" }, svgSpace()));
  const label = make("span", {});
  button.append(icon, label);
  const panel = make("div", { id: "panel", class: "panel", role: "dialog", "aria-label": title });
  panel.hidden = true;
  root.append(button, panel);

  let frame = null; // made when it is first opened: a page costs nothing before
  let listening = false; // whether the chat in the frame is ready for messages
  let later = []; // messages for it until then
  const phone = window.matchMedia("(max-width: 640px)");
  let behind = []; // elements of the page made inert while the chat fills the screen

  function svgSpace() {
    return "http://www.w3.org/2000/svg";
  }

  function tell(type, more = {}) {
    if (!listening) return later.push([type, more]);
    frame.contentWindow.postMessage({ source: "wence", v: VERSION, type, ...more }, base.origin);
  }

  function load() {
    if (frame) return;
    const url = new URL("embed", base);
    url.search = new URLSearchParams({ origin: location.origin, lang, title });
    frame = make("iframe", {
      title,
      allow: "clipboard-write",
      // Word files are saved; a shared answer opens as the page it is.
      sandbox:
        "allow-scripts allow-same-origin allow-forms allow-downloads allow-popups " +
        "allow-popups-to-escape-sandbox",
      src: url.href,
    });
    panel.append(frame);
  }

  function show(isOpen) {
    panel.hidden = !isOpen;
    button.setAttribute("aria-expanded", String(isOpen));
    // With a visible name that starts with what is seen, for those who speak to their computer.
    label.textContent = isOpen ? words.close : title;
    button.setAttribute("aria-label", isOpen ? `${words.close} ${title}` : `${title} ${words.open}`);
    cover();
  }

  /** Where the chat fills the screen, nothing behind it is reached, by keyboard or by voice. */
  function cover() {
    const isModal = !panel.hidden && phone.matches;
    panel.setAttribute("aria-modal", String(isModal));
    for (const element of behind) element.inert = false;
    const page = isModal && document.body ? [...document.body.children] : [];
    behind = page.filter((element) => element !== box && !element.inert);
    for (const element of behind) element.inert = true;
  }

  function open() {
    load();
    show(true);
    frame.focus();
    tell("open");
  }

  function close() {
    if (panel.hidden) return;
    const within = root.activeElement !== null;
    show(false);
    tell("close");
    if (within) button.focus();
  }

  function ask(question) {
    open();
    tell("ask", { q: String(question) });
  }

  /** Exchange the public id for a token, which the server binds to this page's origin. */
  async function exchange() {
    try {
      const answer = await fetch(new URL("embed/token", base), {
        method: "POST",
        credentials: "omit",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ embed_id: embedId }),
      });
      tell("token", answer.ok ? await answer.json() : { refused: answer.status });
    } catch {
      tell("token", { refused: 0 });
    }
  }

  const heard = {
    ready() {
      listening = true;
      const page = { url: location.origin + location.pathname, title: document.title };
      tell("context", { page });
      for (const [type, more] of later.splice(0)) tell(type, more);
    },
    token: exchange,
    close,
    resize({ h }) {
      if (Number.isFinite(h)) panel.style.height = `${Math.max(LEAST_HEIGHT, Math.round(h))}px`;
    },
  };

  function hear(event) {
    if (event.origin !== base.origin || !frame || event.source !== frame.contentWindow) return;
    const message = event.data;
    if (!message || message.source !== "wence" || message.v !== VERSION) return;
    if (Object.hasOwn(heard, message.type)) heard[message.type](message);
  }

  function leave(event) {
    if (event.key === "Escape" && !event.isComposing) close();
  }

  function destroy() {
    show(false);
    window.removeEventListener("message", hear);
    document.removeEventListener("DOMContentLoaded", settle);
    phone.removeEventListener("change", cover);
    box.remove();
    delete window.wence;
  }

  /** Take one's place on the page. */
  function settle() {
    document.body.append(box);
    cover();
  }

  button.addEventListener("click", () => (panel.hidden ? open() : close()));
  root.addEventListener("keydown", leave);
  window.addEventListener("message", hear);
  phone.addEventListener("change", cover);
  // In the head of a page, the script may run before there is a body.
  if (document.body) settle();
  else document.addEventListener("DOMContentLoaded", settle);
  show(false);
  window.wence = Object.freeze({ open, close, ask, destroy });
})();
