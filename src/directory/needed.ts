import { needsRegion, type Phone, type Service, type Stamp } from './numbers.ts';

/** Which numbers this organisation has to call before it is ready, the most needed first (design §7b). */
export interface NeededNumber {
  service: Service;
  phone: Phone;
  /** The newest call that decided something. */
  stamp: Stamp | null;
  /** Without it the page of readiness stays open; the others are worth a call too. */
  isMust: boolean;
}

/** What everybody is shown when nothing else is known: if one of them is wrong, all are harmed. */
const firstOfAll = ['polri-110', 'sapa-129'];

/**
 * @param province Kemendagri code of the organisation's province, two digits; empty while unknown
 * @returns the national ones that everybody sees, then those of the province, then the rest of the directory
 */
export function neededNumbers(
  directory: readonly Service[],
  province: string,
  stamps: readonly Stamp[],
): NeededNumber[] {
  const place = (service: Service) => service.area.kemendagri_code ?? '';
  const rank = (service: Service): number => {
    const first = firstOfAll.indexOf(service.id);
    if (first >= 0) return first;
    if (province !== '' && place(service).startsWith(province)) return 10;
    if (service.area.country === 'ID' && place(service) === '') return 20;
    return service.area.country === 'ID' ? 40 : 30;
  };
  return directory
    .filter(({ publish }) => publish !== false)
    .toSorted((one, other) => rank(one) - rank(other))
    .flatMap((service) =>
      service.phones
        .filter(({ disputed }) => disputed !== true)
        .map((phone) => ({
          service,
          phone,
          stamp: newest(stamps, service, phone),
          isMust: rank(service) <= 10 && !needsRegion(phone.number),
        })),
    );
}

function newest(stamps: readonly Stamp[], service: Service, phone: Phone): Stamp | null {
  const own = stamps.filter((stamp) => stamp.serviceId === service.id && stamp.number === phone.number);
  return own.toSorted((one, other) => other.at.getTime() - one.at.getTime())[0] ?? null;
}
