/**
 * Asks the phone or computer for its screen lock. A form says what to ask (data-passkey) and takes the answer in
 * its field `answer`; nothing is kept in the browser. Without this file the other ways of the page remain.
 */
(() => {
  const { startRegistration, startAuthentication, browserSupportsWebAuthn } = window.SimpleWebAuthnBrowser;

  async function askFor(form) {
    const failed = form.querySelector('[data-failed]');
    failed.hidden = true;
    try {
      const optionsJSON = JSON.parse(form.dataset.passkey);
      const ask = form.dataset.for === 'make' ? startRegistration : startAuthentication;
      form.elements.answer.value = JSON.stringify(await ask({ optionsJSON }));
      form.submit();
    } catch {
      // Cancelled, timed out, or not this phone: said on the page, and the other ways stay.
      failed.hidden = false;
    }
  }

  for (const form of document.querySelectorAll('form[data-passkey]')) {
    form.hidden = !browserSupportsWebAuthn();
    form.addEventListener('submit', (event) => {
      if (form.elements.answer.value) return;
      event.preventDefault();
      void askFor(form);
    });
  }
})();
