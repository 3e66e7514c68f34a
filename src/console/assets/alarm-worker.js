/**
 * Rings when the server calls (push/push-line.ts): fixed words and a one-time id, nothing of a case. Keeps
 * nothing and reads no page.
 */
addEventListener('push', (event) => {
  const { text = '', rings = true, thread, label, token } = event.data?.json() ?? {};
  const options = {
    tag: thread,
    // The same alarm again must be heard again; one that was taken only changes its words.
    renotify: Boolean(rings && thread),
    silent: !rings,
    requireInteraction: Boolean(rings),
    data: { token },
    ...(label && token ? { actions: [{ action: 'take', title: label }] } : {}),
  };
  event.waitUntil(registration.showNotification(text, options));
});

addEventListener('notificationclick', (event) => {
  const { token } = event.notification.data ?? {};
  event.notification.close();
  event.waitUntil(clients.openWindow(token ? `/console/alarm/${encodeURIComponent(token)}` : '/console'));
});
