/* Light or dark: as the system is set, until the user says otherwise. */
const KEPT = "wence-look";
const LOOKS = ["system", "light", "dark"];
const dark = window.matchMedia("(prefers-color-scheme: dark)");

let look = kept();

function kept() {
  try {
    const value = localStorage.getItem(KEPT);
    return LOOKS.includes(value) ? value : "system";
  } catch {
    return "system"; // a browser may forbid keeping anything
  }
}

/** "system", "light" or "dark". */
export const current = () => look;

/** The next of the three, for this browser from now on. */
export function change() {
  look = LOOKS[(LOOKS.indexOf(look) + 1) % LOOKS.length];
  try {
    localStorage.setItem(KEPT, look);
  } catch {
    // then for this page alone
  }
  apply();
}

function apply() {
  const wanted = look === "dark" || (look === "system" && dark.matches);
  const { classList } = document.body;
  if (classList.contains("dark") !== wanted) classList.toggle("dark", wanted);
  document.documentElement.style.colorScheme = wanted ? "dark" : "light";
}

/** Keep to it, also where Gradio follows the system. */
export function start() {
  apply();
  dark.addEventListener("change", apply);
  new MutationObserver(apply).observe(document.body, { attributeFilter: ["class"] });
}
