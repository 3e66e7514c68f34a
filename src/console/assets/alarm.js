/**
 * *Alarm saya*: asks this browser to ring when the server calls, which a page that is asleep cannot. Only a
 * script can ask; where the browser has no push, the page says so and names the other ways.
 */
(() => {
  const section = document.getElementById('push');
  const form = document.getElementById('push-form');
  if (!section || !form) return;
  const show = (which) => {
    for (const note of section.querySelectorAll('[data-push]')) note.hidden = note.dataset.push !== which;
  };
  // An iPhone lets only pages ring that stand on its home screen: as a page in the browser it lacks all of this.
  const isIphone =
    /iPhone|iPad/.test(navigator.userAgent) ||
    (/Mac/.test(navigator.userAgent) && navigator.maxTouchPoints > 1);
  if (!('serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window))
    return isIphone && show('iphone');
  show(Notification.permission === 'denied' ? 'refused' : '');
  form.hidden = false;

  const bytesOf = (base64url) => {
    const base64 = base64url.replaceAll('-', '+').replaceAll('_', '/');
    return Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
  };
  const subscribe = async () => {
    const worker = await navigator.serviceWorker.register(section.dataset.worker, { scope: '/console/' });
    await navigator.serviceWorker.ready;
    const options = { userVisibleOnly: true, applicationServerKey: bytesOf(section.dataset.key) };
    // One made for an earlier key of ours would ring for nobody.
    const old = await worker.pushManager.getSubscription();
    if (old) await old.unsubscribe();
    return worker.pushManager.subscribe(options);
  };
  const add = async () => {
    const button = form.querySelector('button');
    button.ariaBusy = 'true';
    try {
      if ((await Notification.requestPermission()) !== 'granted') return show('refused');
      form.elements.subscription.value = JSON.stringify(await subscribe());
      form.submit();
    } catch {
      show('failed');
    } finally {
      button.ariaBusy = 'false';
    }
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void add();
  });
})();
