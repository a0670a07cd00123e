/* A shared answer: its language, its look, printing. */
import * as language from "./language.js";
import * as look from "./look.js";

look.start();
language.start();
language.onLanguage(() => (document.title = language.said("shared-title")));
document.getElementById("language").addEventListener("click", language.change);
document.getElementById("print").addEventListener("click", () => window.print());
