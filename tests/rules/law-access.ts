import { type TimeName, timeBounds } from '../../src/duty/times.ts';
import { leftOut } from '../../src/store/backup-tables.ts';
import { groupsNeeded } from '../../src/store/groups.ts';
import { limits as rightsLimits } from '../../src/store/rights.ts';
import { clearColumns } from '../../src/store/schema/clear.ts';
import type { Role } from '../../src/store/schema/members.ts';
import { isForPeople } from '../locales/lints.ts';
import { allTold, driveAll, skipThrough, sourceOf, texts, withText, wordsIn } from './ground.ts';
import { once, type Rule, rule, unless } from './rule.ts';

/** Who may see and do what, and what is never asked or passed on (L10 to L20). */
const guardians = once(() =>
  ['home', 'sexual', 'online'].flatMap((topic) =>
    driveAll(['> halo', '>> safe', '>> me', '>> 12to17', `>> ${topic}`]).map((talk) => {
      const told = allTold(skipThrough(talk));
      return { topic, name: talk.name, asks: told.includes('report.ask.guardian') };
    }),
  ),
);

const namesLeaving = /\b(openOfServer|readAddress|findAddress)\b|address_sealed/;
const consoleFiles = [
  'src/console/pages/case.ts',
  'src/console/pages/talk.ts',
  'src/console/pages/card.ts',
  'src/console/routes/case.ts',
  'src/store/case-reading.ts',
  'src/store/queue.ts',
];

export const accessRules: readonly Rule[] = [
  rule({
    id: 'L10',
    says: 'Who a person is on a platform is opened by the sender alone: no page of the team and no reading of a case can show an address. The contact of somebody else opens by one press with a reason, under the law’s warning, and who and why are written down. Letters and exports are not there yet.',
    heldBy: [
      'tests/console/access.db.test.ts › leaves no word, name, address or secret in the log',
      'tests/console/owed.db.test.ts › is opened by one press with a reason, under the law, and who and why are written down',
    ],
    world: () => Object.fromEntries(consoleFiles.map((file) => [file, sourceOf(file)])),
    check: (sources) =>
      Object.entries(sources)
        .filter(([, source]) => namesLeaving.test(source))
        .map(([file]) => `${file} can show an address`),
    planted: 'A page of a case that opens the address.',
    breach: (sources) => ({
      ...sources,
      'src/console/pages/case.ts': `${sources['src/console/pages/case.ts']}\nvault.openOfServer(row.address);`,
    }),
    finds: /^src\/console\/pages\/case\.ts can show an address$/,
  }),
  rule({
    id: 'L11',
    says: 'A child’s case opens only to those who hold children’s cases, and nothing of any case stands in clear below its province.',
    heldBy: [
      'tests/store/readers.db.test.ts › is closed at once to who does not hold children’s cases, and written to under the new key',
      'tests/duty/alarm.db.test.ts › of a child’s case rings only where its key is held, and not for whoever is shut out',
    ],
    world: () => Object.keys(clearColumns.cases ?? {}),
    check: (columns) =>
      columns
        .filter((name) =>
          /regency|city|district|village|topic|^age|birth(day|_date)|sex|child(?!_born_by)/.test(name),
        )
        .map((name) => `cases.${name} stands in clear`),
    planted: 'The regency of a case in clear.',
    breach: (columns) => [...columns, 'regency'],
    finds: /^cases\.regency stands in clear$/,
  }),
  rule({
    id: 'L12',
    says: 'A child agrees in words of her own. Whether parents may be spoken with is hers to say, and is not even asked where it happens at home. On what ground her story is kept (the guardian’s yes, or vital interest without it) a human sets with a reason.',
    heldBy: [
      'tests/console/owed.db.test.ts › shows its ground, and who set it and why',
      'tests/flows/report.test.ts › has a text of her own for every question she can meet (R34)',
    ],
    world: guardians,
    check: (all) =>
      all.flatMap(({ topic, name, asks }) =>
        unless(asks === (topic !== 'home'), `parents are ${asks ? '' : 'not '}asked for: ${name}`),
      ),
    planted: 'A question about parents where it happens at home.',
    breach: (all) => all.map((one) => (one.topic === 'home' ? { ...one, asks: true } : one)),
    finds: /^parents are asked for: .*home$/,
  }),
  rule({
    id: 'L13',
    says: 'The clocks of a case run, and are shown to the team: first words within 3 minutes (U1) or 10, the person told within 10, 15 and 60 whatever the organisation set, a wish within 72 hours. The police report’s 72 hours stand on the case. (Rehabilitation’s seven days come with the case’s later life.)',
    heldBy: [
      'tests/duty/clocks.test.ts › says when each clock runs out',
      'tests/duty/times.test.ts › a setting is never looser than its bound, whatever a row says',
      'tests/console/case-acts.db.test.ts › a claim counts down for her and for others, and "menelepon" stops it',
    ],
    // The longest that any setting allows.
    world: (): Record<string, number> => ({
      ...Object.fromEntries(Object.entries(timeBounds).map(([name, { max }]) => [name, max])),
      rights: rightsLimits.dueHours,
    }),
    check: (clocks) => {
      const most: Record<TimeName | 'rights', number> = {
        againSecondsU1: 300,
        onCallSecondsU1: 300,
        supervisorMinutesU1: 15,
        toldFirstMinutesU1: 10,
        toldAgainMinutesU1: 15,
        onCallMinutesU2: 60,
        toldMinutesU2: 60,
        claimMinutesU1: 3,
        claimMinutes: 10,
        awayMinutesUrgent: 3,
        awayMinutes: 15,
        rights: 72,
      };
      return Object.entries(most).flatMap(([name, bound]) =>
        unless(
          (clocks[name] ?? Number.POSITIVE_INFINITY) <= bound,
          `${name} is ${clocks[name]}, at most ${bound}`,
        ),
      );
    },
    planted: 'An emergency that may lie half an hour with somebody who says nothing.',
    breach: (clocks) => ({ ...clocks, claimMinutesU1: 30 }),
    finds: /^claimMinutesU1 is 30, at most 3$/,
  }),
  rule({
    id: 'L15',
    says: 'There is always a way without saying who one is: the page needs no account, and no channel asks for a name.',
    heldBy: [
      'tests/channels/web/exchange.test.ts › gives an address that scripts, other sites and other pages cannot read, for this session only',
    ],
    world: () =>
      driveAll(['> halo', '>> safe', '>> me', '>> skip', '>> skip']).map((talk) => ({
        name: talk.name,
        words: skipThrough(talk).plans.map(wordsIn).join('\n'),
      })),
    check: (all) =>
      all.flatMap(({ name, words }) =>
        unless(
          !/(siapa nama|nama (Anda|lengkap)|nomor (HP|telepon) Anda|your (full )?name\b(?! is)|your phone)/i.test(
            words,
          ),
          `somebody is asked who she is: ${name}`,
        ),
      ),
    planted: 'A report that begins with the name.',
    breach: (all) => all.map((one) => ({ ...one, words: `Siapa nama Anda?\n${one.words}` })),
    finds: /^somebody is asked who she is/,
  }),
  rule({
    id: 'L16',
    says: 'Who may do what follows from role and case; a second key is asked on every way in; what was done is written down and cannot be changed unseen. Who runs the machine (admin) reads no case.',
    heldBy: [
      'tests/console/second-key.db.test.ts › is asked on every way in, and a wrong one says what to do',
      'tests/console/rights.db.test.ts › sees words of case %i only where she may read it',
      'tests/console/office.db.test.ts › is checked at a press, with the fingerprint of the day',
    ],
    world: () => (roles: readonly Role[]) => [...groupsNeeded(roles)] as string[],
    check: (groups) => [
      ...unless(groups(['admin']).length === 0, 'an admin can read cases'),
      ...unless(
        groups(['counsellor']).join() === 'tim',
        'a counsellor holds more or less than the team’s cases',
      ),
      ...unless(
        ['tim', 'anak', 'brankas'].every((name) => groups(['supervisor']).includes(name)),
        'a supervisor holds too little',
      ),
    ],
    planted: 'An admin who is given the team’s key.',
    breach: (groups) => (roles) => (roles.includes('admin') ? ['tim'] : groups(roles)),
    finds: /^an admin can read cases$/,
  }),
  rule({
    id: 'L18',
    says: 'It runs on a machine of one’s own; a backup is sealed to the recovery key and holds neither day keys nor WhatsApp’s.',
    heldBy: [
      'tests/cli/operating.e2e.test.ts › after a fire, a backup and the recovery key bring everything back, and what was erased stays erased',
      'tests/store/stolen.db.test.ts › opens nothing with the key folder beside it',
    ],
    world: () => ({
      file: sourceOf('src/store/backup-file.ts'),
      left: { ...leftOut } as Record<string, { keep?: string }>,
    }),
    check: ({ file, left }) => [
      ...unless(
        /sealTo\(to\.publicKey, key\)/.test(file),
        'a backup’s key is not sealed to the recovery key',
      ),
      ...unless(left.channel_state?.keep === "channel <> 'whatsapp'", 'WhatsApp’s keys travel in a backup'),
      ...unless(
        ['sessions', 'invites', 'receipt_checks'].every((table) => left[table] !== undefined),
        'a session, a link or a PIN travels in a backup',
      ),
    ],
    planted: 'A backup that takes WhatsApp’s keys along.',
    breach: (world) => {
      const { channel_state: _gone, ...left } = world.left;
      return { ...world, left };
    },
    finds: /^WhatsApp’s keys travel/,
  }),
  rule({
    id: 'L20',
    says: 'Nobody is told to make it public: no text sends anybody to post, name or share what happened. Who told of somebody else hears at the end that the law shields her, where it does, and what keeps that person safe.',
    world: texts,
    check: (all) =>
      Object.entries(all).flatMap(([language, own]) =>
        Object.entries(own)
          .filter(
            ([key, text]) =>
              isForPeople(key) &&
              /\b(viralkan|unggah (di|ke)|posting|sebarkan|bagikan ke|post (it|this) (on|to)|share (it|this) (on|with)|go public)\b/i.test(
                text,
              ),
          )
          .map(([key]) => `${key} (${language}) sends her to make it public`),
      ),
    planted: 'Advice to make a recruiter’s name known online.',
    breach: (all) => withText(all, 'report.leavingAdvice', 'Viralkan nama agennya supaya orang lain tahu.'),
    finds: /^report\.leavingAdvice .* make it public$/,
  }),
];
