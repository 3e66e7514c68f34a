import type { ChannelHealth } from '../channel.ts';

/** Every state that the channel can be in: its code, and what an operator reads and does. */
const states = {
  off: {
    state: 'off',
    id: 'Belum dinyalakan.',
    en: 'Not started.',
  },
  starting: {
    state: 'starting',
    id: 'Sedang menyambung ke Telegram.',
    en: 'Connecting to Telegram.',
  },
  connected: {
    state: 'connected',
    id: 'Tersambung. Pesan masuk dan keluar berjalan.',
    en: 'Connected. Messages come in and go out.',
  },
  webhook: {
    state: 'connected',
    id: 'Telegram mengirim pesan langsung ke alamat ini (webhook).',
    en: 'Telegram sends messages straight to this address (webhook).',
  },
  webhookFailing: {
    state: 'connected',
    id: 'Telegram melaporkan bahwa alamat ini belakangan gagal dihubungi. Periksa PUBLIC_URL, TLS, dan proksi.',
    en: 'Telegram says that this address failed lately. Check PUBLIC_URL, TLS and the proxy.',
  },
  webhookRefused: {
    state: 'reconnecting',
    id: 'Telegram menolak alamat webhook. PUBLIC_URL harus https, dengan port 443, 80, 88, atau 8443.',
    en: 'Telegram refused the webhook address. PUBLIC_URL must be https, on port 443, 80, 88 or 8443.',
  },
  standby: {
    state: 'connected',
    id: 'Proses lain yang menerima pesan. Proses ini siap menggantikan.',
    en: 'Another process receives. This one is ready to take over.',
  },
  lockAway: {
    state: 'reconnecting',
    id: 'Basis data tidak terjangkau, jadi penerimaan ditunda. Periksa PostgreSQL.',
    en: 'The database cannot be reached, so receiving waits. Check PostgreSQL.',
  },
  notKept: {
    state: 'reconnecting',
    id: 'Pesan masuk belum dapat disimpan. Pesan tetap ada di Telegram. Periksa basis data dan disk.',
    en: 'Incoming messages could not be stored. Telegram still has them. Check the database and the disk.',
  },
  unreachable: {
    state: 'reconnecting',
    id: 'Telegram tidak terjangkau. Periksa internet, atau TELEGRAM_API_ROOT.',
    en: 'Telegram cannot be reached. Check the internet line, or TELEGRAM_API_ROOT.',
  },
  unanswered: {
    state: 'reconnecting',
    id: 'Telegram tidak menjawab, atau jawabannya tidak terbaca. Dicoba lagi.',
    en: 'Telegram did not answer, or not in a form we can read. Trying again.',
  },
  unauthorized: {
    state: 'reconnecting',
    id: 'Token ditolak. Periksa TELEGRAM_BOT_TOKEN di @BotFather, lalu mulai ulang.',
    en: 'The token was refused. Check TELEGRAM_BOT_TOKEN with @BotFather, then start again.',
  },
  conflict: {
    state: 'reconnecting',
    id: 'Program lain memakai bot yang sama. Hentikan program itu, atau ganti tokennya.',
    en: 'Another program uses the same bot. Stop it, or make a new token.',
  },
  tooManyRequests: {
    state: 'reconnecting',
    id: 'Telegram meminta jeda. Dilanjutkan sendiri.',
    en: 'Telegram asked us to pause. It goes on by itself.',
  },
  platformFault: {
    state: 'reconnecting',
    id: 'Telegram sedang bermasalah. Dicoba lagi.',
    en: 'Telegram has a fault of its own. Trying again.',
  },
  fault: {
    state: 'reconnecting',
    id: 'Ada kesalahan di program ini; lihat log. Dicoba lagi.',
    en: 'A fault in this program; see the log. Trying again.',
  },
  stopped: {
    state: 'stopped',
    id: 'Dihentikan.',
    en: 'Stopped.',
  },
} as const satisfies Record<string, { state: ChannelHealth['state']; id: string; en: string }>;

export type TelegramCode = keyof typeof states;

export function healthOf(code: TelegramCode): ChannelHealth {
  return { state: states[code].state, code };
}

/** What an operator reads for a code of this channel's health; undefined for a code that is not ours. */
export function telegramSentence(code: string, language: 'id' | 'en'): string | undefined {
  return Object.hasOwn(states, code) ? states[code as TelegramCode][language] : undefined;
}
