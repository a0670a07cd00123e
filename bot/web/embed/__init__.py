"""The chat on pages of other sites: a launcher for them, and the page it shows in a frame.

    embed.js    runs on the other site's page: button, frame, `window.wence`
    chat.html   GET /embed, the page in the frame; a small one of its own, since browsers may block
                cookies in a frame and Gradio's page needs some. Answers, styles and most scripts
                are those of the chat's own page (bot/web/render.py, bot/web/ui/)
    chat.js     ties those scripts to requests; ask.js: the requests; host.js: the talk with the
                page around it, and its token; chat.css: the frame they stand in
    demo.html   GET /demo, a help desk's page that uses it; demo.en.html: the same in English
    routes.py   the addresses of pages, tokens and clauses; talk.py: those of answers, kept
                conversations, links and files; frame.py: the parts of chat.html

docs/embedding.md has the protocol that the two sides speak.
"""
