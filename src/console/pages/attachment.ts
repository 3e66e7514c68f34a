import { type Html, html } from '../../http/html.ts';
import type { ShownAttachment } from '../../store/attachment-list.ts';
import type { CaseItem, OpenedCase } from '../../store/case-contents.ts';
import { hiddenContact } from '../../store/hidden-contact.ts';
import type { View } from '../view.ts';
import { contactMark } from './contact.ts';
import { icon } from './icons.ts';
import { csrfField, layout, leave } from './layout.ts';

/** What somebody sent besides words: named in the talk, opened on a page of its own, and only on purpose. */
type PersonItem = Extract<CaseItem, { kind: 'person' }>;

const fileUrl = (caseId: string, id: string) => `/console/cases/${caseId}/files/${id}`;

/** One line under the person's words: what came, and what became of it. Nothing is shown without a tap. */
export function attachmentMark(
  view: View,
  opened: OpenedCase,
  item: PersonItem & { id: string; sequence: number; at: Date },
): Html | false {
  const { words } = view;
  const { media } = item;
  if (!media) return item.forwarded ? html`<p class="media">${words('file.forwarded')}</p>` : false;
  const file = media.attachment === undefined ? undefined : opened.attachments.get(media.attachment);
  const facts = [
    file ? words(`file.${file.kind}`) : otherWords(view, item),
    media.seconds !== undefined && words('file.seconds', { count: String(media.seconds) }),
    file && file.state !== 'kept' && stateWords(view, file, item.channel),
    item.forwarded && words('file.forwarded'),
  ];
  const hidden = media.kind === 'contact' && media.reference === hiddenContact;
  if (hidden) return html`<div class="media">${contactMark(view, opened, item, 'old')}</div>`;
  const said = facts.filter((fact) => typeof fact === 'string').join(' · ');
  return html`<p class="media">${said}${file?.state === 'kept' && html` · <a href="${fileUrl(opened.id, file.id)}">${words('file.open')}</a>`}</p>`;
}

/** Why there is nothing to open, or not yet. */
function stateWords({ words }: View, { state, about }: ShownAttachment, channel?: string): string {
  // Over WhatsApp nobody was asked about it, because nothing can be fetched there.
  if (state === 'asked' && channel === 'whatsapp') return words('file.why.unsupported');
  return (about?.why && words.find(`file.why.${about.why}`)) ?? words(`file.${state}`);
}

function otherWords({ words }: View, { media }: PersonItem): string {
  if (!media) return '';
  const { kind, reference } = media;
  const place = /^geo:(-?[\d.]+),(-?[\d.]+)(;u=1000)?/.exec(reference);
  if (kind === 'location' && place) {
    const where = `${place[1]}, ${place[2]}`;
    return place[3] ? words('file.placeRough', { where }) : words('file.place', { where });
  }
  if (kind === 'contact') return words('file.contactUnread');
  return words.find(`media.${kind}`) ?? words('media.other');
}

/** One file: a picture blurred until she says that she is ready, a voice to play, a document to take along. */
export function attachmentPage(view: View, caseId: string, file: ShownAttachment): Html {
  const { words } = view;
  const what = words(`file.${file.kind}`);
  return layout(view, {
    place: 'talks',
    kind: 'file',
    body: html`<header class="top"><a class="back" href="/console/cases/${caseId}" aria-label="${words('back')}">${icon('back')}</a>
<h1>${what}</h1>${leave(view)}</header>
<main id="main" class="file-page">
${file.state === 'kept' ? opener(view, caseId, file) : html`<p>${what} · ${stateWords(view, file)}</p>`}
${file.state === 'kept' && proof(view, file)}
${file.state === 'kept' && remover(view, caseId, file)}
</main>`,
  });
}

function opener({ words }: View, caseId: string, file: ShownAttachment): Html {
  const body = `${fileUrl(caseId, file.id)}/body`;
  if (file.kind === 'photo')
    return html`<p id="see-why" class="hint">${words('file.seeWhy')}</p>
<input type="checkbox" class="unseen" id="see" aria-describedby="see-why"><label class="button" for="see">${words('file.see')}</label>
<div class="picture"><img src="${body}" alt="${words('file.alt')}"></div>`;
  if (file.kind === 'voice')
    return html`<audio controls preload="none" src="${body}" aria-label="${words('file.audio')}"></audio>`;
  return html`<p class="hint">${words('file.downloadWhy')}</p>
<p><a class="button" href="${body}" download>${words('file.download')}</a></p>`;
}

/** So that it can be shown later that this is what came. */
function proof({ words }: View, { about }: ShownAttachment): Html | false {
  if (!about) return false;
  const size = `${Math.ceil((about.originalBytes ?? 0) / 1024)} kB`;
  return html`<dl class="proof"><div><dt>${words('file.size')}</dt><dd>${size}</dd></div>
<div><dt>${words('file.hash')}</dt><dd class="hash">${about.originalHash ?? ''}</dd></div></dl>`;
}

function remover(view: View, caseId: string, { id }: ShownAttachment): Html {
  const { words } = view;
  return html`<form class="remove" method="post" action="${fileUrl(caseId, id)}/remove">${csrfField(view)}
<p class="hint">${words('file.removeWhy')}</p><button>${words('file.remove')}</button></form>`;
}
