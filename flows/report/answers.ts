/** What a report asks, as codes. Wording lives in locales/, and nothing a person wrote lives here. */
export const whoCodes = ['me', 'family', 'other', 'child'] as const;
/** GBVIMS statistics bands (standards.md §3.2); `under12` and `12to17` switch to the child's path. */
export const ageCodes = ['under12', '12to17', '18to25', '26to40', '41to60', 'over60'] as const;
export const topicCodes = ['trafficking', 'goneSilent', 'home', 'sexual', 'online', 'other'] as const;
/** GBVIMS elapsed-time buckets; the first two decide medical urgency (72 h, 120 h). */
export const whenCodes = ['within3days', 'days4to5', 'days6to14', 'weeks2to4', 'overMonth'] as const;
export const helpCodes = ['talk', 'safePlace', 'health', 'legal', 'findPerson', 'comeHome'] as const;
export const contactCodes = ['anytime', 'morning', 'afternoon', 'evening', 'iReturn'] as const;

/** `unknown` = "tidak tahu", `skipped` = "lewati"; absent = not asked yet (R40). */
export type Answer<Code extends string> = Code | 'unknown' | 'skipped';

export interface Answers {
  who?: Answer<(typeof whoCodes)[number]>;
  age?: Answer<(typeof ageCodes)[number]>;
  topic?: Answer<(typeof topicCodes)[number]>;
  dangerNow?: Answer<'yes' | 'no'>;
  when?: Answer<(typeof whenCodes)[number]>;
  where?:
    | { country: string; province: string | null; regency: string | null; label: string }
    | 'unknown'
    | 'skipped';
  help?: (typeof helpCodes)[number][] | 'unknown' | 'skipped';
  contact?: Answer<(typeof contactCodes)[number]>;
  consentService?: boolean;
  consentStatistics?: boolean;
}
