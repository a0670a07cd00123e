/* The requests of the embedded chat. */
import { said } from "../../ui/language.js";
import { currentToken, forget } from "./host.js";

const UNAUTHORIZED = 401;

/** Send `body`; once more with a new token where the present one was withdrawn.
 *
 * Returns the JSON that comes back, {} where nothing does. Throws an Error with words for the user;
 * where `signal` ends it, at once, an AbortError.
 */
export async function post(path, body, signal = null) {
  signal?.throwIfAborted();
  const ended = new Promise((_, reject) => {
    signal?.addEventListener("abort", () => reject(signal.reason));
  });
  const answer = await Promise.race([fetched(path, JSON.stringify(body), signal), ended]);
  const told = await answer.json().catch(() => ({}));
  signal?.throwIfAborted();
  if (!answer.ok) throw new Error(told.detail || said("unreachable"));
  return told;
}

async function fetched(path, body, signal, again = true) {
  const headers = {
    "Content-Type": "application/json",
    Authorization: `Bearer ${await currentToken()}`,
  };
  const sent = { method: "POST", credentials: "omit", headers, body, signal };
  const answer = await fetch(path, sent).catch(() => {
    throw new Error(said("unreachable"));
  });
  if (answer.status !== UNAUTHORIZED || !again) return answer;
  forget();
  return fetched(path, body, signal, false);
}
