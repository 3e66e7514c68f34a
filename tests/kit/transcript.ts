import { startTalk, takeLine } from '../../src/cli/chat.ts';
import type { ChannelName } from '../../src/conversation/messages.ts';

/**
 * Transcripts: talks as text that a counsellor can read and correct (the form: src/cli/chat.ts). Keys, not
 * wording, so that translators break nothing. Every turn goes through JSON and back, so nothing can hide in
 * memory.
 */
export type Rendering = ChannelName;

/** Runs the input lines of a transcript and writes it anew: equal text means that nothing has changed. */
export function rerun(text: string, channel: Rendering): string {
  const talk = startTalk(channel, 'id');
  const out: string[] = [];
  for (const line of text.split('\n')) {
    if (line.startsWith('<') || line.startsWith('!')) continue;
    if (line.trim() !== '' || out.at(-1) !== '') out.push(line.trimEnd());
    out.push(...takeLine(talk, line).lines);
  }
  return `${out.join('\n').trimEnd()}\n`;
}
