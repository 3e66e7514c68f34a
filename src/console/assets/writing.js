/**
 * Writing to a person: what stands in a box is kept on the server a second after the last key, sealed to its
 * writer; in a dead zone it stays on the open page and is kept when the line is back. Never in the browser's
 * storage. Also: the box grows, Ctrl + Enter sends, ready words are put in, and she who holds the case is here.
 */
(() => {
  const find = (selector, within = document) => within.querySelector(selector);
  const states = new WeakMap();
  const stateOf = (form) => {
    if (!states.has(form)) states.set(form, { isDirty: false, isLost: false, delay: 0 });
    return states.get(form);
  };
  const forms = () => [...document.querySelectorAll('[data-draft]')];
  const boxOf = (form) => find('textarea', form);
  let isLeaving = false;

  // ---- what is being typed ----
  /** @param is kept | lost | out | typing */
  const tell = (form, is) => {
    const state = stateOf(form);
    state.isLost = is === 'lost' || is === 'out';
    for (const note of form.querySelectorAll('[data-draft-is]')) note.hidden = note.dataset.draftIs !== is;
  };
  const later = (form, milliseconds) => {
    const state = stateOf(form);
    clearTimeout(state.timer);
    state.timer = setTimeout(() => save(form), milliseconds);
  };
  const bodyOf = (form, text) => {
    const { csrf, nonce } = form.elements;
    return new URLSearchParams({ csrf: csrf.value, nonce: nonce.value, box: form.dataset.box, text });
  };
  const post = (path, body, more = {}) =>
    fetch(path, { method: 'POST', body, headers: { 'hx-request': 'true' }, ...more }).catch(() => null);
  /** A page that was open for long, or a new session in another tab: the answer carries the next token. */
  const takeToken = (answer) => {
    const token = answer?.headers.get('x-form-token');
    if (!token) return false;
    for (const field of document.querySelectorAll('input[name="csrf"]')) field.value = token;
    return true;
  };

  async function save(form) {
    const state = stateOf(form);
    if (!form.isConnected || !state.isDirty || state.stop) return;
    const text = boxOf(form).value;
    state.stop = new AbortController();
    const answer = await post(form.dataset.draft, bodyOf(form, text), { signal: state.stop.signal });
    const wasStopped = state.stop.signal.aborted;
    state.stop = undefined;
    if (wasStopped || !form.isConnected) return;
    if (answer?.ok) {
      state.isDirty = boxOf(form).value !== text;
      state.delay = 0;
      tell(form, state.isDirty ? 'typing' : 'kept');
      if (state.isDirty) later(form, 1000);
      return;
    }
    if (answer?.status === 404) return;
    tell(form, answer?.status === 401 ? 'out' : 'lost');
    const isNew = answer?.status === 403 && takeToken(answer) && !state.hasNewToken;
    state.hasNewToken = isNew;
    state.delay = isNew ? 50 : Math.min(15000, Math.max(3000, state.delay * 2));
    later(form, state.delay);
  }

  const stop = (form) => {
    const state = stateOf(form);
    clearTimeout(state.timer);
    state.stop?.abort();
    state.isDirty = false;
    tell(form, 'typing');
  };
  addEventListener('input', ({ target }) => {
    const form = target.form;
    if (!form?.matches('[data-draft]') || target !== boxOf(form)) return;
    grow(target);
    const state = stateOf(form);
    state.isDirty = true;
    if (!state.isLost) {
      tell(form, 'typing');
      later(form, 1000);
    }
  });
  const flush = () => {
    for (const form of forms()) {
      const state = stateOf(form);
      if (!state.isDirty) continue;
      clearTimeout(state.timer);
      state.stop?.abort();
      // The page may be gone before the answer: the browser still carries it.
      void post(form.dataset.draft, bodyOf(form, boxOf(form).value), { keepalive: true }).then((answer) => {
        if (answer?.ok) state.isDirty = false;
        else later(form, 3000);
      });
    }
  };
  addEventListener('pagehide', flush);
  addEventListener('visibilitychange', () => document.hidden && flush(), { capture: true });
  addEventListener('online', () => {
    for (const form of forms()) later(form, 0);
  });
  addEventListener('suar:leave', () => {
    isLeaving = true;
  });
  const hasLost = () => forms().some((form) => stateOf(form).isDirty);
  addEventListener('beforeunload', (event) => {
    if (!isLeaving && forms().some((form) => stateOf(form).isDirty && stateOf(form).isLost))
      event.preventDefault();
  });
  // Signed out or locked under her hands: the page stays while words on it are not kept.
  addEventListener('suar:reload', (event) => {
    if (!hasLost()) return;
    event.preventDefault();
    for (const form of forms()) if (stateOf(form).isDirty) tell(form, 'out');
  });
  addEventListener('htmx:before:response', (event) => {
    const { hx } = event.detail.ctx;
    if (!(hx?.redirect || hx?.refresh) || !hasLost()) return;
    event.preventDefault();
    for (const form of forms()) if (stateOf(form).isDirty) tell(form, 'out');
  });

  // ---- the box ----
  const grow = (text) => {
    if (CSS.supports('field-sizing', 'content')) return;
    text.style.height = 'auto';
    text.style.height = `${text.scrollHeight + 2}px`;
  };
  addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || !event.target.matches('#text')) return;
    event.preventDefault();
    event.target.form.requestSubmit();
  });
  // Pressing Send leaves the line to write on in focus: a phone's keyboard stays up.
  addEventListener('mousedown', (event) => {
    if (event.target.matches('.write button')) event.preventDefault();
  });
  const failed = (form, isFailed) => {
    const note = find('[data-failed]', form);
    if (note) note.hidden = !isFailed;
  };
  addEventListener('htmx:before:request', ({ target }) => {
    if (target.id !== 'composer') return;
    stop(target);
    failed(target, false);
    const button = find('button.primary', target);
    button.dataset.label ??= button.textContent;
    button.textContent = button.dataset.busy;
  });
  addEventListener('htmx:finally:request', ({ target }) => {
    const button = target.id === 'composer' && find('button[data-label]', target);
    if (button) button.textContent = button.dataset.label;
  });
  for (const name of ['htmx:error', 'htmx:response:error'])
    addEventListener(name, ({ target }) => {
      if (target.id !== 'composer') return;
      failed(target, true);
      // They were on their way and are not: kept again, since nobody may press the button for a while.
      stateOf(target).isDirty = boxOf(target).value !== '';
      later(target, 1000);
    });
  addEventListener('submit', ({ target }) => {
    if (target.matches('[data-draft]')) stop(target);
    // The page that comes next shows what the other box held a moment ago.
    flush();
  });

  // ---- ready words: into the box, where they can be changed; never sent by themselves ----
  addEventListener('click', (event) => {
    const ready = event.target.closest('[data-quick]');
    const text = find('#text');
    if (!ready || !text) return;
    event.preventDefault();
    const before = text.value.slice(0, text.selectionStart).trimEnd();
    const after = text.value.slice(text.selectionEnd).trimStart();
    text.value = [before, ready.dataset.quick, after].filter(Boolean).join('\n');
    text.dispatchEvent(new Event('input', { bubbles: true }));
    ready.closest('details').open = false;
    text.focus();
  });

  // ---- she is here: a page that is open and awake says so; a stream alone would say it of a closed laptop ----
  const here = async () => {
    const way = find('[data-here]');
    if (!way || document.hidden) return;
    const csrf = find('input[name="csrf"]')?.value ?? '';
    takeToken(await post(way.dataset.here, new URLSearchParams({ csrf })));
  };
  setInterval(() => void here(), 25000);
  addEventListener('visibilitychange', () => void here(), { capture: true });
})();
