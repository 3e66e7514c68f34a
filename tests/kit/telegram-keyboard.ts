/** Inline keyboards as the emulated Bot API reads them. */
export interface Button {
  label: string;
  /** Its callback_data. */
  token: string;
}

/** The buttons, or what Telegram calls the fault. */
export function readKeyboard(markup: unknown): Button[][] | string {
  const parsed: unknown = typeof markup === 'string' ? JSON.parse(markup) : markup;
  const rows = (parsed as { inline_keyboard?: unknown } | undefined)?.inline_keyboard;
  if (rows === undefined) return [];
  if (!Array.isArray(rows)) return 'object expected as reply markup';
  const keyboard: Button[][] = rows.map((row: { text?: unknown; callback_data?: unknown }[]) =>
    row.map(({ text, callback_data: token }) => ({ label: String(text ?? ''), token: String(token ?? '') })),
  );
  const buttons = keyboard.flat();
  if (buttons.some(({ label }) => label === '')) return "can't parse inline keyboard button: text is empty";
  const sizes = buttons.map(({ token }) => Buffer.byteLength(token));
  return sizes.some((size) => size < 1 || size > 64) ? 'BUTTON_DATA_INVALID' : keyboard;
}
