/* The requests of the embedded chat. Each throws an Error with words for the user. */
import { currentToken, forget } from "./host.js";
import { words } from "./words.js";

const UNAUTHORIZED = 401;

/** Ask a question; `onEvent(name, data)` hears each event as bot/web/api/ask.py tells them.
 *
 * Returns the whole answer.
 */
export async function ask(body, onEvent) {
  const answer = await post("api/v1/ask", body, { Accept: "text/event-stream" });
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let whole = null;
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read().catch(() => unreachable());
    if (done) break;
    const blocks = (rest + value).split("\n\n");
    rest = blocks.pop();
    for (const block of blocks) {
      const { name, data } = parsed(block);
      if (name === "done") whole = data;
      else onEvent(name, data);
    }
  }
  return whole ?? unreachable();
}

/** Vote on an answer: "like" or "dislike". */
export async function vote(id, chosen) {
  await post("api/v1/feedback", { answer: id, vote: chosen });
}

/** The text that a citation points into: {policy, label, title, text}. */
export async function citedText({ policy, clause, part }) {
  return (await post("embed/clause", { policy, clause, part: part ?? null })).json();
}

/** Send `body`; once more with a new token where the present one was withdrawn. */
async function post(path, body, more = {}, again = true) {
  const headers = {
    "Content-Type": "application/json",
    Authorization: `Bearer ${await currentToken()}`,
    ...more,
  };
  const sent = { method: "POST", credentials: "omit", headers, body: JSON.stringify(body) };
  const answer = await fetch(path, sent).catch(() => unreachable());
  if (answer.ok) return answer;
  if (answer.status === UNAUTHORIZED && again) {
    forget();
    return post(path, body, more, false);
  }
  const problem = await answer.json().catch(() => ({}));
  throw new Error(problem.detail || words.failed);
}

function parsed(block) {
  const lines = block.split("\n");
  const field = (name) =>
    lines
      .filter((line) => line.startsWith(`${name}: `))
      .map((line) => line.slice(name.length + 2))
      .join("\n");
  return { name: field("event"), data: JSON.parse(field("data")) };
}

function unreachable() {
  throw new Error(words.failed);
}
