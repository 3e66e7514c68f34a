import { create } from 'qrcode';
import { type Html, html } from '../../http/html.ts';

/** Light modules around the code: readers need them (ISO 18004). */
const quiet = 4;

/**
 * A QR code as inline SVG, black on white in both lights: a camera does not read it the other way round.
 * @param label what it is, for who cannot see it; the address itself always stands beside as text
 */
export function qrCode(text: string, label: string): Html {
  const { size, data: dots } = create(text, { errorCorrectionLevel: 'M' }).modules;
  const rows = Array.from({ length: size * size }, (_, at) =>
    dots[at] ? `M${(at % size) + quiet} ${Math.floor(at / size) + quiet}h1v1h-1z` : '',
  );
  const side = size + 2 * quiet;
  return html`<svg class="qr" role="img" aria-label="${label}" viewBox="0 0 ${side} ${side}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${side}v${side}h-${side}z"/><path fill="#000" d="${rows.join('')}"/></svg>`;
}
