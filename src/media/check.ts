import { createHash } from 'node:crypto';
import type { AttachmentKind } from '../store/attachment-kinds.ts';
import type { About } from '../store/attachments.ts';
import { limits } from './limits.ts';
import { isSafeOffice } from './office.ts';
import { isSafePdf } from './pdf.ts';
import { hasArchiveInside, rebuildPicture } from './picture.ts';
import { isPlainText } from './plain-text.ts';

/**
 * What a file is, by its content and never by its name, and whether it may be kept. Whatever is two things at
 * once (a picture that is also an archive, a page that calls itself a picture) is refused: the browser or
 * the phone of a counsellor would choose the other one.
 */
export type Checked =
  | { is: 'fine'; body: Buffer; about: About }
  | { is: 'refused'; why: 'tooLarge' | 'unknownType' | 'unsafe' };

/** Voice notes of phones and chat apps; every one is only ever played, as exactly this type. */
const sounds: ReadonlySet<string> = new Set([
  'audio/ogg',
  'audio/opus',
  'audio/mpeg',
  'audio/mp4',
  'audio/x-m4a',
  'audio/aac',
  'audio/wav',
  'audio/flac',
  'audio/amr',
]);
const pictures: ReadonlySet<string> = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/gif']);
const office: ReadonlySet<string> = new Set([
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
]);

/**
 * @param kind what it was sent as; a picture sent as a document is not asked about, so it is not taken as one
 * @param bytes held in memory only
 */
export async function checkFile(kind: AttachmentKind, bytes: Buffer): Promise<Checked> {
  if (bytes.length > limits.fileBytesMax) return { is: 'refused', why: 'tooLarge' };
  const type = await typeOf(bytes);
  switch (kind) {
    case 'photo':
      return checkPicture(bytes, type);
    case 'voice':
      return type !== undefined && sounds.has(type) && !hasArchiveInside(bytes)
        ? fine(bytes, bytes, type, type)
        : { is: 'refused', why: 'unknownType' };
    case 'document':
      return checkDocument(bytes, type);
    case 'video':
      return { is: 'refused', why: 'unknownType' };
  }
}

/** A file that nobody told the kind of: what its bytes say. The page asked about pictures before. */
export async function checkUpload(
  bytes: Buffer,
): Promise<
  (Extract<Checked, { is: 'fine' }> & { kind: AttachmentKind }) | Extract<Checked, { is: 'refused' }>
> {
  if (bytes.length > limits.uploadBytesMax) return { is: 'refused', why: 'tooLarge' };
  const type = await typeOf(bytes);
  const kind = type?.startsWith('image/') ? 'photo' : type?.startsWith('audio/') ? 'voice' : 'document';
  const checked = await checkFile(kind, bytes);
  return checked.is === 'fine' ? { ...checked, kind } : checked;
}

/** Loaded when the first file comes: most hours bring none, and it costs memory. */
async function typeOf(bytes: Buffer): Promise<string | undefined> {
  const { fileTypeFromBuffer } = await import('file-type');
  try {
    const found = await fileTypeFromBuffer(bytes);
    // "audio/ogg; codecs=opus": the parameter says nothing that a player does not find itself.
    return found?.mime.split(';', 1)[0];
  } catch {
    // A file that breaks its reader is of no type that we keep.
    return undefined;
  }
}

async function checkPicture(bytes: Buffer, type: string | undefined): Promise<Checked> {
  if (type === undefined || !pictures.has(type)) return { is: 'refused', why: 'unknownType' };
  if (hasArchiveInside(bytes)) return { is: 'refused', why: 'unsafe' };
  const built = await rebuildPicture(bytes);
  if (!built) return { is: 'refused', why: 'unsafe' };
  const { body, width, height } = built;
  const checked = fine(bytes, body, type, 'image/jpeg');
  return { ...checked, about: { ...checked.about, width, height } };
}

function checkDocument(bytes: Buffer, type: string | undefined): Checked {
  if (type === 'application/pdf')
    return isSafePdf(bytes) ? fine(bytes, bytes, type, type) : { is: 'refused', why: 'unsafe' };
  if (type !== undefined && office.has(type))
    return isSafeOffice(bytes) ? fine(bytes, bytes, type, type) : { is: 'refused', why: 'unsafe' };
  if (type === undefined && isPlainText(bytes)) return fine(bytes, bytes, 'text/plain', 'text/plain');
  return { is: 'refused', why: 'unknownType' };
}

function fine(original: Buffer, body: Buffer, originalType: string, type: string) {
  const originalHash = createHash('sha256').update(original).digest('hex');
  const about: About = {
    type,
    bytes: body.length,
    originalHash,
    originalType,
    originalBytes: original.length,
  };
  return { is: 'fine' as const, body, about };
}
