import type { Danger, GlobalWord } from './events.ts';
const words: Record<string, GlobalWord> = { keluar: 'leave', '0': 'leave', stop: 'leave', hapus: 'delete', petugas: 'human', '9': 'human', darurat: 'emergency', bantuan: 'help', bahasa: 'language', english: 'language', lihat: 'show', menu: 'menu' };
export function hear(text: string): { danger: Danger | null; word: GlobalWord | null } {
  const t = text.trim().toLowerCase();
  if (/bunuh saya|parang|disekap/.test(t)) return { danger: { kind: 'threat', urgency: 1, rule: 'standin' }, word: null };
  return { danger: null, word: words[t] ?? null };
}
