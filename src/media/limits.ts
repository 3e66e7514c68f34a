/** Bounds of what is taken in, and why. */
export const limits = {
  /** What a bot may download from Telegram (standards.md §7.4), and an hour of speech. */
  fileBytesMax: 20 * 1024 * 1024,
  /** Of one upload on the page: it lies in memory while it comes. */
  uploadBytesMax: 10 * 1024 * 1024,
  /** A phone's largest camera today; a picture that claims more is built to fill memory. */
  pixelsMax: 60_000_000,
  /** Enough to read a paper that was photographed; smaller to keep and to send over a poor line. */
  sideMax: 2_048,
  quality: 82,
  /** Of a PDF's object streams, once unpacked: what is more is built to fill memory. */
  unpackedBytesMax: 32 * 1024 * 1024,
  /** Entries of an office file: real ones have some dozens. */
  entriesMax: 2_000,
} as const;
