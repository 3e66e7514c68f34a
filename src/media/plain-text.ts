/** What a browser or an office program would take for more than words, whatever the file is called. */
const markup = /^\s*(<[!?a-z/]|\{\\rtf|%!ps|#!|mz)/i;

/** Words and nothing else: UTF-8, no control characters but line ends and tabs, and no page, script or program. */
export function isPlainText(bytes: Buffer): boolean {
  if (bytes.length === 0) return false;
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return false;
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  if (/[\u0000-\u0008\u000b\u000e-\u001f\u007f]/.test(text)) return false;
  return !markup.test(text) && !/<(script|html|svg|iframe|object|embed)\b/i.test(text);
}
