import type { HostEffect } from '../../src/conversation/advance.ts';
import { planTurn } from '../../src/conversation/plan.ts';
import type { ChannelName, InboxEvent, Part } from '../../src/conversation/messages.ts';
import { createWords } from '../../src/conversation/words.ts';
import type { ConversationState } from '../../src/conversation/snapshot.ts';
import { numbersFor, services } from '../../src/directory/numbers.ts';
import type { Urgency } from '../../flows/kit/events.ts';

/**
 * Transcripts: talks as text that a counsellor can read and correct.
 *
 *   # what it shows
 *   > what the person writes          >> a button she presses (its choice)
 *   < the keys we say, and [choices]  ! other effects
 *   @ 10 minutes                      * what the team does (joined, left, closed, said: words)
 *
 * Keys, not wording, so that translators break nothing. Every turn goes through JSON and back, so nothing
 * can hide in memory.
 */
export type Rendering = Extract<ChannelName, 'telegram' | 'whatsapp' | 'web'>;

interface Talk {
  state: ConversationState | null;
  now: number;
  lastInboundAt: number;
  language: 'id' | 'en';
  focus: { urgency: Urgency; claimed: boolean } | null;
  parts: Part[];
}

const renderer = {
  words: createWords(() => 'Ruang Tulis'),
  numbersFor: (place: Parameters<typeof numbersFor>[1]) => numbersFor(services, place),
};

/** Runs the input lines of a transcript and writes it anew: equal text means that nothing has changed. */
export function rerun(text: string, channel: Rendering): string {
  const talk: Talk = {
    state: null,
    now: Date.UTC(2026, 0, 5, 2),
    lastInboundAt: 0,
    language: 'id',
    focus: null,
    parts: [],
  };
  const out: string[] = [];
  for (const line of text.split('\n')) {
    if (line.startsWith('<') || line.startsWith('!')) continue;
    if (line.trim() !== '' || out.at(-1) !== '') out.push(line.trimEnd());
    if (line.startsWith('@')) out.push(...passTime(talk, channel, line.slice(1).trim()));
    const event = eventOf(talk, channel, line);
    if (event) out.push(...take(talk, channel, event));
  }
  return `${out.join('\n').trimEnd()}\n`;
}

function eventOf(talk: Talk, channel: Rendering, line: string): InboxEvent | null {
  if (line.startsWith('>>')) {
    const choice = line.slice(2).trim();
    // Plain numbered text has no buttons: the person types the digit that stands before the label.
    if (channel === 'whatsapp') return { type: 'inbound.text', text: digitFor(talk, choice) };
    return { type: 'inbound.tap', token: choice.includes('.') ? choice : `${talk.state?.asked?.number ?? ''}.${choice}` };
  }
  if (line.startsWith('> (')) return { type: 'inbound.media', media: 'photo', reference: 'r', caption: null };
  if (line.startsWith('>')) return { type: 'inbound.text', text: line.slice(1).trim() };
  if (!line.startsWith('*')) return null;
  const said = line.slice(1).trim();
  if (said === 'joined') return { type: 'counsellor.joined', memberId: 'm' };
  if (said === 'left') return { type: 'counsellor.left', memberId: 'm' };
  if (said === 'closed') return { type: 'case.closed', memberId: 'm', reason: 'selesai' };
  return { type: 'counsellor.said', memberId: 'm', text: said.replace(/^said:\s*/, '') };
}

const railDigits: Record<string, string> = { skip: '8', human: '9', leave: '0' };

function digitFor(talk: Talk, choice: string): string {
  const options = talk.state?.asked?.question.options ?? [];
  const at = options.findIndex((option) => option.id === choice);
  return at >= 0 ? String(at + 1) : (railDigits[choice] ?? choice);
}

function passTime(talk: Talk, channel: Rendering, span: string): string[] {
  const [count, unit] = span.split(' ');
  const minutes = Number(count) * (unit?.startsWith('hour') ? 60 : 1);
  const until = talk.now + minutes * 60_000;
  const out: string[] = [];
  for (;;) {
    const due = Math.min(...(talk.state?.timers ?? []).map((timer) => timer.dueAt), Number.POSITIVE_INFINITY);
    if (due > until) break;
    talk.now = due;
    out.push(...take(talk, channel, null));
  }
  talk.now = until;
  return out;
}

function take(talk: Talk, channel: Rendering, event: InboxEvent | null): string[] {
  const input = {
    channel,
    state: talk.state,
    lasting: { language: talk.language },
    event,
    focus: talk.focus,
    lastInboundAt: new Date(talk.lastInboundAt),
    now: new Date(talk.now),
    receipt: () => '1234567890123456',
  };
  const plan = planTurn(renderer, input);
  talk.state = JSON.parse(JSON.stringify(plan.state)) as ConversationState;
  talk.language = plan.lasting.language;
  talk.parts = plan.replies.map((reply) => reply.part);
  if (event?.type.startsWith('inbound.')) talk.lastInboundAt = talk.now;
  if (plan.case) {
    const urgency = Math.min(plan.case.urgency ?? 4, talk.focus?.urgency ?? 4) as Urgency;
    talk.focus = { urgency, claimed: talk.focus?.claimed ?? false };
  }
  if (talk.focus && event?.type === 'counsellor.joined') talk.focus.claimed = true;
  if (talk.focus && event?.type === 'counsellor.left') talk.focus.claimed = false;
  if (event?.type === 'case.closed') talk.focus = null;
  return plan.effects.flatMap((effect) => render(effect, talk.state));
}

/** One line an effect; what the person sees begins with "<". */
function render(effect: HostEffect, state: ConversationState | null): string[] {
  switch (effect.type) {
    case 'say':
      return [`< ${effect.params.key}`];
    case 'ask':
      return [`< ${effect.params.text.key} ${list(effect.params.options)}`];
    case 'askAgain':
      return state?.asked ? [`< again: ${state.asked.question.text.key}`] : [];
    case 'giveNumbers':
      return [`< numbers ${list(effect.params.options)}`.trimEnd()];
    case 'relay':
      return ['< (the counsellor\'s words)'];
    case 'openCase':
      return [
        `! openCase U${effect.params.urgency} ${effect.params.reason}${effect.params.rules.map((rule) => ` ${rule}`).join('')}`,
      ];
    case 'raiseCase':
      return [`! raiseCase U${effect.params.urgency}${effect.params.rules.map((rule) => ` ${rule}`).join('')}`];
    case 'recordConsent':
      return [`! recordConsent ${effect.params.purpose} ${effect.params.given ? 'yes' : 'no'}`];
    case 'note':
      return [`! note ${effect.params.what}`];
    case 'switchLanguage':
      return ['! switchLanguage'];
    case 'opened':
    case 'recordAnswers':
    case 'findPlaces':
      return [];
    default:
      return [`! ${effect.type}`];
  }
}

function list(options: readonly { id: string }[]): string {
  return options.length === 0 ? '' : `[${options.map((option) => option.id).join(', ')}]`;
}
