"""What the browser gets of the chat and of shared answers: words, scripts and styles.

The embedded chat (bot/web/embed/) uses them too, with requests of its own in Gradio's place.

words.json   every word of the interface, [Chinese, English]; read by words.py and, as the
             module words.js, by the scripts
main.js      starts the chat's scripts, each of one part of the page: talk.js, panel.js,
             answers.js, share.js, history.js; language.js and look.js, of shared pages too;
             page.js is what they have in common
shared.html  a shared answer; shared.js starts its scripts
dialogs.html the dialogs of the chat
*.css        the look, a file a part, in the order of bot/web/app.py
files.py     their addresses
"""
