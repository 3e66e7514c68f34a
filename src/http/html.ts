import { html as ghtml } from 'ghtml';

/**
 * A page is an Html, never a string: whatever is not an Html is escaped (by ghtml), so what a frightened
 * or hostile person wrote can never become a tag. There is no way to mark a string as safe.
 */
export class Html {
  readonly markup: string;
  private constructor(markup: string) {
    this.markup = markup;
  }
  static from(literals: TemplateStringsArray, values: readonly Value[]): Html {
    let markup = literals[0] ?? '';
    values.forEach((value, index) => {
      markup += write(value) + (literals[index + 1] ?? '');
    });
    return new Html(markup);
  }
  toString(): string {
    return this.markup;
  }
}

export type Value = Html | string | number | false | null | undefined | readonly Value[];

function write(value: Value): string {
  if (value === null || value === undefined || value === false) return '';
  if (value instanceof Html) return value.markup;
  if (typeof value === 'string' || typeof value === 'number') return ghtml`${String(value)}`;
  return value.map(write).join('');
}

/** `html\`<p>${words}</p>\``: numbers and strings are escaped, Html is kept, lists are joined. */
export function html(literals: TemplateStringsArray, ...values: Value[]): Html {
  return Html.from(literals, values);
}
