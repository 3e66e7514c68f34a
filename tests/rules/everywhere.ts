import type { Talk } from '../../src/cli/chat.ts';
import { capabilities } from '../../src/conversation/messages.ts';
import { bubbles, faultsOf, isIn, stateOf } from '../flows/faults.ts';
import { counsellorIsHere, cries, placeOf } from '../flows/walk.ts';
import { places, type Said, say } from './ground.ts';
import { type Rule, rule, unless } from './rule.ts';

/** What is promised in every state, on every channel, in every language: from every place that talks come to. */
interface Everywhere {
  places: readonly Talk[];
  say: (talk: Talk, text: string) => Said;
}

const everywhere = (): Everywhere => ({ places: places(), say });

/** A breach is planted on one channel in one language. */
const onOne = (world: Everywhere): Everywhere => ({
  ...world,
  places: world.places.filter((talk) => talk.channel === 'telegram' && talk.language === 'id'),
});

/** One state that does not hear these words. */
function deafIn(state: string, deafTo: readonly string[]) {
  return (world: Everywhere): Everywhere => ({
    ...onOne(world),
    say: (talk, text) => world.say(talk, isIn(talk, state) && deafTo.includes(text) ? 'merah' : text),
  });
}

const cry = cries[0] ?? '';
const at = (talk: Talk) => `${talk.channel} ${talk.language} at ${placeOf(talk)}`;
const minutesLater = (talk: Talk, minutes: number): Talk => ({ ...talk, now: talk.now + minutes * 60_000 });
/** Steps of the record are no words. */
const without = (told: readonly string[]) => told.filter((key) => key !== 'note');

/** A counsellor has the chat, or speaks in it: the person waits for her and not for us. */
export function waitsForHer(talk: Talk): boolean {
  const isTaken = talk.state === null && talk.focus?.claimed === true;
  return counsellorIsHere(talk) || stateOf(talk)?.context.human === 'present' || isTaken;
}

/** R7: one neutral message, the screen cleared where that can be, and nothing stands open. */
export function leaveFaults({ places: all, say: speak }: Everywhere, words: readonly string[]): string[] {
  return all.flatMap((talk) =>
    words.flatMap((word) => {
      const { told, plan, after } = speak(talk, word);
      const isOne = without(told).join() === 'clearScreen,common.left' && bubbles(plan).length === 1;
      const isClear = plan.clearsScreen === capabilities[talk.channel].clearsScreen;
      const isQuiet = isIn(after, 'parked') && !after.state?.asked;
      return unless(isOne && isClear && isQuiet, `${word} does not leave: ${at(talk)}`);
    }),
  );
}

/** R2: after half an hour nothing but danger and the way out goes before the safe question. */
export function staleFaults({ places: all, say: speak }: Everywhere, texts: readonly string[]): string[] {
  const known = all.filter((talk) => !counsellorIsHere(talk) && talk.state !== null);
  return known.flatMap((talk) =>
    texts.flatMap((text) => {
      const { after } = speak(minutesLater(talk, 31), text);
      return unless(isIn(after, 'opening'), `"${text}" goes before the safe question: ${at(talk)}`);
    }),
  );
}

/** R14: danger is heard before anything else; beside a counsellor it raises the case without our words. */
export function cryFaults({ places: all, say: speak }: Everywhere, minutes = 0): string[] {
  return all.flatMap((talk) => {
    const { after, plan, told } = speak(minutesLater(talk, minutes), cry);
    const raised = after.focus?.urgency === 1 && plan.case?.danger?.urgency === 1;
    return unless(raised && isAnswered(talk, { after, plan, told }), `a cry is not heard: ${at(talk)}`);
  });
}

/** By care; by the counsellor alone; or by the word that she is here, after a while in which nobody spoke. */
function isAnswered(talk: Talk, { after, plan, told }: Said): boolean {
  if (counsellorIsHere(talk)) return told.includes('raiseCase') && bubbles(plan).length === 0;
  if (waitsForHer(talk)) return isIn(after, 'listening') && told.join() === 'raiseCase,handoff.joined';
  return isIn(after, 'care') && told.includes('openCase');
}

/** R18: a human by one word, and either way she waits until an answer goes out. */
export function humanFaults({ places: all, say: speak }: Everywhere): string[] {
  return all.flatMap((talk) => {
    const { after, plan, told } = speak(talk, 'PETUGAS');
    const isHere = waitsForHer(talk);
    const isCalled =
      isIn(after, isHere ? 'listening' : 'waiting') &&
      told.includes('openCase') === !isHere &&
      told.some((key) => /^handoff\.(called|joined|stillPresent)$/.test(key)) &&
      plan.case?.waits === true &&
      after.focus !== null;
    return unless(isCalled, `PETUGAS calls nobody: ${at(talk)}`);
  });
}

/** R18: numbers in one message, and the human's button under every open question. */
export function helpFaults({ places: all, say: speak }: Everywhere): string[] {
  return all.flatMap((talk) => {
    const { plan, told } = speak(talk, 'BANTUAN');
    const isHelped = told.slice(0, 2).join() === 'common.help,numbers' && bubbles(plan).length >= 2;
    const asked = talk.state?.asked?.question;
    const hasButton = !asked || asked.rails.includes('human') || isBeforeSafe(talk);
    return [
      ...unless(isHelped, `BANTUAN shows no numbers: ${at(talk)}`),
      ...unless(hasButton, `a question without the way to a human: ${at(talk)}`),
    ];
  });
}

/** The first question has danger as a button of its own, and the way out instead of the human (R1). */
const isBeforeSafe = (talk: Talk) => isIn(talk, 'opening');

/** R44: each word of hers over her own story is answered, and never shows it to a screen that is not known safe. */
export function ownStoryFaults({ places: all, say: speak }: Everywhere): string[] {
  return all.flatMap((talk) =>
    ['LIHAT', 'UBAH', 'KEMBALI', 'HAPUS'].flatMap((word) => {
      const { plan, told } = speak(talk, word);
      const isUnsafe = ['opening', 'parked', 'ended'].some((name) => isIn(talk, name));
      const shows = told.some((key) => key.startsWith('report.summary'));
      return [
        ...unless(
          bubbles(plan).length > 0 || counsellorIsHere(talk),
          `${word} is met with silence: ${at(talk)}`,
        ),
        ...unless(!(isUnsafe && shows), `${word} shows the story too early: ${at(talk)}`),
      ];
    }),
  );
}

const turnFaults = ({ places: all, say: speak }: Everywhere): string[] =>
  all.flatMap((talk) => {
    const event = { type: 'inbound.text' as const, text: 'merah' };
    const { plan, after } = speak(talk, event.text);
    return faultsOf({ before: talk, event, plan, after }).map((fault) => `${fault}: ${at(talk)}`);
  });

/** Every message of one state shows a word that an onlooker must not read. */
function indiscreetIn(state: string) {
  return (world: Everywhere): Everywhere => ({
    ...onOne(world),
    say: (talk, text) => {
      const said = world.say(talk, text);
      if (!isIn(talk, state)) return said;
      const replies = said.plan.replies.map((reply) =>
        reply.part.type === 'text'
          ? { ...reply, part: { ...reply.part, text: `Laporan: ${reply.part.text}` } }
          : reply,
      );
      return { ...said, plan: { ...said.plan, replies } };
    },
  });
}

const always = 'tests/flows/always.test.ts';

export const everywhereRules: readonly Rule[] = [
  rule({
    id: 'R2',
    says: 'Whether the screen is safe is asked at the start, again after 30 minutes without a word, and before the heaviest questions. "Belum aman" and silence count as unsafe: neutral words, no questions, nothing shown.',
    heldBy: [
      `${always} › after half an hour nothing but danger and the way out goes before the safe question (R2)`,
      'tests/conversation/held.test.ts › a stranger who answers the line gets the safe question, and no word of it',
    ],
    world: everywhere,
    check: (world) => staleFaults(world, ['merah', 'LIHAT']),
    planted: 'A conversation that does not notice how long it has been silent while a topic is asked about.',
    breach: (world) => ({
      ...onOne(world),
      say: (talk, text) => world.say(isIn(talk, 'topic') ? minutesLater(talk, -31) : talk, text),
    }),
    finds: /goes before the safe question: .*topic/,
  }),
  rule({
    id: 'R7',
    says: 'KELUAR, 0 and STOP, alone and exact, leave from every state in one neutral message, clear what the platform lets us clear, and leave no question open. A word of the person’s own does the same once she chose one; nothing inside a sentence does.',
    heldBy: [
      `${always} › KELUAR leaves in one neutral message, from everywhere (R7)`,
      `${always} › a word of her own leaves like KELUAR, from everywhere, but never inside a sentence`,
      'tests/channels/dispatcher.db.test.ts › what waits is not sent any more, and the clearing of the screen still is',
    ],
    world: everywhere,
    check: (world) => leaveFaults(world, ['KELUAR', 'stop.']),
    planted: 'A machine whose summary does not hear the safe word.',
    breach: deafIn('summary', ['KELUAR', 'stop.']),
    finds: /does not leave: .*summary/,
  }),
  rule({
    id: 'R8',
    says: 'The first 60 characters of every message, as it is sent, hold no word that an onlooker would ask about.',
    heldBy: [`${always} › no turn says too much, too long, too plainly for a lock screen, or nothing`],
    world: everywhere,
    check: turnFaults,
    planted: 'Replies to a question about help that begin with "Laporan".',
    breach: indiscreetIn('help'),
    finds: /a lock screen shows: Laporan/,
  }),
  rule({
    id: 'R14',
    says: 'Danger is heard in every text, in every state, before any menu: a human is called and numbers come at once. Beside a counsellor the case is raised without words of ours.',
    heldBy: [
      `${always} › a cry brings care, or is raised unseen beside a counsellor, from everywhere (R14)`,
      'tests/flows/kit/hearing.test.ts › hears a cry before a safe word in the same message',
    ],
    world: everywhere,
    check: (world) => cryFaults(world),
    planted: 'A machine that does not listen for danger while it asks for consent.',
    breach: deafIn('consentService', [cry]),
    finds: /a cry is not heard: .*consentService/,
  }),
  rule({
    id: 'R18',
    says: 'From every state one word or button calls a human, and one message brings numbers to dial.',
    heldBy: [
      `${always} › PETUGAS calls a human, or says that one is here, from everywhere (R18)`,
      `${always} › BANTUAN tells the words and the numbers, from everywhere (R18)`,
    ],
    world: everywhere,
    check: (world) => [...humanFaults(world), ...helpFaults(world)],
    planted: 'A question about a place from which nobody can be called.',
    breach: deafIn('where', ['PETUGAS']),
    finds: /PETUGAS calls nobody: .*where/,
  }),
  rule({
    id: 'R44',
    says: 'LIHAT, UBAH, KEMBALI and HAPUS are answered in every state, and show nothing before the screen is known to be safe.',
    heldBy: [
      `${always} › every other word is answered, and shows nothing before the screen is known to be safe (R44, L3)`,
      `${always} › HAPUS deletes what was not sent, and asks once about the rest, from everywhere`,
    ],
    world: everywhere,
    check: ownStoryFaults,
    planted: 'A screen that was left, and shows the story to whoever types LIHAT there.',
    breach: (world) => ({
      ...onOne(world),
      say: (talk, text) => {
        const said = world.say(talk, text);
        const isPlanted = text === 'LIHAT' && isIn(talk, 'parked');
        return isPlanted ? { ...said, told: [...said.told, 'report.summaryOnly'] } : said;
      },
    }),
    finds: /LIHAT shows the story too early: .*parked/,
  }),
];
