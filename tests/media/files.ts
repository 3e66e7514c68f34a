import { deflateSync } from 'node:zlib';
import sharp from 'sharp';

/** Real files, made byte by byte or by the library that the product uses. */

/** A picture of one colour with EXIF: a camera's name and a place in Kupang. */
export async function photo(width = 640, height = 480): Promise<Buffer> {
  const picture = sharp({ create: { width, height, channels: 3, background: '#88664a' } });
  return picture
    .jpeg()
    .withExif({
      IFD0: { Make: 'KameraRahasia', Copyright: 'Nama Orang' },
      IFD3: { GPSLatitudeRef: 'S', GPSLatitude: '10/1 10/1 0/1', GPSLongitude: '123/1 36/1 0/1' },
    })
    .toBuffer();
}

export async function png(): Promise<Buffer> {
  return sharp({ create: { width: 30, height: 20, channels: 4, background: '#88664a80' } })
    .png()
    .toBuffer();
}

export async function gif(): Promise<Buffer> {
  return sharp({ create: { width: 30, height: 20, channels: 3, background: '#88664a' } })
    .gif()
    .toBuffer();
}

/** An Ogg page with the head of an Opus stream: how Telegram and WhatsApp send a voice note. */
export function voice(seconds = 3): Buffer {
  const head = Buffer.alloc(28);
  head.write('OggS', 0, 'latin1');
  head.writeUInt8(2, 5);
  head.writeUInt8(1, 26);
  head.writeUInt8(19, 27);
  const opus = Buffer.alloc(19);
  opus.write('OpusHead', 0, 'latin1');
  opus.writeUInt8(1, 8);
  opus.writeUInt8(1, 9);
  opus.writeUInt32LE(48_000, 12);
  return Buffer.concat([head, opus, Buffer.alloc(seconds * 3_000, 0x5a)]);
}

export interface Entry {
  name: string;
  body: string;
}

/** A ZIP with its files as they are, which is all that a reader needs. */
export function zip(entries: readonly Entry[]): Buffer {
  const parts: Buffer[] = [];
  const list: Buffer[] = [];
  let at = 0;
  for (const { name, body } of entries) {
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(20, 4);
    local.writeUInt32LE(crc(Buffer.from(body)), 14);
    local.writeUInt32LE(Buffer.byteLength(body), 18);
    local.writeUInt32LE(Buffer.byteLength(body), 22);
    local.writeUInt16LE(Buffer.byteLength(name), 26);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    local.copy(central, 6, 4, 30);
    central.writeUInt32LE(at, 42);
    list.push(central, Buffer.from(name));
    const file = Buffer.concat([local, Buffer.from(name), Buffer.from(body)]);
    parts.push(file);
    at += file.length;
  }
  const directory = Buffer.concat(list);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, directory, end]);
}

function crc(bytes: Buffer): number {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return (value ^ 0xffffffff) >>> 0;
}

export function docx(...more: Entry[]): Buffer {
  const type = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml';
  const types = `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="${type}"/></Types>`;
  return zip([
    { name: '[Content_Types].xml', body: types },
    { name: '_rels/.rels', body: '<Relationships/>' },
    { name: 'word/document.xml', body: '<w:document>kontrak</w:document>' },
    ...more,
  ]);
}

/** A PDF with one page; `objects` stand in it in clear, `packed` inside an object stream. */
export function pdf(objects = '', packed?: string): Buffer {
  const content = deflateSync(Buffer.from('BT /F1 24 Tf 72 720 Td (Kontrak kerja) Tj ET'));
  const parts = [
    Buffer.from(
      `%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R/OpenAction[3 0 R/Fit]>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n3 0 obj\n<</Type/Page/Parent 2 0 R/Contents 4 0 R>>\nendobj\n4 0 obj\n<</Length ${content.length}/Filter/FlateDecode>>\nstream\n`,
      'latin1',
    ),
    content,
    Buffer.from(`\nendstream\nendobj\n${objects}`, 'latin1'),
  ];
  if (packed !== undefined) {
    const box = deflateSync(Buffer.from(packed, 'latin1'));
    const head = `6 0 obj\n<</Type/ObjStm/N 1/First 4/Length ${box.length}/Filter/FlateDecode>>\nstream\n`;
    parts.push(Buffer.from(head), box, Buffer.from('\nendstream\nendobj\n'));
  }
  return Buffer.concat([...parts, Buffer.from('trailer\n<</Root 1 0 R>>\n%%EOF\n')]);
}
