import type { House } from './app.ts';
import { type AlarmLine, plainLine } from './channels/alarm-line.ts';
import type { Channel } from './channels/channel.ts';
import { createStaffLine } from './channels/telegram/staff-line.ts';
import type { Words } from './conversation/words.ts';
import { createAlarm } from './duty/alarm.ts';
import { createPushLine, makePushKeys, type PushKeys } from './push/push-line.ts';
import type { Tx } from './store/database.ts';
import { nobodyOnDuty } from './store/duty.ts';
import { ensurePushKeys, readPushKeys } from './store/push-keys.ts';
import { startWorker } from './turns/worker.ts';

/** The alarm outside the browser, given its lines: the team's Telegram chats, their browsers, WhatsApp. */

/** Web Push wants somebody to write to; a house without an address of its own reaches only this machine. */
const subjectWithoutUrl = 'mailto:suar@localhost.localdomain';

/** Every turn of a case wakes the queue; a round looks at all of it, so that a few a second are enough. */
const gatherMilliseconds = 250;

/** Starts the worker that sweeps the clocks and sends the alarms; any process may, and all do. */
export async function startAlarm(house: House, words: Words, channels: readonly Channel[]): Promise<void> {
  const { db, store, log, undo } = house;
  const lines = makeLines(house, channels);
  let nudge = () => {};
  const alarm = createAlarm({ db, store, log, words, lines: lines.all, nudge: () => nudge() });
  const worker = startWorker('alarm', log, async () => {
    house.isNobodyThere = await db.transact((tx) => nobodyOnDuty(tx, store));
    return alarm.round();
  });
  let gathering: NodeJS.Timeout | undefined;
  nudge = () => {
    gathering ??= setTimeout(() => {
      gathering = undefined;
      worker.nudge();
    }, gatherMilliseconds);
  };
  const unlisten = await db.listen('queue', nudge);
  undo.push(async () => {
    await unlisten();
    clearTimeout(gathering);
    await worker.stop();
    lines.close();
    await alarm.settle();
  });
}

function makeLines(house: House, channels: readonly Channel[]): { all: AlarmLine[]; close(): void } {
  const { config, store } = house;
  const token = config.telegramToken?.reveal();
  const staff =
    token === undefined
      ? undefined
      : createStaffLine({ token, apiRoot: config.telegramApiRoot, clock: store.clock });
  const push = createPushLine({
    keys: () => house.db.transact((tx) => pushKeys(house, tx)),
    subject: config.publicUrl?.startsWith('https:') ? config.publicUrl : subjectWithoutUrl,
    clock: store.clock,
  });
  const whatsApp = channels.find(({ name }) => name === 'whatsapp');
  const plain = whatsApp
    ? [
        plainLine(
          'whatsapp',
          (outgoing) => whatsApp.send(outgoing),
          () => store.ids.uuid(),
        ),
      ]
    : [];
  return { all: [push, ...plain, ...(staff ? [staff] : [])], close: () => staff?.close() };
}

/** This house's keys towards push servers, made when the first browser asks. */
export async function pushKeys(house: Pick<House, 'store'>, tx: Tx): Promise<PushKeys> {
  return (await readPushKeys(tx, house.store)) ?? ensurePushKeys(tx, house.store, makePushKeys());
}
