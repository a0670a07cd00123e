/* The embedded chat: the scripts of the chat's own page (ui/), with requests of its own.
 *
 * What those scripts send by an event of Gradio's there is fetched here, see `SENT`.
 */
import * as answers from "../../ui/answers.js";
import * as history from "../../ui/history.js";
import * as language from "../../ui/language.js";
import * as look from "../../ui/look.js";
import * as panel from "../../ui/panel.js";
import * as share from "../../ui/share.js";
import * as talk from "../../ui/talk.js";
import { at, connect, onPress, say, tellUser } from "../../ui/page.js";
import { post } from "./ask.js";
import { hasHost, listen, tell } from "./host.js";

const LONGEST = 2000; // characters of a question, as the box allows
const MOST = 100; // earlier questions, or answers in a file, that are sent along
const ID = /^[A-Za-z0-9_-]{1,64}$/;
const [box, earlier, present] = ["w-question", "w-earlier", "w-present"].map(at);
const id = at("w-id").firstElementChild; // of the conversation; "": it has none yet
const welcome = present.cloneNode(true).childNodes;
let turns = []; // {question, failed, id, status, summary}, as embed/ask gives them
let underWay = null; // ends the request of the question that is being answered
let waiting = []; // questions of the page around that came meanwhile
let page = null; // what the page around said of itself, given back with a hand-over

/** HTML of the server's, in which every text is escaped. */
function html(text) {
  const holder = document.createElement("template");
  holder.innerHTML = text;
  return holder.content;
}

/** A turn that is waited for, was stopped or failed: a template, the question put in. */
function blank(name, question, words = "") {
  const turn = at(name).content.cloneNode(true);
  turn.querySelector(".w-question p").innerText = question;
  const again = turn.querySelector("[data-ask]");
  if (again) again.dataset.ask = question;
  if (words) turn.querySelector(".w-summary").textContent = words;
  return turn;
}

/** A turn that the server made; where there is a page around, a person can be asked for. */
function made({ html: text }, n) {
  const turn = html(text);
  if (hasHost) turn.querySelector(".w-actions")?.append(handoffButton(n));
  return turn;
}

function handoffButton(n) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "w-act";
  button.dataset.handoff = String(n);
  button.dataset.word = "handoff";
  return button;
}

/** Ask a question, or the last one again in place of its answer. */
async function ask(question, again = false) {
  if (underWay) return void waiting.push(question);
  if (again) turns.pop();
  else if (turns.length) earlier.append(...present.childNodes);
  const before = turns.filter((turn) => !turn.failed).map((turn) => turn.question);
  const n = turns.length;
  let turn = { question };
  turns.push(turn);
  present.replaceChildren(blank("waiting", question));
  const controller = new AbortController();
  busy(controller);
  const mine = turns; // a new conversation takes another's place, with turns of its own
  const asked = { question, history: before.slice(-MOST), n };
  if (id.value) asked.conversation = id.value;
  if (at("w-policy")?.value) asked.policy = at("w-policy").value;
  try {
    const { conversation, ...answered } = await post("embed/ask", asked, controller.signal);
    turn = mine[n] = answered;
    present.replaceChildren(made(turn, n));
    remember(conversation);
    if (!turn.failed) tell("answer", picked(turn, "id", "status", "citations"));
  } catch (error) {
    if (mine !== turns) return;
    turn.failed = !controller.signal.aborted;
    const how = turn.failed ? "failed" : "stopped";
    present.replaceChildren(blank(how, question, turn.failed ? error.message : ""));
  }
  busy(null);
  // What could not be taken goes back into the box, to be sent again or shortened there.
  if (turn.failed && !box.value) box.value = question;
  if (waiting.length) ask(waiting.shift());
}

/** Show that an answer is under way, which `controller` can end; null: none is. */
function busy(controller) {
  underWay = controller;
  const [send, stop] = [at("w-send"), at("w-stop")];
  const focused = [send, stop].includes(document.activeElement);
  send.hidden = Boolean(controller);
  stop.hidden = !controller;
  if (focused) (controller ? stop : box).focus({ preventScroll: true });
}

function remember(conversation) {
  id.value = conversation ?? "";
  document.dispatchEvent(new CustomEvent("w-conversation", { detail: id.value }));
}

/** Another conversation in the place of this one: [turn, …] of the server's, none for a new one. */
function begin(others = [], conversation = "") {
  turns = others;
  waiting = [];
  underWay?.abort();
  busy(null);
  const shown = others.map(made);
  const last = shown.pop();
  earlier.replaceChildren(...shown);
  if (last) present.replaceChildren(last);
  else present.replaceChildren(...[...welcome].map((node) => node.cloneNode(true)));
  remember(conversation);
}

const picked = (object, ...names) => Object.fromEntries(names.map((name) => [name, object[name]]));
const known = (ids) => ids.filter((one) => typeof one === "string" && ID.test(one));

/** What the scripts of the page send; a reply that comes back is told to them. */
const SENT = {
  submit({ question, again }) {
    if (underWay) return;
    if (!again) ask(question);
    else if (turns.length) ask(turns.at(-1).question, true);
  },
  async like(data) {
    await post("api/v1/feedback", data);
    say("thanks");
    if (!("reason" in data)) tell("feedback", { id: data.answer, vote: data.vote });
  },
  apply: (data) => post("embed/share", data),
  download({ turn, lang }) {
    const chosen = turn === undefined ? turns : [turns[turn]];
    const ids = chosen.map((one) => one.id).filter(Boolean);
    const whole = turn === undefined;
    return ids.length ? post("embed/word", { answers: ids.slice(-MOST), whole, lang }) : null;
  },
  async select(place) {
    at("w-reader").replaceChildren(html((await post("embed/clause", place)).html));
  },
  async expand({ ids }) {
    return listed(await post("embed/conversations", { ids: known(ids) }));
  },
  async delete({ conversation, ids }) {
    return listed(await post("embed/forget", { conversation, ids: known(ids) }));
  },
  async option_select({ conversation }) {
    const told = await post("embed/conversation", { conversation });
    if (told.turns) begin(told.turns, told.conversation);
    return told;
  },
};

function listed(told) {
  if (told.html) at("w-history-list").replaceChildren(html(told.html));
  return told;
}

async function send(event, data = {}) {
  try {
    const told = await SENT[event](data);
    if (told?.reply) document.dispatchEvent(new CustomEvent("w-reply", { detail: told.reply }));
  } catch (error) {
    tellUser(error.message);
  }
}

function submit(event) {
  event.preventDefault();
  const question = box.value.trim();
  if (!question || underWay) return;
  box.value = "";
  ask(question);
}

/** Tell how high the frame would have to be to show everything. */
function measure() {
  const around = document.body.offsetHeight - at("w-log").clientHeight;
  const paddings = 48;
  tell("resize", { h: Math.ceil(around + earlier.offsetHeight + present.offsetHeight + paddings) });
}

/** What lies over the conversation: a dialog, the drawer, or a clause; null where nothing does.
 *
 * Pressing the button that is given leaves it.
 */
const over = () =>
  document.querySelector("dialog[open] [value=skip], dialog[open] [value=close]") ??
  document.querySelector("#w-history[data-shown] [data-do=history-close]") ??
  document.querySelector("#w-side[data-view=clause] .w-leave");

/** Leave all that lies over the conversation: each may lie on the next. */
function uncover() {
  for (let layers = 3; layers; layers--) over()?.click();
}

connect(send);
look.start();
language.start();
for (const part of [talk, panel, answers, share, history]) part.start();
at("w-line").addEventListener("submit", submit);
box.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) submit(event);
});
at("w-stop").addEventListener("click", () => underWay?.abort());
at("w-new").addEventListener("click", () => begin());
at("w-fold").hidden = !hasHost;
at("w-fold").addEventListener("click", () => tell("close"));
onPress("handoff", (button) => {
  const turn = turns[button.dataset.handoff];
  const about = picked(turn, "id", "status", "question", "summary");
  tell("handoff", { ...about, conversation: id.value, page });
  say("handed");
});
// Before the scripts of the page hear it and leave what is open.
const leave = (event) => {
  if (event.key === "Escape" && !event.isComposing && !over()) tell("close");
};
document.addEventListener("keydown", leave, { capture: true });
listen({
  open: () => box.focus({ preventScroll: true }),
  close: uncover,
  ask({ q }) {
    if (typeof q !== "string" || !q.trim()) return;
    uncover();
    box.focus({ preventScroll: true });
    ask(q.trim().slice(0, LONGEST));
  },
  context: (message) => (page = message.page ?? null),
});
const sizes = new ResizeObserver(measure);
for (const part of [earlier, present]) sizes.observe(part);
document.body.inert = false; // nothing can be pressed before it would be heard
tell("ready");
if (!hasHost) box.focus();
