"""The chat on pages of other sites: a launcher for them, and the page it shows in a frame.

    embed.js    runs on the other site's page: button, frame, `window.wence`
    chat.html   GET /embed, the page in the frame; a small one of its own on the REST API, since
                browsers may block cookies in a frame and Gradio's page needs some
    chat.js     what that page does; host.js: its talk with the page around it and its token;
                ask.js: its requests; show.js: an answer on the screen; words.js: both languages
    demo.html   GET /demo, a help desk's page that uses it; demo.en.html: the same in English
    routes.py   the addresses

docs/embedding.md has the protocol that the two sides speak.
"""
