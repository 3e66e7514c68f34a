import { type Html, html } from '../../http/html.ts';
import type { CaseItem, OpenedCase } from '../../store/case-contents.ts';
import { happenedWords, urgencyWords } from '../case-words.ts';
import { clockOf, dayOf } from '../times.ts';
import type { View } from '../view.ts';
import { attachmentMark } from './attachment.ts';
import { closeForm } from './case-acts.ts';
import { basisWords, contactMark, revealedWords } from './contact.ts';
import { csrfField } from './layout.ts';

type Item = OpenedCase['items'][number];
type Of<Kind extends CaseItem['kind']> = Extract<Item, { kind: Kind }>;
export type NameOf = (memberId: string) => string | undefined;

/**
 * The conversation both ways, oldest first. The stylesheet stands the box on its last line, so that the
 * newest words show at once without a script.
 *
 * @param pending words that were kept a moment ago and are not in the case yet
 */
export function talk(view: View, opened: OpenedCase, nameOf: NameOf, pending?: string): Html {
  const { words } = view;
  const items = opened.items.filter((item) => item.kind !== 'answers');
  return html`<section class="talk" id="talk" tabindex="0" aria-label="${words('case.talk')}">${
    items.length > 0 || pending !== undefined
      ? html`<ol>${items.map((item, index) => [dayMark(view, item, items[index - 1]), line(view, opened, item, nameOf)])}${pending !== undefined && pendingLine(view, pending)}</ol>`
      : html`<p class="empty">${words('case.talkEmpty')}</p>`
  }<input type="hidden" id="seen" name="seen" form="${closeForm}" value="${opened.lastSequence}"></section>`;
}

function dayMark({ words }: View, item: Item, before: Item | undefined): Html | false {
  const day = dayOf(item.at, words);
  if (before && dayOf(before.at, words) === day) return false;
  return html`<li class="day" id="day-${item.id}">${day}</li>`;
}

function line(view: View, opened: OpenedCase, item: Item, nameOf: NameOf): Html | false {
  switch (item.kind) {
    case 'person':
      return personSaid(view, opened, item);
    case 'counsellor':
      return weSaid(view, opened, item, nameOf);
    case 'bot':
      return html`<li class="said bot" id="item-${item.id}"><p class="text">${item.text}</p>
<p class="when">${view.words('said.bot')} · ${clock(view, item)}</p></li>`;
    case 'note':
      return noteLine(view, item, nameOf);
    case 'constraint':
    case 'constraintRemoved':
    case 'judged':
      return html`<li class="happened" id="item-${item.id}">${clock(view, item)} ${judgedWords(view, opened, item, nameOf)}</li>`;
    case 'happened':
      return html`<li class="happened" id="item-${item.id}">${clock(view, item)} ${happenedWords(view.words, item, nameOf)}</li>`;
    case 'contact':
      return html`<li class="happened" id="item-${item.id}">${clock(view, item)} ${contactMark(view, opened, item, item.basis)}</li>`;
    case 'revealed':
      return html`<li class="happened" id="item-${item.id}">${clock(view, item)} ${revealedWords(view, item, nameOf(item.memberId) ?? view.words('said.colleague'))}</li>`;
    case 'childBasis':
      return html`<li class="happened" id="item-${item.id}">${clock(view, item)} ${basisWords(view, item, nameOf(item.memberId) ?? view.words('said.colleague'))}</li>`;
    case 'answers':
      return false;
  }
}

function clock({ words }: View, item: Item): Html {
  return html`<time datetime="${item.at.toISOString()}">${clockOf(item.at, words)}</time>`;
}

function personSaid(view: View, opened: OpenedCase, item: Of<'person'>): Html {
  const { words } = view;
  const { danger } = item;
  // Two channels of one case are never drawn as one profile (design §7): each line then says where it came in.
  const channel = opened.channels.length > 1 && html` · ${words(`channel.${item.channel}`)}`;
  return html`<li class="said person${danger && ` danger u${danger.urgency}`}" id="item-${item.id}">
${danger && html`<p class="urgency u${danger.urgency}">${words('danger', { what: words(`danger.${danger.kind}`) })}</p>`}
${attachmentMark(view, opened, item)}
${item.revoked ? takenBack(view, item.text) : item.text !== '' && html`<p class="text">${item.text}</p>`}
<p class="when">${clock(view, item)}${channel}</p></li>`;
}

/** She changed it or took it back: hidden, and there for 30 days for whoever has to know (design §6). */
function takenBack({ words }: View, text: string): Html {
  return html`<details class="taken-back"><summary>${words('said.takenBack')}</summary><p class="text">${text}</p></details>`;
}

function weSaid(view: View, opened: OpenedCase, item: Of<'counsellor'>, nameOf: NameOf): Html {
  const { words, me } = view;
  const name =
    item.memberId === me?.id ? words('said.us') : (nameOf(item.memberId) ?? words('said.colleague'));
  const state = deliveryOf(opened, item);
  const isLost = state === 'held' || state === 'blocked' || state === 'refused' || state === 'expired';
  const mayRepeat = isLost && opened.mine && opened.state === 'open' && !wasRepeated(opened, item);
  return html`<li class="said ours${isLost && ' not-sent'}" id="item-${item.id}"><p class="text">${item.text}</p>
<p class="when">${name} · ${clock(view, item)}${state && html` · <span class="delivery">${words(`delivery.${state}`)}</span>`}</p>${mayRepeat && again(view, opened, item)}</li>`;
}

/** Once the same words were written again, the older line has nothing left to do. */
function wasRepeated({ items }: OpenedCase, { text, sequence }: Of<'counsellor'>): boolean {
  return items.some((item) => item.kind === 'counsellor' && item.sequence > sequence && item.text === text);
}

/** One tap: the same words once more. Named by the line they stand in, so that two taps are one message. */
function again(view: View, { id }: OpenedCase, item: Of<'counsellor'>): Html {
  return html`<form class="again" method="post" action="/console/cases/${id}/say" data-once>${csrfField(view)}
<input type="hidden" name="again" value="yes"><input type="hidden" name="nonce" value="${item.id}"><input type="hidden" name="text" value="${item.text}"><button>${view.words('delivery.again')}</button></form>`;
}

/** Unlike anything that goes to a person: dashed, across the whole width, named for what it is. */
function noteLine(view: View, item: Of<'note'>, nameOf: NameOf): Html {
  const { words } = view;
  const name = nameOf(item.memberId) ?? words('said.colleague');
  return html`<li class="note-line" id="item-${item.id}"><p class="when">${words('note.by', { name })} · ${clock(view, item)}</p>
<p class="text">${item.text}</p></li>`;
}

/** What a member judged of the case, in one line. */
function judgedWords(
  { words }: View,
  { items }: OpenedCase,
  item: Of<'constraint' | 'constraintRemoved' | 'judged'>,
  nameOf: NameOf,
): string {
  const name = nameOf(item.memberId) ?? words('said.colleague');
  switch (item.kind) {
    case 'constraint':
      return words('judged.constraint', { name, what: item.text });
    case 'constraintRemoved': {
      const was = items.find((other) => other.id === item.of);
      return words('judged.constraintRemoved', { name, what: was?.kind === 'constraint' ? was.text : '' });
    }
    case 'judged': {
      const levels = { from: urgencyWords(words, item.from), to: urgencyWords(words, item.to) };
      return words('judged.urgency', { name, why: item.reason, ...levels });
    }
  }
}

/** Held back words have no way out to look up: the person had left, and they stand only here. */
function deliveryOf({ deliveries, items }: OpenedCase, item: Of<'counsellor'>) {
  const { held, waits, outboxSequence, sequence } = item;
  if (held) return 'held';
  if (waits) {
    const after = items.find(
      (other) =>
        other.kind === 'happened' &&
        other.sequence > sequence &&
        (other.what === 'heldSent' || other.what === 'heldUnsent'),
    );
    if (!after) return waitsForHer(items, sequence) ? 'hersFirst' : 'safeHours';
    return after.kind === 'happened' && after.what === 'heldSent' ? 'released' : 'expired';
  }
  return outboxSequence === undefined ? 'waiting' : deliveries[outboxSequence];
}

/** What was written down beside the words says what they wait for. */
function waitsForHer(items: OpenedCase['items'], sequence: number): boolean {
  const mark = items.find(
    (item) =>
      item.kind === 'happened' &&
      item.sequence > sequence &&
      (item.what === 'waitsForHer' || item.what === 'waitsForHours'),
  );
  return mark?.kind === 'happened' && mark.what === 'waitsForHer';
}

function pendingLine({ words }: View, text: string): Html {
  return html`<li class="said ours"><p class="text">${text}</p>
<p class="when">${words('said.us')} · <span class="delivery">${words('delivery.waiting')}</span></p></li>`;
}
