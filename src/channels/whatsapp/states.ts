/**
 * What the end of a connection means and what follows from it, one row per status that Baileys reports.
 * Pure. 515 is asked for by the server after pairing and is answered at once; 440 is never fought, because
 * two clients with one set of keys throw each other out for ever and break every session; 401 and 403 are
 * final; everything else is weather (measured against Baileys 7.0.0-rc14, 2026-11).
 */
export type Next = 'atOnce' | 'backOff' | 'stop';

export interface Ending {
  code: StateCode;
  next: Next;
}

/** For operators, beside the code: what it is and what to do. */
export const sentences = {
  notPaired: {
    id: 'Belum ditautkan. Jalankan: npm run whatsapp -- pair',
    en: 'Not paired yet. Run: npm run whatsapp -- pair',
  },
  heldElsewhere: {
    id: 'Proses lain memegang sambungan; proses ini siap menggantikan.',
    en: 'Another process holds the connection; this one stands by.',
  },
  connecting: { id: 'Sedang menyambung.', en: 'Connecting.' },
  connected: { id: 'Tersambung.', en: 'Connected.' },
  lineLost: {
    id: 'Sambungan terputus; menyambung lagi sendiri.',
    en: 'The line was lost; it reconnects by itself.',
  },
  platformAway: {
    id: 'WhatsApp sedang tidak melayani; dicoba lagi sendiri.',
    en: 'WhatsApp is not answering; it tries again by itself.',
  },
  restarting: {
    id: 'WhatsApp meminta sambungan dimulai ulang; sedang dilakukan.',
    en: 'WhatsApp asked for a restart of the connection; doing so.',
  },
  outdated: {
    id: 'WhatsApp menolak versi ini. Perbarui Suar.',
    en: 'WhatsApp refuses this version. Update Suar.',
  },
  keysAway: {
    id: 'Basis data tidak menjawab; kunci WhatsApp tidak terbaca. Dicoba lagi sendiri.',
    en: 'The database does not answer, so the WhatsApp keys cannot be read. It tries again by itself.',
  },
  loggedOut: {
    id: 'Tautan diputus dari ponsel. Lepaskan (unpair) lalu tautkan lagi (pair).',
    en: 'The phone ended the link. Unpair, then pair again.',
  },
  banned: {
    id: 'WhatsApp memblokir nomor ini. Buka WhatsApp di ponsel dan ikuti petunjuknya; siapkan nomor cadangan.',
    en: 'WhatsApp banned this number. Open WhatsApp on the phone and follow it; have the spare number ready.',
  },
  replaced: {
    id: 'Klien lain memakai kunci yang sama. Cari proses itu dan matikan, lalu mulai ulang Suar; atau tautkan ulang.',
    en: 'Another client uses the same keys. Find and stop it, then restart Suar; or pair anew.',
  },
  stopped: { id: 'Dihentikan.', en: 'Stopped.' },
} as const satisfies Record<string, { id: string; en: string }>;

export type StateCode = keyof typeof sentences;

const endings: Readonly<Record<number, Ending>> = {
  401: { code: 'loggedOut', next: 'stop' },
  402: { code: 'banned', next: 'stop' },
  403: { code: 'banned', next: 'stop' },
  405: { code: 'outdated', next: 'backOff' },
  411: { code: 'loggedOut', next: 'stop' },
  440: { code: 'replaced', next: 'stop' },
  503: { code: 'platformAway', next: 'backOff' },
  515: { code: 'restarting', next: 'atOnce' },
};

/** @param status what Baileys gave as the reason of the end; undefined when it gave none */
export function endingOf(status: number | undefined): Ending {
  return (status === undefined ? undefined : endings[status]) ?? { code: 'lineLost', next: 'backOff' };
}

/** Waits before the next try, in milliseconds: 1, 2, 4 … 60 s. @param failures tries since it last stood open */
export function backOffMilliseconds(failures: number): number {
  return Math.min(60_000, 1000 * 2 ** Math.min(failures, 6));
}
