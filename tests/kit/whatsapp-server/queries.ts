import { type BinaryNode, getBinaryNodeChild, getBinaryNodeChildren } from '@whiskeysockets/baileys';
import { type Account, companionBundle, digestOf, storePreKeys } from './account.ts';
import type { Device } from './device.ts';

/** Questions of a client (`iq`) and their answers: keys, devices, and everything else with an empty result. */
export interface Directory {
  account: Account;
  /** The phone behind an address, if there is one. */
  deviceOf(jid: string): Device | undefined;
  /** The pseudonym that belongs to a number. */
  lidOf(jid: string): string | undefined;
}

/** @returns the children of the answer; undefined when the server has to act instead of answer */
export function answer(directory: Directory, iq: BinaryNode): BinaryNode[] {
  const [asked] = Array.isArray(iq.content) ? iq.content : [];
  switch (`${iq.attrs.xmlns} ${iq.attrs.type} ${asked?.tag}`) {
    case 'encrypt get count':
      return [{ tag: 'count', attrs: { value: `${directory.account.companion?.preKeys.length ?? 0}` } }];
    case 'encrypt get digest':
      return directory.account.companion ? [digestOf(directory.account.companion)] : [];
    case 'encrypt set registration':
      if (directory.account.companion) storePreKeys(directory.account.companion, iq);
      return [];
    case 'encrypt get key':
      return [{ tag: 'list', attrs: {}, content: askedUsers(asked).map((jid) => bundleOf(directory, jid)) }];
    case 'usync get usync':
      return [devices(directory, asked)];
    case 'abt get props':
      return [{ tag: 'props', attrs: {} }];
    case 'privacy get privacy':
      return [{ tag: 'privacy', attrs: {} }];
    default:
      return [];
  }
}

function askedUsers(parent: BinaryNode | undefined): string[] {
  return getBinaryNodeChildren(parent, 'user').flatMap(({ attrs }) => (attrs.jid ? [attrs.jid] : []));
}

function bundleOf({ account, deviceOf }: Directory, jid: string): BinaryNode {
  const plain = jid.replace(/:\d+@/, '@');
  const device = deviceOf(plain);
  if (device && plain === jid) return device.bundle(jid);
  if (account.companion && isAccount(account, plain))
    return { ...companionBundle(account.companion), attrs: { jid } };
  return {
    tag: 'user',
    attrs: { jid },
    content: [{ tag: 'error', attrs: { code: '404', text: 'item-not-found' } }],
  };
}

export function isAccount(account: Account, jid: string): boolean {
  return jid === `${account.lid}@lid` || jid === `${account.number}@s.whatsapp.net`;
}

/** Which devices each user has; for a number also its pseudonym. */
function devices(directory: Directory, usync: BinaryNode | undefined): BinaryNode {
  const users = askedUsers(getBinaryNodeChild(usync, 'list')).map((jid): BinaryNode => {
    const plain = jid.replace(/:\d+@/, '@');
    const list: BinaryNode[] = [];
    if (directory.deviceOf(plain)) list.push({ tag: 'device', attrs: { id: '0' } });
    const companion = directory.account.companion;
    if (companion && isAccount(directory.account, plain))
      list.push({ tag: 'device', attrs: { id: `${companion.device}`, 'key-index': `${companion.device}` } });
    const lid = directory.lidOf(plain);
    return {
      tag: 'user',
      attrs: { jid: plain },
      content: [
        { tag: 'devices', attrs: {}, content: [{ tag: 'device-list', attrs: {}, content: list }] },
        ...(lid ? [{ tag: 'lid', attrs: { val: lid } }] : []),
      ],
    };
  });
  return {
    tag: 'usync',
    attrs: {},
    content: [
      { tag: 'result', attrs: {} },
      { tag: 'list', attrs: {}, content: users },
    ],
  };
}
