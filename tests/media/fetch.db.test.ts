import { sql } from 'drizzle-orm';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Channel, FetchOutcome } from '../../src/channels/channel.ts';
import type { Inbound } from '../../src/conversation/messages.ts';
import { assert } from '../../src/errors.ts';
import { silentLog } from '../../src/log.ts';
import { checkUpload } from '../../src/media/check.ts';
import { fetchAttachments } from '../../src/media/fetch.ts';
import { openAttachment, removeAttachment } from '../../src/store/attachment-reading.ts';
import { holdAttachment } from '../../src/store/attachments.ts';
import { acceptInbound } from '../../src/store/inbox.ts';
import { purge } from '../../src/store/purge.ts';
import type { SignedIn } from '../../src/store/sessions.ts';
import { createWritingKeys } from '../../src/store/writing-keys.ts';
import { createEngine, type Engine } from '../kit/engine.ts';
import { type House, listActs, openSetUpHouse } from '../store/team.ts';
import { photo, voice } from './files.ts';
import { type Story, startStory } from './story.ts';

let house: House & { token: string };
let engine: Engine;
let her: SignedIn;
/** What the platform gives for each reference, and how often it was asked. */
const platform = new Map<string, FetchOutcome>();
let asked: string[] = [];

beforeAll(async () => {
  house = await openSetUpHouse();
  engine = createEngine(house.db, house.deps);
  her = await house.enter(house.token);
});
afterAll(() => house.close());
beforeEach(async () => {
  platform.clear();
  asked = [];
  await house.does((tx) => tx.execute(sql`delete from attachments`));
});

const telegram: Channel = {
  name: 'telegram',
  start: async () => {},
  stop: async () => {},
  send: async () => ({ is: 'sent' }),
  health: () => ({ state: 'connected', code: 'open' }),
  fetchMedia: async (reference) => {
    asked.push(reference);
    return platform.get(reference) ?? { is: 'gone' };
  },
};
const depsOf = (channels: Channel[] = [telegram]) => ({
  ...{ db: house.db, store: house.deps, keys: createWritingKeys(), log: silentLog, channels },
});
/** Fetches until nothing is due. */
async function fetchAll(channels?: Channel[]): Promise<number> {
  const deps = depsOf(channels);
  for (let done = 0; ; done += 1) if ((await fetchAttachments(deps)) === 0) return done;
}

/** As if everything had come a day and an hour ago. */
const makeOld = () =>
  house.does((tx) => tx.execute(sql`update attachments set created_at = created_at - interval '25 hours'`));

/** Somebody new who has said that it is safe. */
const someone = () => startStory({ house, engine, her });

const media = (kind: 'photo' | 'voice' | 'video' | 'document', reference: string): Inbound => ({
  ...{ type: 'inbound.media', media: kind, reference, caption: null },
});
const bytesOf = (bytes: Buffer): FetchOutcome => ({ is: 'bytes', bytes });

test('a voice note waits for its case, is fetched then, and only a signed-in reader hears it', async () => {
  const ibu = await someone();
  const sound = voice();
  platform.set('v1', bytesOf(sound));
  await ibu.says({ ...media('voice', 'v1'), seconds: 7, forwarded: true } as Inbound);
  expect([await fetchAll(), asked]).toEqual([0, []]);
  await ibu.says('PETUGAS');
  expect([await fetchAll(), asked]).toEqual([1, ['v1']]);

  const [row] = await ibu.rows();
  assert(row, 'noRow');
  expect([row.state, row.reference, row.body?.includes('OpusHead')]).toEqual(['kept', null, false]);
  const opened = await ibu.opened();
  const item = opened.items.find((one) => one.kind === 'person' && one.media);
  expect(item).toMatchObject({ forwarded: true, media: { kind: 'voice', seconds: 7, attachment: row.id } });
  expect(opened.attachments.get(row.id)).toMatchObject({ state: 'kept', about: { type: 'audio/ogg' } });

  const wanted = { caseId: opened.id, id: row.id, isFirst: true };
  const heard = await house.does((tx) => openAttachment(tx, house.deps, her, wanted));
  expect(heard?.body.equals(sound)).toBe(true);
  expect((await listActs(house)).at(-1)).toBe('hear');
  const stranger = await house.enter(
    await house.join(await house.invite(null, ['counsellor']), 'Belum dipercaya'),
  );
  expect(await house.does((tx) => openAttachment(tx, house.deps, stranger, wanted))).toBeUndefined();
});

test('a picture is fetched only after a clear no, drawn anew, and its hash proves what came', async () => {
  const ibu = await someone();
  await ibu.says('PETUGAS');
  const picture = await photo();
  platform.set('p1', bytesOf(picture));
  await ibu.says(media('photo', 'p1'));
  expect(engine.heard(ibu.address).at(-1)).toContain('tubuh tanpa pakaian');
  expect([await fetchAll(), (await ibu.rows())[0]?.state]).toEqual([0, 'asked']);
  await ibu.says('tidak');
  expect(await fetchAll()).toBe(1);
  const [row] = await ibu.rows();
  assert(row, 'noRow');
  const caseId = await ibu.caseId();
  const wanted = { caseId, id: row.id, isFirst: true };
  const seen = await house.does((tx) => openAttachment(tx, house.deps, her, wanted));
  assert(seen, 'notSeen');
  expect([seen.type, (await sharp(seen.body).metadata()).exif]).toEqual(['image/jpeg', undefined]);
  expect((await listActs(house)).at(-1)).toBe('see');
});

test('a picture with yes or no answer is never fetched, and a human has work to do', async () => {
  for (const answer of ['ya', 'tidak tahu', null]) {
    const ibu = await someone();
    await ibu.says('PETUGAS');
    await ibu.says(media('photo', 'secret'));
    if (answer) await ibu.says(answer);
    expect([await fetchAll(), asked]).toEqual([0, []]);
    const [row] = await ibu.rows();
    expect([row?.state, row?.reference === null]).toEqual(answer ? ['never', true] : ['asked', false]);
    const opened = await ibu.opened();
    const tasks = opened.items.filter((item) => item.kind === 'happened' && item.what === 'pictureNever');
    expect(tasks.length).toBe(answer ? 1 : 0);
    if (answer) expect(opened.waitingSince).not.toBeNull();
  }
});

test('what is no picture, or a video, is not kept, and the case says what came', async () => {
  const ibu = await someone();
  await ibu.says('PETUGAS');
  platform.set('bad', bytesOf(Buffer.from('<!doctype html><script>alert(1)</script>')));
  platform.set('large', { is: 'tooLarge' });
  await ibu.says(media('document', 'bad'));
  await ibu.says(media('voice', 'large'));
  await ibu.says(media('video', 'clip'));
  await fetchAll();
  expect(asked.toSorted()).toEqual(['bad', 'large']);
  const { attachments, items } = await ibu.opened();
  const whys = [...attachments.values()].map(({ kind, state, about }) => [kind, state, about?.why]);
  expect(whys.toSorted()).toEqual([
    ['document', 'refused', 'unknownType'],
    ['video', 'refused', undefined],
    ['voice', 'refused', 'tooLarge'],
  ]);
  expect(items.filter((item) => item.kind === 'person' && item.media).length).toBe(3);
});

test('a busy platform is asked less and less often, and given up with a line in the case after a day', async () => {
  const ibu = await someone();
  await ibu.says('PETUGAS');
  platform.set('v2', { is: 'later', why: 'tooManyRequests' });
  await ibu.says(media('voice', 'v2'));
  expect(await fetchAll()).toBe(1);
  house.clock.advance(4_000);
  expect(await fetchAll()).toBe(0);
  house.clock.advance(2_000);
  expect(await fetchAll()).toBe(1);
  await makeOld();
  house.clock.advance(31_000);
  const before = asked.length;
  expect([await fetchAll(), asked.length - before]).toEqual([1, 0]);
  const opened = await ibu.opened();
  expect([...opened.attachments.values()]).toMatchObject([{ state: 'gone', about: { why: 'late' } }]);
  expect(opened.items.at(-1)).toMatchObject({ kind: 'happened', what: 'attachmentGone' });
});

test('a process that dies in mid-fetch leaves it to the next one, and comes too late to write', async () => {
  const ibu = await someone();
  await ibu.says('PETUGAS');
  platform.set('v3', bytesOf(voice(2)));
  await ibu.says(media('voice', 'v3'));
  const resumed = Promise.withResolvers<FetchOutcome>();
  const reached = Promise.withResolvers<void>();
  const hanging: Channel = {
    ...telegram,
    fetchMedia: () => {
      reached.resolve();
      return resumed.promise;
    },
  };
  const slow = fetchAttachments(depsOf([hanging]));
  await reached.promise;
  expect(await fetchAll()).toBe(0);
  house.clock.advance(200_000);
  expect(await fetchAll()).toBe(1);
  resumed.resolve({ is: 'gone' });
  await slow;
  expect((await ibu.rows())[0]?.state).toBe('kept');
});

test('WhatsApp has no way to ask: nothing is promised, and the counsellor is told', async () => {
  const whatsapp = createEngine(house.db, house.deps, { channel: 'whatsapp' });
  for (const happened of ['halo', '1', 'PETUGAS', media('voice', 'w1')]) {
    await whatsapp.hear('wa', happened);
    await whatsapp.settle();
  }
  expect(whatsapp.heard('wa').join('\n')).toContain('belum bisa kami buka');
  const silent: Channel = { ...telegram, name: 'whatsapp', fetchMedia: async () => ({ is: 'unsupported' }) };
  expect(await fetchAll([silent])).toBe(1);
  const [row] = await house.does((tx) =>
    tx.execute<{ state: string }>(sql`select state from attachments where kind = 'voice'`),
  );
  expect(row?.state).toBe('refused');
});

test('a file of the page is sealed at once, and moves to the case that opens', async () => {
  const ibu = await someone();
  const checked = await checkUpload(await photo());
  assert(checked.is === 'fine', 'refused');
  const id = house.deps.ids.uuid();
  const happened: Inbound = { ...media('photo', ''), attachment: id, judged: 'no' } as Inbound;
  await house.does(async (tx) => {
    const { address } = ibu;
    await acceptInbound(tx, house.deps, [{ channel: 'telegram', externalId: 'up', address, happened }]);
    await holdAttachment(tx, house.deps, { id, channel: 'telegram', ...ibu, ...checked });
  });
  await engine.settle();
  expect(engine.heard(ibu.address).at(-2)).toContain('berkas Anda sudah masuk');
  const [held] = await ibu.rows();
  expect([held?.state, held?.body?.subarray(0, 1).toString('hex'), await fetchAll()]).toEqual([
    'wanted',
    '01',
    0,
  ]);
  await ibu.says('PETUGAS');
  expect([await fetchAll(), asked]).toEqual([1, []]);
  const wanted = { caseId: await ibu.caseId(), id, isFirst: true };
  const seen = await house.does((tx) => openAttachment(tx, house.deps, her, wanted));
  expect(seen?.body.equals(checked.body)).toBe(true);
});

test('HAPUS before a case takes the files too, and what nobody took goes with its draft', async () => {
  const one = await someone();
  await one.says(media('voice', 'd1'));
  await one.says('HAPUS');
  await one.says('1');
  expect(await one.rows()).toEqual([]);
  const other = await someone();
  await other.says(media('voice', 'd2'));
  await makeOld();
  await house.does((tx) => purge(tx, house.deps, { isSetUp: true }));
  expect(await other.rows()).toEqual([]);
});

test('*Hapus dan catat* takes the bytes at once, once, and leaves who did it', async () => {
  const ibu = await someone();
  await ibu.says('PETUGAS');
  platform.set('v4', bytesOf(voice()));
  await ibu.says(media('voice', 'v4'));
  await fetchAll();
  const [row] = await ibu.rows();
  const wanted = { caseId: await ibu.caseId(), id: row?.id ?? '' };
  const remove = () => house.does((tx) => removeAttachment(tx, house.deps, her, wanted));
  expect([await remove(), await remove()]).toEqual([true, false]);
  expect((await ibu.rows())[0]).toMatchObject({ state: 'removed', body: null });
  const { items } = await ibu.opened();
  expect(items.at(-1)).toMatchObject({ what: 'attachmentRemoved', memberId: her.member.id });
  expect(items.some((item) => item.kind === 'person' && item.media?.attachment === wanted.id)).toBe(true);
  expect((await listActs(house)).filter((act) => act === 'removeAttachment').length).toBe(1);
});

test('a place is kept to about a kilometre, and exactly only where somebody must be found', async () => {
  const calm = await someone();
  await calm.says('PETUGAS');
  const place: Inbound = {
    ...media('photo', ''),
    media: 'location',
    reference: 'geo:-10.178757,123.597603;u=20',
  } as Inbound;
  await calm.says(place);
  const urgent = await someone();
  await urgent.says('tolong, dia mau bunuh saya');
  await urgent.says(place);
  const kept = async (story: Story) =>
    (await story.opened()).items.flatMap((item) =>
      item.kind === 'person' && item.media ? [item.media.reference] : [],
    );
  expect(await kept(calm)).toEqual(['geo:-10.18,123.60;u=1000']);
  expect(await kept(urgent)).toEqual(['geo:-10.178757,123.597603;u=20']);
});
