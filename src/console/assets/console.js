/**
 * What a page of the console does beyond forms and htmx: the quick exit, clocks that tick, buttons that count
 * once, a queue that never moves what a thumb is about to touch. Keeps nothing in the browser. Everything
 * works without this file.
 */
(() => {
  const { body, documentElement: root } = document;
  const find = (selector, within = document) => within.querySelector(selector);
  let touchedAt = Date.now();
  const calm = matchMedia('(prefers-reduced-motion: reduce)');
  root.classList.add('js');

  // Quick exit. The page is emptied before the line answers, and is not left behind in the history.
  const leave = () => {
    const way = find('[data-leave]');
    if (!way) return;
    dispatchEvent(new Event('suar:leave'));
    body.hidden = true;
    location.replace(way.href);
  };
  addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || event.isComposing) return;
    event.preventDefault();
    leave();
  });
  addEventListener('click', (event) => {
    if (!event.target.closest('[data-leave]')) return;
    event.preventDefault();
    leave();
  });
  // A page out of the browser's memory may be a signed-out one: ask again.
  addEventListener('pageshow', (event) => event.persisted && location.reload());

  // Clocks, by the server's time: a cheap phone's own may be minutes off.
  const skew = Number(body.dataset.clock ?? Date.now()) - Date.now();
  const clock = () => Date.now() + skew;
  const pad = (count) => String(count).padStart(2, '0');
  const tick = () => {
    for (const time of document.querySelectorAll('time[data-since]')) {
      const minutes = Math.max(0, Math.floor((clock() - Date.parse(time.dataset.since)) / 60000));
      const { now, minutes: short, hours: long } = body.dataset;
      if (!now || minutes >= 24 * 60) continue;
      const words = minutes < 1 ? now : minutes < 60 ? short : long;
      time.textContent = words.replace('{h}', Math.floor(minutes / 60)).replace('{m}', minutes % 60);
    }
  };
  setInterval(tick, 15000);
  /** "1:40 lagi", to the second; at nothing left the words of the end, until the page hears more. */
  const countDown = () => {
    for (const time of document.querySelectorAll('time[data-until]')) {
      const seconds = Math.ceil((Date.parse(time.dataset.until) - clock()) / 1000);
      const left = `${Math.floor(seconds / 60)}:${pad(seconds % 60)}`;
      time.textContent = seconds > 0 ? time.dataset.left.replace('{left}', left) : time.dataset.over;
    }
  };
  setInterval(countDown, 1000);

  // A form that counts once; after a moment its button says that something is on its way.
  addEventListener('submit', (event) => {
    const form = event.target;
    if (!form.matches('[data-once]')) return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = 'yes';
    const button = event.submitter ?? find('button', form);
    setTimeout(() => {
      button.textContent = body.dataset.busy;
      button.ariaBusy = 'true';
    }, 400);
  });

  // The line: say when it is down, and try to watch again where htmx would not.
  const lost = (isLost) => {
    find('#lost').hidden = !isLost;
  };
  const watching = (target) => target.hasAttribute?.('hx-sse:connect');
  addEventListener('htmx:sse:after:connection', () => lost(false));
  addEventListener('htmx:sse:error', (event) => {
    // Words that are not kept hold the page (writing.js).
    if (
      [401, 404].includes(event.detail.status) &&
      dispatchEvent(new Event('suar:reload', { cancelable: true }))
    )
      return location.reload();
    lost(true);
  });
  for (const name of ['htmx:error', 'htmx:response:error'])
    addEventListener(name, ({ target }) => {
      if (target.id === 'composer') return;
      lost(true);
      if (watching(target))
        setTimeout(() => htmx.ajax('GET', target.getAttribute('hx-sse:connect'), { source: target }), 5000);
    });

  // The lock: a hand on the page is told to the server once a minute; without one the page leaves by itself.
  const lockMs = Number(body.dataset.lock ?? 0) * 1000;
  let toldAt = Date.now();
  const lockUp = () => {
    const isFree = dispatchEvent(new Event('suar:reload', { cancelable: true }));
    // Words that are not kept yet hold the page, covered; it leaves once they are (writing.js).
    if (!isFree) return root.classList.add('covered');
    find('#lock').submit();
  };
  const watchHand = () => {
    if (Date.now() - touchedAt >= lockMs) return lockUp();
    root.classList.remove('covered');
    if (touchedAt < toldAt || Date.now() - toldAt < 60000) return;
    toldAt = Date.now();
    const csrf = find('#lock').elements.csrf.value;
    fetch('/console/touch', {
      method: 'POST',
      headers: { 'hx-request': 'true' },
      body: new URLSearchParams({ csrf }),
    }).catch(() => null);
  };
  if (lockMs > 0 && find('#lock')) setInterval(watchHand, 5000);

  // The queue and the talk: what is read or about to be touched stays where it is.
  for (const name of ['pointerdown', 'pointermove', 'keydown', 'scroll'])
    addEventListener(name, () => (touchedAt = Date.now()), { passive: true, capture: true });
  const pill = find('#fresh');
  const main = find('#main');
  const cardsNow = () => [...document.querySelectorAll('#queue .card')];
  const talk = () => find('#talk');
  let before;

  addEventListener('htmx:before:swap', () => {
    const cards = cardsNow();
    const seen = cards.find((card) => card.getBoundingClientRect().bottom > 64);
    before = {
      ids: new Set(cards.map((card) => card.id)),
      seen: seen?.id,
      top: seen?.getBoundingClientRect().top,
      lines: talk()?.querySelectorAll('li').length,
    };
  });
  addEventListener('htmx:after:swap', () => {
    tick();
    if (!before || !pill) return;
    if (talk()) keepReading();
    else keepPlace();
  });

  function keepReading() {
    const isBehind = talk().scrollTop < -80 && talk().querySelectorAll('li').length > before.lines;
    if (isBehind) showPill(pill.dataset.calm);
  }

  function keepPlace() {
    const fresh = cardsNow().filter((card) => !before.ids.has(card.id));
    const seen = before.seen && document.getElementById(before.seen);
    const moved = seen ? seen.getBoundingClientRect().top - before.top : 0;
    if (Math.abs(moved) < 1) return;
    // Nobody has touched the screen for a while: the news may slide in, and taps wait until it stands.
    if (scrollY < 8 && Date.now() - touchedAt > 20000) {
      for (const card of fresh) card.classList.add('slid-in');
      main.inert = true;
      setTimeout(() => (main.inert = false), 500);
      return;
    }
    const missing = scrollY + moved + innerHeight - root.scrollHeight;
    if (missing > 0) main.style.paddingBottom = `${missing}px`;
    scrollBy({ top: moved, behavior: 'instant' });
    const above = fresh.filter((card) => card.getBoundingClientRect().top < 56);
    if (above.length > 0)
      showPill(above.some((card) => card.classList.contains('u1')) ? pill.dataset.urgent : pill.dataset.calm);
  }

  function showPill(words) {
    pill.textContent = words;
    pill.classList.toggle('urgent', words === pill.dataset.urgent);
    pill.hidden = false;
  }
  pill?.addEventListener('click', () => {
    pill.hidden = true;
    (talk() ?? window).scrollTo({ top: 0, behavior: calm.matches ? 'instant' : 'smooth' });
  });
  addEventListener(
    'scroll',
    () => {
      const isThere = talk() ? talk().scrollTop > -40 : scrollY < 8;
      if (!pill || !isThere) return;
      pill.hidden = true;
      main.style.paddingBottom = '';
    },
    { passive: true, capture: true },
  );

  // Paper and clipboard, for what is shown once.
  const copy = (button) => {
    const shown = document.getElementById(button.dataset.copy);
    const done = () => (button.textContent = button.dataset.said);
    // No clipboard on a plain line: it is marked, so that one long press copies it.
    const mark = () => getSelection().selectAllChildren(shown);
    if (navigator.clipboard) navigator.clipboard.writeText(shown.textContent.trim()).then(done, mark);
    else mark();
  };
  addEventListener('click', ({ target }) => {
    if (target.matches('[data-print]')) print();
    if (target.matches('[data-copy]')) copy(target);
    const menu = find('#menu[open]');
    if (menu && !menu.contains(target)) menu.open = false;
  });
})();
