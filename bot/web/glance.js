/* The tabs over the conversation and the figures; passes on a press of a heading that sorts.
 *
 * Runs once, when the tabs load; `trigger` sends an event of that component to the server
 * ("input": an order, see bot/web/glance_html.py). Opening clauses is ui/panel.js.
 */
const at = (id) => document.getElementById(id);
const tabs = [...element.querySelectorAll('[role="tab"]')];
let sorting = ""; // the column whose heading was pressed and is about to be written anew

function choose(tab) {
  for (const other of tabs) {
    other.setAttribute("aria-selected", String(other === tab));
    other.tabIndex = other === tab ? 0 : -1;
  }
  at("w-main").dataset.tab = tab.getAttribute("aria-controls");
}

element.addEventListener("click", (event) => {
  const tab = event.target.closest('[role="tab"]');
  if (tab) choose(tab);
});

element.addEventListener("keydown", (event) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const tab = tabs[(tabs.indexOf(document.activeElement) + step + tabs.length) % tabs.length];
  choose(tab);
  tab.focus();
});

/** A row opens its clause wherever it is pressed, unless words of it are being selected. */
function press(event) {
  const heading = event.target.closest("[data-order]");
  const opens = event.target.closest("[data-open]");
  if (heading) {
    sorting = heading.dataset.order.replace("-", "");
    trigger("input", { order: heading.dataset.order });
  } else if (opens) {
    at("w-rows").querySelector("[aria-current]")?.removeAttribute("aria-current");
    opens.setAttribute("aria-current", "true");
  } else if (!String(getSelection())) {
    event.target.closest("[data-row]")?.querySelector("[data-open]").click();
  }
}

/** The table was written anew: the heading that was pressed keeps the focus. */
function keepFocus() {
  if (sorting) at("w-rows").querySelector(`[data-order^="${sorting}"]`)?.focus();
  sorting = "";
}

function ready() {
  const panels = tabs.map((tab) => at(tab.getAttribute("aria-controls")));
  if (panels.includes(null) || !at("w-rows")) return requestAnimationFrame(ready);
  panels.forEach((panel, i) => {
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", tabs[i].id);
  });
  at("w-rows").addEventListener("click", press);
  new MutationObserver(keepFocus).observe(at("w-rows"), { childList: true, subtree: true });
  choose(tabs[0]);
}
ready();
