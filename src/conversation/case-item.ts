import type { Danger, Language } from '../../flows/kit/events.ts';
import type { Answers } from '../../flows/report/answers.ts';
import type { ChannelName } from './messages.ts';

/** What lies sealed inside a case: the plain shapes of case_items.body and cases.head. */
export type CaseItem =
  | {
      kind: 'person';
      channel: ChannelName;
      text: string;
      media?: { kind: string; reference: string };
      danger?: Danger;
    }
  | { kind: 'bot'; text: string }
  /** `held`: kept here and not sent, because the person had left the chat when it was written. */
  | { kind: 'counsellor'; memberId: string; text: string; outboxSequence?: number; held?: true }
  /** The structured answers as they stood; the newest one counts. */
  | { kind: 'answers'; answers: Answers }
  | {
      kind: 'happened';
      what:
        | 'opened'
        | 'filed'
        | 'raised'
        | 'claimed'
        | 'released'
        | 'closed'
        | 'askedForHuman'
        | 'askedToDelete'
        | 'left'
        | 'failedTurn';
      memberId?: string;
      /** A fixed word: the closing reason, the triage rules that fired. */
      words?: string[];
    };

/** The queue card in one look; at most 2 kB once sealed. */
export interface CaseHead {
  channel: ChannelName;
  language: Language;
  /** Who is affected, age band, topic: codes of flows/report/answers.ts; null while not asked. */
  who: string | null;
  age: string | null;
  topic: string | null;
  /** Where the person is, as an ISO code; absent in heads from before it was kept. */
  country?: string | null;
  /** Triage rules that fired, most urgent first (flows/kit/triage.ts). */
  rules: string[];
  /** The last thing the person wrote, at most 80 characters. */
  lastWords: string | null;
}
