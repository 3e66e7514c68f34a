// The live page. Without this file the same page is a form; nothing here is needed to tell or to leave.
(() => {
  const body = document.body;
  const words = body.dataset;
  const { lang } = document.documentElement;
  const part = (id) => document.getElementById(id);
  const [thread, answers, write, offline, main] = ['thread', 'answers', 'write', 'offline', 'main'].map(part);
  const box = part('text');
  const queue = [];
  let busy = false;
  let wait = 0;
  let timer;
  let source;
  let heardAt;
  // Where we scrolled to; as long as she is there, the page follows what is said.
  let at = 0;
  let follows;

  const nonce = () =>
    Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join(
      '',
    );
  // What is too long for one message goes as several, cut between words: a poor line takes small pieces.
  const pieces = (text) => text.match(/[\s\S]{1,6000}(?!\S)|[\s\S]{1,6000}/gu) ?? [];
  const toEnd = () => {
    main.scrollTop = 0;
    at = 0;
  };
  // A question that does not fit together with its answers is shown from its beginning.
  function toQuestion() {
    toEnd();
    const last = thread.lastElementChild;
    if (!last || last.matches('.mine') || last.offsetTop >= main.offsetTop) return;
    last.scrollIntoView();
    at = main.scrollTop;
  }
  // Whether all of it is on its way: a browser takes only so much along.
  const sendWaiting = () => queue.every(({ form }) => navigator.sendBeacon('/chat', form));

  // Blank first, forget second, go third: the other page may take its time. The mark comes before what is
  // still sent, or its answer would bring the conversation back to this browser.
  function leave() {
    document.documentElement.hidden = true;
    // biome-ignore lint/suspicious/noDocumentCookie: the cookie store is missing in older phones.
    document.cookie = 'pgx=1;path=/chat;SameSite=Lax';
    sendWaiting();
    queue.length = 0;
    navigator.sendBeacon('/chat/leave', new URLSearchParams({ nonce: nonce() }));
    location.replace(words.leave);
  }

  addEventListener('keydown', (event) => event.key === 'Escape' && leave());
  // Another page of the same chat: its form needs no script, only the way out does.
  if (!write) {
    addEventListener('submit', (event) => {
      if (event.target.id !== 'leave') return;
      event.preventDefault();
      leave();
    });
    addEventListener('pageshow', (event) => event.persisted && location.reload());
    return;
  }
  // What is still on its way must not be lost by going to choose a file, or by closing the page.
  addEventListener('click', (event) => {
    if (event.target.id === 'more' && !sendWaiting()) event.preventDefault();
  });
  addEventListener('pagehide', sendWaiting);

  function show(html) {
    const holder = document.createElement('template');
    holder.innerHTML = html;
    const line = holder.content.firstElementChild;
    const known = part(line.id);
    if (known) known.replaceWith(line);
    else thread.append(line);
    document.querySelector('.note')?.remove();
  }

  function listen() {
    source?.close();
    heardAt = Date.now();
    source = new EventSource(`/chat/live?lang=${lang}&after=${words.last}`);
    const on = (name, act) =>
      source.addEventListener(name, (event) => {
        heardAt = Date.now();
        words.last = event.lastEventId || words.last;
        act?.(event.data);
      });
    on('beat');
    on('bubble', (html) => {
      follows = follows ?? Math.abs(main.scrollTop - at) < 80;
      show(html);
    });
    on('clear', () => {
      thread.replaceChildren();
      box.value = '';
    });
    on('answers', (html) => {
      const pressed = answers.disabled;
      answers.innerHTML = html;
      answers.disabled = false;
      // The button that had the focus is gone: whoever goes by keyboard or by ear goes on from here.
      if (pressed && document.activeElement === body) answers.focus({ preventScroll: true });
      if (follows) toQuestion();
      follows = undefined;
    });
  }

  function mark(line, word) {
    line.lastElementChild.textContent = words[word];
  }

  function put(name, value, label) {
    const line = part('line').content.firstElementChild.cloneNode(true);
    line.querySelector('p').textContent = label;
    thread.append(line);
    queue.push({ line, form: new URLSearchParams({ [name]: value, nonce: nonce() }) });
    toEnd();
    void pump();
  }

  // One after the other, in order; the same nonce each time, so that a second copy changes nothing.
  async function pump() {
    const [first] = queue;
    if (busy || !first) return;
    busy = true;
    clearTimeout(timer);
    mark(first.line, 'sending');
    const impatient = new AbortController();
    const late = setTimeout(() => impatient.abort(), 20000);
    let status = 0;
    let chat;
    let anew = false;
    try {
      const answer = await fetch(`/chat?lang=${lang}`, {
        method: 'POST',
        body: first.form,
        headers: { accept: 'application/json' },
        signal: impatient.signal,
      });
      status = answer.status;
      // Another conversation than before: it was left in another tab, or was held no longer.
      chat = answer.headers.get('x-chat');
      if (chat !== words.open || answer.headers.get('x-began')) anew = true;
    } catch {
      // No line: it is sent again below.
    }
    clearTimeout(late);
    busy = false;
    const sent = status === 204;
    offline.hidden = sent;
    offline.firstElementChild.textContent = words[status === 429 ? 'busy' : 'offline'];
    mark(first.line, sent ? 'sent' : 'failed');
    wait = sent ? 0 : Math.min(wait + 2000, 15000);
    // What can never be taken must not hold up what was written after it.
    if (sent || status === 400 || status === 413) queue.shift();
    if (sent && anew) {
      words.last = 0;
      words.open = chat;
    }
    if (sent && (anew || !source)) listen();
    timer = setTimeout(() => void pump(), wait);
  }

  addEventListener('submit', (event) => {
    const button = event.submitter;
    if (event.target.id === 'leave') leave();
    else if (event.target === write) {
      const text = box.value.trim();
      box.value = '';
      for (const piece of pieces(text)) put('text', piece, piece);
    } else if (button) {
      put('token', button.value, button.textContent);
      answers.disabled = true;
    } else return;
    event.preventDefault();
  });
  addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.target !== box || event.shiftKey || event.isComposing) return;
    if (!matchMedia('(pointer: fine)').matches) return;
    event.preventDefault();
    write.requestSubmit();
  });
  part('retry').addEventListener('click', () => void pump());
  addEventListener('online', () => {
    void pump();
    if (words.open) listen();
  });
  // A page that the browser kept for its back button may be older than the leaving.
  addEventListener('pageshow', (event) => event.persisted && location.reload());
  setInterval(() => {
    const gone = source && (source.readyState === 2 || Date.now() - heardAt > 45000);
    if (words.open && gone) listen();
  }, 5000);
  toQuestion();
  if (words.open) listen();
})();
