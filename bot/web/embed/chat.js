/* The embedded chat: takes questions, shows answers and clauses, tells the page around. */
import { ask, citedText, vote } from "./ask.js";
import { hasHost, listen, tell } from "./host.js";
import { fail, finish, grow, marked, turn } from "./show.js";
import { words } from "./words.js";

const LONGEST = 2000; // characters of a question, as the box allows
const MOST_TURNS = 20; // that are sent along; the server looks at fewer
const at = (id) => document.getElementById(id);
const [log, box, reader] = ["log", "question", "reader"].map(at);
let conversation = "";
let page = null; // what the page around said of itself, given back with a hand-over
let busy = false;
let opener = null; // what had the focus before a clause was opened
const asked = [];
const waiting = []; // questions of the page around while another is answered

async function submit(question) {
  if (busy) return waiting.push(question);
  busy = true;
  at("send").disabled = true;
  back();
  const present = turn(question);
  at("welcome")?.remove();
  log.append(present.element);
  present.element.scrollIntoView({ block: "start" });
  try {
    const body = { question, history: asked.slice(-MOST_TURNS) };
    if (conversation) body.conversation = conversation;
    const whole = await ask(body, (name, data) => {
      if (name === "summary") grow(present, data.text);
    });
    conversation = whole.conversation;
    asked.push(question);
    finish(present, whole, deeds(question, whole));
    const { id, status, citations } = whole;
    tell("answer", { id, status, citations });
  } catch (error) {
    fail(present, error.message);
  }
  busy = false;
  at("send").disabled = false;
  present.element.scrollIntoView({ block: "start" });
  if (waiting.length) submit(waiting.shift());
}

/** What the buttons of an answer do. */
function deeds(question, { id, status, summary }) {
  return {
    open: read,
    // An answer that was not kept has no id to vote on.
    vote: id
      ? async (chosen) => {
          try {
            await vote(id, chosen);
          } catch (error) {
            return error.message;
          }
          tell("feedback", { id, vote: chosen });
          return "";
        }
      : null,
    handoff: hasHost
      ? () => tell("handoff", { id, status, question, summary, conversation, page })
      : null,
  };
}

async function read(citation, button) {
  try {
    const { policy, label, title, text } = await citedText(citation);
    at("reader-policy").textContent = policy;
    at("reader-title").textContent = `${label}${title}`;
    at("reader-text").replaceChildren(...marked(text, citation.spans ?? []));
  } catch (error) {
    at("reader-policy").textContent = "";
    at("reader-title").textContent = citation.title;
    at("reader-text").textContent = error.message;
  }
  opener = button;
  reader.hidden = false;
  log.hidden = true;
  reader.focus();
  reader.querySelector("mark")?.scrollIntoView({ block: "center" });
}

/** From the clause back to the chat; false where the chat is there already. */
function back() {
  if (reader.hidden) return false;
  reader.hidden = true;
  log.hidden = false;
  opener?.focus();
  return true;
}

function send(event) {
  event.preventDefault();
  const question = box.value.trim();
  if (!question || busy) return;
  box.value = "";
  submit(question);
}

/** Tell how high the frame would have to be to show everything. */
function measure() {
  const content = [...log.children].reduce((sum, child) => sum + child.offsetHeight, 0);
  const around = document.body.offsetHeight - at("log").parentElement.offsetHeight;
  tell("resize", { h: Math.ceil(around + (log.hidden ? reader.scrollHeight : content)) + 32 });
}

for (const element of document.querySelectorAll("[data-word]")) {
  element.textContent = words[element.dataset.word];
}
box.placeholder = words.placeholder;
log.setAttribute("aria-label", words.log);
at("close").hidden = !hasHost;
at("close").addEventListener("click", () => tell("close"));
at("back").addEventListener("click", back);
at("form").addEventListener("submit", send);
box.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) send(event);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.isComposing && !back()) tell("close");
});
listen({
  open: () => box.focus({ preventScroll: true }),
  close: () => back(),
  ask({ q }) {
    if (typeof q === "string" && q.trim()) submit(q.trim().slice(0, LONGEST));
  },
  context: (message) => (page = message.page ?? null),
});
new MutationObserver(measure).observe(document.querySelector("main"), {
  attributes: true,
  childList: true,
  subtree: true,
});
tell("ready");
measure();
if (!hasHost) box.focus();
