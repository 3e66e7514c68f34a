import type { FastifyInstance } from 'fastify';
import type { Language } from '../flows/kit/events.ts';
import type { House } from './app.ts';
import type { Channel, Intake, Received } from './channels/channel.ts';
import type { CommandMenu } from './channels/telegram/commands.ts';
import { createTelegramChannel, type TelegramChannel } from './channels/telegram/connection.ts';
import { createWebChannel } from './channels/web/channel.ts';
import type { UploadedFile, UploadOutcome } from './channels/web/deps.ts';
import { createWhatsAppChannel, whatsAppLock } from './channels/whatsapp/connection.ts';
import { notOpenPart, openingParts } from './conversation/opening.ts';
import type { Renderer } from './conversation/render.ts';
import type { Words } from './conversation/words.ts';
import { checkUpload } from './media/check.ts';
import { holdAttachment } from './store/attachments.ts';
import { acceptInbound } from './store/inbox.ts';
import { readSentText } from './store/outbox.ts';
import { findWebConversation, readWebThread, wakeWeb } from './store/web-thread.ts';
import { createWhatsAppKeys } from './store/whatsapp-keys.ts';

/**
 * The channels of one process, each given what it may use of the rest.
 * @returns every channel, and the doors that they have on the web server, to be put there before it listens
 */
export function makeChannels(
  house: House,
  renderer: Renderer,
  intake: Intake,
): {
  channels: Channel[];
  register: (app: FastifyInstance) => void;
  telegramName: () => string | undefined;
} {
  const web = makeWeb(house, renderer, intake);
  const telegram = makeTelegram(house, renderer, intake);
  return {
    channels: [web, makeWhatsApp(house, intake), ...telegram],
    telegramName: () => telegram[0]?.username(),
    register: (app) => {
      for (const channel of [web, ...telegram]) channel.register(app);
    },
  };
}

function makeWeb(house: House, renderer: Renderer, intake: Intake) {
  const { config, db, store, log } = house;
  return createWebChannel({
    intake,
    ids: store.ids,
    log,
    publicUrl: config.publicUrl,
    chatName: () => house.chatName,
    opening: (language) =>
      house.isSetUp ? openingParts(renderer, language, 'web') : [notOpenPart(renderer, language, 'web')],
    readThread: (address) => db.transact((tx) => readWebThread(tx, store, address)),
    conversationOf: (address) => db.transact((tx) => findWebConversation(tx, store, address)),
    wake: (address) =>
      db.transact(async (tx) => {
        const conversation = await findWebConversation(tx, store, address);
        if (conversation) await wakeWeb(tx, conversation);
      }),
    listen: (heard) => db.listen('web', heard),
    keepFile: (bytes, read) => keepUpload(house, bytes, read),
  });
}

/** The bytes of a request: judged in memory, and kept sealed in the same transaction as the news of them. */
async function keepUpload(
  house: House,
  bytes: Buffer,
  read: (file: UploadedFile) => Received[],
): Promise<UploadOutcome> {
  // Before set-up nothing may be kept (design §6).
  if (!house.isSetUp) return 'notOpen';
  const { db, store } = house;
  const checked = await checkUpload(bytes);
  if (checked.is === 'refused') return checked.why;
  const { kind, body, about } = checked;
  const id = store.ids.uuid();
  const received = read({ attachment: id, kind, bytes: body.length });
  const [last] = received.slice(-1);
  if (!last) return 'unknownType';
  await db.transact(async (tx) => {
    const isNew = (await acceptInbound(tx, store, received)) > 0;
    if (isNew) await holdAttachment(tx, store, { id, kind, body, about, ...last });
  });
  return 'kept';
}

function makeWhatsApp({ config, db, store, log, clock }: House, intake: Intake): Channel {
  return createWhatsAppChannel({
    intake,
    keyStore: createWhatsAppKeys(db, store),
    wsUrl: config.whatsappUrl,
    ownLock: () => db.ownLock(whatsAppLock),
    sentMessage: (messageId) => db.transact((tx) => readSentText(tx, store, messageId)),
    log,
    clock,
  });
}

/** None without a token. */
function makeTelegram(house: House, renderer: Renderer, intake: Intake): TelegramChannel[] {
  const { config, db, log, clock } = house;
  if (!config.telegramToken) return [];
  const { publicUrl, telegramWebhookSecret: secret } = config;
  return [
    createTelegramChannel({
      token: config.telegramToken.reveal(),
      apiRoot: config.telegramApiRoot,
      intake,
      ownLock: () => db.ownLock('suar.telegram'),
      log,
      clock,
      webhook: publicUrl && secret ? { publicUrl, secret: secret.reveal() } : undefined,
      menus: menusOf(renderer.words),
    }),
  ];
}

/** The words that always work, as each language types them; what they do is said neutrally (R9). */
function menusOf({ key }: Words): CommandMenu[] {
  const menu = (language: Language, commands: Record<keyof typeof asked, string>) =>
    (Object.keys(asked) as (keyof typeof asked)[]).map((name) => ({
      command: commands[name],
      description: key(language, asked[name]),
    }));
  const indonesian = { menu: 'menu', help: 'bantuan', human: 'petugas', language: 'bahasa', leave: 'keluar' };
  const english = { menu: 'menu', help: 'help', human: 'human', language: 'language', leave: 'exit' };
  return [{ commands: menu('id', indonesian) }, { language: 'en', commands: menu('en', english) }];
}

const asked = {
  menu: 'telegram.menu',
  help: 'telegram.help',
  human: 'telegram.human',
  language: 'telegram.language',
  leave: 'telegram.leave',
} as const;
