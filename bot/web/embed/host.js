/* The talk with the page around the frame, and the token that page gets for us.
 *
 * Only the one origin is heard and told that the server has checked and written into this page
 * (data-host), and only the window that holds this frame. The token is kept in memory alone.
 */
import { said } from "../../ui/language.js";

const VERSION = 1;
const TOKEN_TIMEOUT_MS = 15_000;
const NO_ID = 422; // the page names no embed id, and the server has several
const RENEW_AT = 0.8; // of its life: there is time left for a slow request
const { host, embed } = document.documentElement.dataset;
const framed = window.parent !== window && host !== "";

let token = "";
let renewAfter = 0; // by performance.now(), which no change of the clock moves
let over = 0;
let deliver = null; // takes the token that the page around was asked for
let coming = null; // that request, shared by all who wait

/** Whether there is a page around that hears us. */
export const hasHost = framed;

/** Tell the page around something. */
export function tell(type, more = {}) {
  if (framed) window.parent.postMessage({ source: "wence", v: VERSION, type, ...more }, host);
}

/** Hear the page around: `handlers` by type of message. */
export function listen(handlers) {
  window.addEventListener("message", (event) => {
    if (!framed || event.source !== window.parent || event.origin !== host) return;
    const message = event.data;
    if (!message || message.source !== "wence" || message.v !== VERSION) return;
    if (message.type === "token") deliver?.(message);
    else if (Object.hasOwn(handlers, message.type)) handlers[message.type](message);
  });
}

/** A token that holds; asks for a first one, renews one that is nearly over.
 *
 * Throws an Error with words for the user where none is to be had.
 */
export async function currentToken() {
  if (performance.now() < renewAfter) return token;
  coming ??= (async () => {
    let made = performance.now() < over ? await exchange("embed/renew") : null;
    if (!made?.token) made = framed ? await asked() : await exchange("embed/token");
    if (typeof made?.token !== "string") {
      throw new Error(said(made?.refused === NO_ID ? "no-id" : "no-token"));
    }
    token = made.token;
    const lastsMs = Number(made.lasts_s) * 1000;
    renewAfter = performance.now() + RENEW_AT * lastsMs;
    over = performance.now() + lastsMs;
  })().finally(() => (coming = null));
  await coming;
  return token;
}

/** Forget a token that the server does not take any more. */
export function forget() {
  renewAfter = over = 0;
}

/** The server's answer to a present token or, where no page is around, to the public id:
 * {token, lasts_s}, or {refused} with the status. */
async function exchange(path) {
  const headers = { "Content-Type": "application/json" };
  if (path === "embed/renew") headers.Authorization = `Bearer ${token}`;
  const body = JSON.stringify({ embed_id: embed });
  const answer = await fetch(path, { method: "POST", credentials: "omit", headers, body });
  return answer.ok ? answer.json() : { refused: answer.status };
}

/** The token that the page around gets for its own origin; null where it does not answer. */
function asked() {
  return new Promise((resolve) => {
    const clock = setTimeout(() => deliver(null), TOKEN_TIMEOUT_MS);
    deliver = (made) => {
      clearTimeout(clock);
      deliver = null;
      resolve(made);
    };
    tell("token");
  });
}
