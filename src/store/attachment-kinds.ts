/** The kinds of message that are a file, as the table `attachments` knows them. */
const kinds = ['photo', 'voice', 'video', 'document'] as const;
export type AttachmentKind = (typeof kinds)[number];

/** Whether something that came is a file to be kept; a place, a contact and a sticker are not. */
export function isFile(media: string): media is AttachmentKind {
  return kinds.some((kind) => kind === media);
}
