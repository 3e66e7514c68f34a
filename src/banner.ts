import type { App } from './app.ts';
import type { Config } from './config.ts';

/** What a start prints: where everything is, and what to set to turn the rest on. Indonesian, then English. */
export function renderBanner(app: Pick<App, 'url' | 'setUpSecret' | 'channels'>, config: Config): string {
  const base = config.publicUrl ?? app.url;
  const lines = [
    '',
    '  Suar menyala. / Suar is up.',
    '',
    `  Chat web / Web chat        ${base}/chat`,
    ...consoleLines(base, app.setUpSecret),
    ...channelLines(app, config),
    '',
    '  Ctrl-C untuk berhenti. / Ctrl-C to stop.',
    '',
  ];
  return `${lines.join('\n')}\n`;
}

function consoleLines(base: string, setUpSecret: string | undefined): string[] {
  if (!setUpSecret) return [`  Konsol / Console           ${base}/console`];
  return [
    `  Penyiapan sekali pakai     ${base}/console/setup/${setUpSecret}`,
    '  / One-time set-up          Buka untuk menjadi supervisor pertama. / Open it to become the first supervisor.',
  ];
}

function channelLines(app: Pick<App, 'channels'>, config: Config): string[] {
  const stateOf = (name: string) => app.channels.find((channel) => channel.name === name)?.health();
  const whatsapp = stateOf('whatsapp');
  const isPaired = whatsapp !== undefined && whatsapp.state !== 'off';
  return [
    '',
    config.telegramToken
      ? '  Telegram                   nyala / on'
      : '  Telegram                   mati / off – isi TELEGRAM_BOT_TOKEN / set TELEGRAM_BOT_TOKEN',
    isPaired
      ? '  WhatsApp                   tertaut / paired'
      : '  WhatsApp                   belum tertaut / not paired – npm run whatsapp -- pair',
    ...(config.publicUrl
      ? []
      : ['  PUBLIC_URL                 kosong: hanya dari mesin ini / empty: from this machine only']),
  ];
}
