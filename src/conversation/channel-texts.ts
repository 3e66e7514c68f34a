import type { Text } from '../../flows/kit/effects.ts';
import type { ChannelName } from './messages.ts';

/** Texts that are true of one platform and not of another (standards.md R10): the flow names them once. */
const perChannel: ReadonlyMap<string, Record<ChannelName, Text>> = new Map([
  [
    'rights.eraseAsk',
    {
      telegram: { key: 'rights.eraseAsk.telegram' },
      whatsapp: { key: 'rights.eraseAsk.whatsapp' },
      web: { key: 'rights.eraseAsk.web' },
    },
  ],
  [
    'receipt.noPin',
    {
      telegram: { key: 'receipt.noPin' },
      whatsapp: { key: 'receipt.noPin' },
      web: { key: 'receipt.noPin.web' },
    },
  ],
]);

/** The text as this platform makes it true. */
export function onChannel(text: Text, channel: ChannelName): Text {
  const own = perChannel.get(text.key);
  if (own) return own[channel];
  return text;
}
