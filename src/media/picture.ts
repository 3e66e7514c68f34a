import { limits } from './limits.ts';

/**
 * Whether something that is no archive holds the end of one: such a file is a picture to one program and a
 * Java archive to another. A ZIP is found by its last record, which lies in the last 65,557 bytes.
 */
export function hasArchiveInside(bytes: Buffer): boolean {
  const tail = bytes.subarray(Math.max(0, bytes.length - 65_557));
  return tail.includes('PK\u0005\u0006', 0, 'latin1');
}

/**
 * The picture itself, drawn anew as a JPEG: nothing of the file it came in goes on, neither where and when it
 * was taken (EXIF, GPS) nor a smaller picture of what was cut away.
 * @returns undefined when it cannot be drawn, or claims to be larger than any camera makes
 */
export async function rebuildPicture(
  bytes: Buffer,
): Promise<{ body: Buffer; width: number; height: number } | undefined> {
  // Loaded when the first picture comes: the library costs tens of megabytes.
  const { default: sharp } = await import('sharp');
  sharp.cache(false);
  sharp.concurrency(1);
  try {
    const { data: body, info: size } = await sharp(bytes, {
      limitInputPixels: limits.pixelsMax,
      failOn: 'truncated',
    })
      .autoOrient()
      .resize({
        width: limits.sideMax,
        height: limits.sideMax,
        fit: 'inside',
        withoutEnlargement: true,
      })
      .flatten({ background: '#ffffff' })
      .jpeg({ quality: limits.quality })
      .toBuffer({ resolveWithObject: true });
    return { body, width: size.width, height: size.height };
  } catch {
    // Cut short, too large or not a picture: whatever it says is not worth the memory to find out.
    return undefined;
  }
}
