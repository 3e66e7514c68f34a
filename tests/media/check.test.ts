import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { checkFile } from '../../src/media/check.ts';
import { limits } from '../../src/media/limits.ts';
import { docx, gif, pdf, photo, png, voice, zip } from './files.ts';

const jar = () => zip([{ name: 'Jahat.class', body: 'x' }]);
const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
const page = '<!doctype html><script>alert(1)</script>';

describe('a picture', () => {
  test('is drawn anew: where and when it was taken is gone, what came is proven by its hash', async () => {
    const bytes = await photo();
    expect(bytes.includes('KameraRahasia')).toBe(true);
    const checked = await checkFile('photo', bytes);
    if (checked.is !== 'fine') throw new Error(checked.why);
    const seen = await sharp(checked.body).metadata();
    expect([seen.format, seen.width, seen.height, seen.exif]).toEqual(['jpeg', 640, 480, undefined]);
    expect(checked.body.includes('KameraRahasia')).toBe(false);
    expect(checked.about).toEqual({
      ...{ type: 'image/jpeg', bytes: checked.body.length, width: 640, height: 480 },
      ...{ originalType: 'image/jpeg', originalBytes: bytes.length },
      originalHash: createHash('sha256').update(bytes).digest('hex'),
    });
  });

  test('may be a JPEG, a PNG, a WebP or a GIF, and becomes a JPEG no larger than can be read', async () => {
    for (const bytes of [
      await png(),
      await gif(),
      await sharp(await photo())
        .webp()
        .toBuffer(),
    ]) {
      const checked = await checkFile('photo', bytes);
      expect(checked).toMatchObject({ is: 'fine', about: { type: 'image/jpeg' } });
    }
    const large = await checkFile('photo', await photo(4_000, 1_000));
    expect(large).toMatchObject({ about: { width: limits.sideMax, height: limits.sideMax / 4 } });
  });

  test('that is also something else, or only says that it is a picture, is refused', async () => {
    const whole = await photo();
    const refused = {
      'a GIF that is also a Java archive': Buffer.concat([await gif(), jar()]),
      'a JPEG that is also a ZIP': Buffer.concat([whole, docx()]),
      'a JPEG cut in the middle': whole.subarray(0, whole.length / 2),
      'a page that calls itself a picture': Buffer.from(page),
      'a drawing with a script': Buffer.from(svg),
      'a PDF that calls itself a picture': pdf(),
      'the first bytes of a JPEG before a page': Buffer.concat([whole.subarray(0, 12), Buffer.from(page)]),
      nothing: Buffer.alloc(0),
    };
    for (const [what, bytes] of Object.entries(refused))
      expect((await checkFile('photo', bytes)).is, what).toBe('refused');
  });

  test('whose head claims more than any camera makes is refused before it is drawn', async () => {
    const bomb = await sharp({ create: { width: 9_000, height: 9_000, channels: 3, background: '#000' } })
      .png({ compressionLevel: 1 })
      .toBuffer();
    expect(await checkFile('photo', bomb)).toEqual({ is: 'refused', why: 'unsafe' });
  });

  test('sent as a document is not taken: nobody was asked about it', async () => {
    expect((await checkFile('document', await photo())).is).toBe('refused');
  });
});

describe('a voice note', () => {
  test('is kept as it came, its type by content', async () => {
    const bytes = voice();
    const checked = await checkFile('voice', bytes);
    if (checked.is !== 'fine') throw new Error(checked.why);
    expect(checked.about.type).toBe('audio/ogg');
    expect(checked.body.equals(bytes)).toBe(true);
  });

  test('that is something else, or larger than a bot may fetch, is refused', async () => {
    expect(await checkFile('voice', Buffer.from(page))).toEqual({ is: 'refused', why: 'unknownType' });
    expect(await checkFile('voice', Buffer.concat([voice(), jar()]))).toMatchObject({ is: 'refused' });
    const large = Buffer.concat([voice(), Buffer.alloc(limits.fileBytesMax)]);
    expect(await checkFile('voice', large)).toEqual({ is: 'refused', why: 'tooLarge' });
  });
});

describe('a document', () => {
  test('is a PDF that only shows pages, a Word or Excel file, or plain words', async () => {
    const fine = { pdf: pdf(), docx: docx(), text: Buffer.from('Nama PT: Maju Jaya\n\tgaji 5 juta\n') };
    for (const [what, bytes] of Object.entries(fine))
      expect((await checkFile('document', bytes)).is, what).toBe('fine');
    expect(await checkFile('document', fine.text)).toMatchObject({ about: { type: 'text/plain' } });
  });

  test('that can act, or cannot be looked into, is refused', async () => {
    const script = '5 0 obj\n<</S/JavaScript/JS(app.alert(1))>>\nendobj\n';
    const refused = {
      'a script': pdf(script),
      'a script behind an escape': pdf('5 0 obj\n<</S/J#61va#53cript/J#53(app.alert(1))>>\nendobj\n'),
      'a script in a packed stream': pdf('', '7 0 <</S/JavaScript/JS(app.alert(1))>>'),
      'a script between made-up stream marks': pdf(`%stream\n${script}%endstream\n`),
      'a program to start': pdf('5 0 obj\n<</S/Launch/F(cmd.exe)>>\nendobj\n'),
      'a file inside': pdf('5 0 obj\n<</Type/EmbeddedFile/Length 0>>\nendobj\n'),
      'an encrypted one': pdf('5 0 obj\n<</Encrypt 6 0 R>>\nendobj\n'),
      'a PDF that is also an archive': Buffer.concat([pdf(), jar()]),
      'a page before a PDF': Buffer.concat([Buffer.from(page), pdf()]),
      'macros in Word': docx({ name: 'word/vbaProject.bin', body: 'x' }),
      'a program in Word': docx({ name: 'word/embeddings/oleObject1.bin', body: 'x' }),
      'a Word file before another file': Buffer.concat([docx(), Buffer.from(page)]),
      'a plain archive': jar(),
      'a page': Buffer.from(page),
      'words with a page in them': Buffer.from(`halo\n<iframe src="x">`),
      'a drawing': Buffer.from(svg),
      'a program': Buffer.from('MZ\u0090\u0000'),
      'bytes of no kind': Buffer.from([0xff, 0xfe, 0x00, 0x01]),
    };
    for (const [what, bytes] of Object.entries(refused))
      expect((await checkFile('document', bytes)).is, what).toBe('refused');
  });
});

test('a video is never kept', async () => {
  const bytes = Buffer.concat([Buffer.from('\u0000\u0000\u0000\u0018ftypmp42', 'latin1'), Buffer.alloc(64)]);
  expect((await checkFile('video', bytes)).is).toBe('refused');
});
