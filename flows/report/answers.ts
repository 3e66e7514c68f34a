/** What a report asks, as codes. Wording lives in locales/, and nothing a person wrote lives here. */
/** `leaving` is about to go away for work; `organisation` hands a case in for somebody else. */
export const whoCodes = ['me', 'family', 'other', 'child', 'leaving', 'organisation'] as const;
/** GBVIMS statistics bands (standards.md §3.2); `under12` and `12to17` switch to the child's path. */
export const ageCodes = ['under12', '12to17', '18to25', '26to40', '41to60', 'over60'] as const;
export const topicCodes = ['trafficking', 'goneSilent', 'home', 'sexual', 'online', 'other'] as const;
/** GBVIMS elapsed-time buckets; the first two decide medical urgency (72 h, 120 h). */
export const whenCodes = ['within3days', 'days4to5', 'days6to14', 'weeks2to4', 'overMonth'] as const;
export const helpCodes = ['talk', 'safePlace', 'health', 'legal', 'findPerson', 'comeHome'] as const;
/** May we write first (R11)? In this chat at any time, only in some hours, or never. */
export const contactCodes = ['anytime', 'hours', 'iReturn'] as const;
/** Pagi, siang, sore, malam. */
export const hourCodes = ['morning', 'noon', 'afternoon', 'evening'] as const;
/** The neutral line that goes before anything else, and the word she answers it with. */
export const firstLineCodes = ['hello', 'parcel', 'free'] as const;
export const replyWordCodes = ['ready', 'later', 'red'] as const;
export const yesNoCodes = ['yes', 'no'] as const;
/** Komnas Perempuan and UU 23/2004 (standards.md §3.5). */
export const formCodes = ['fisik', 'psikis', 'seksual', 'penelantaran', 'ekonomi', 'politik'] as const;
/** `tfgbv_form[]` of standards.md §3.5, on three pages; grooming is only for a child. */
export const pictureCodes = [
  'ncii_threat',
  'ncii_shared',
  'sextortion',
  'deepfake',
  'unwanted_content',
  'grooming',
] as const;
export const accountCodes = ['hacking', 'impersonation', 'doxing', 'stalking', 'spyware'] as const;
export const attackCodes = ['harassment', 'hate_attack', 'fraud_recruit', 'other'] as const;
/** Today and three days are what standards.md §4.7 calls U1. */
export const weaponCodes = ['today', 'before', 'no'] as const;
export const chokedCodes = ['within3days', 'before', 'no'] as const;
export const deadlineCodes = ['within2days', 'later', 'none'] as const;
export const workCodes = ['house', 'farm', 'ship', 'factory', 'computer', 'nightlife'] as const;
export const leftWithCodes = ['agent', 'family', 'friend', 'alone'] as const;
/** standards.md §4.7: what makes it more urgent; `dependent` = a disability, and the one who did it is the carer. */
export const needCodes = ['pregnant', 'dependent', 'none'] as const;
export const leavesCodes = ['within3days', 'later'] as const;
/** HTCDS org_Type, the six that hand cases in. */
export const orgTypeCodes = [
  'NGO',
  'LawEnforcement',
  'HealthServiceOrganisation',
  'LocalGovernmentOrganisation',
  'SchoolOrCollege',
  'ImmigrationService',
] as const;
/** Whether the person knows of it, and has said yes to it. */
export const agreedCodes = ['agreed', 'knows', 'unaware'] as const;
/** Services of standards.md §3.6. */
export const doneCodes = [
  'penampungan',
  'kesehatan',
  'psikologis',
  'bantuan_hukum',
  'penegakan_hukum',
  'nothing',
] as const;
/** After the notice of a duty to tell the police: everything, or without details. */
export const noticeCodes = ['goOn', 'noDetails'] as const;
/** How it was, asked without a name after a case is closed (R49): the best of three first. */
export const feedbackCodes = ['yes', 'partly', 'no'] as const;
export interface Feedback {
  clear?: (typeof feedbackCodes)[number];
  respected?: (typeof feedbackCodes)[number];
  again?: (typeof feedbackCodes)[number];
}
export const otherCodes = ['tiredOfLife', 'story'] as const;

/** `unknown` = "tidak tahu", `skipped` = "lewati"; absent = not asked yet (R40). */
export type Answer<Code extends string> = Code | 'unknown' | 'skipped';
type One<Codes extends readonly string[]> = Answer<Codes[number]>;
type Many<Codes extends readonly string[]> = Codes[number][] | 'unknown' | 'skipped';
type YesNo = One<typeof yesNoCodes>;

/** Whose words these are (HTCDS has no field for it; standards.md §4.4). */
export type Source = 'self' | 'relative' | 'witness' | 'organisation';

/** One sign of trafficking, as HTCDS 2.0 names it; `RestrictsMovement` is our extension. */
export interface Indicator {
  field: 'vic_MethodsOfControl' | 'vic_TypeOfExploitation';
  code:
    | 'RestrictsMovement'
    | 'WithholdsDocuments'
    | 'PhysicalThreats'
    | 'ForcedLabour'
    | 'TakesEarnings'
    | 'DebtBondage'
    | 'FalsePromises';
  source: Source;
}

export interface Answers {
  who?: One<typeof whoCodes>;
  age?: One<typeof ageCodes>;
  topic?: One<typeof topicCodes>;
  dangerNow?: YesNo;
  /** Does the person know that somebody writes to us about her (R37)? */
  knows?: YesNo;
  /** Does that person agree that her number is kept (R37)? The number itself never stands here. */
  herNumber?: YesNo;
  when?: One<typeof whenCodes>;
  where?:
    | { country: string; province: string | null; regency: string | null; label: string }
    | 'unknown'
    | 'skipped';
  help?: Many<typeof helpCodes>;
  contact?: One<typeof contactCodes>;
  hours?: Many<typeof hourCodes>;
  firstLine?: One<typeof firstLineCodes>;
  /** That a word is agreed, never the word: that stands in the case and with the chat. */
  replyWord?: Answer<'agreed'>;
  /** May we speak with her parents or guardian (R36)? */
  guardian?: YesNo;
  /** T1–T8 of standards.md §4.4. `canLeave` is a sign when it is no, the others when they are yes. */
  canLeave?: YesNo;
  papersHeld?: YesNo;
  threatened?: YesNo;
  forced?: YesNo;
  wagesHeld?: YesNo;
  owes?: YesNo;
  deceived?: YesNo;
  cutOff?: YesNo;
  indicators?: Indicator[];
  /** She said, before the two heavy questions, that it is still safe to chat (R2). */
  safeAgain?: Answer<'safe'>;
  /** Gone silent. */
  work?: One<typeof workCodes>;
  leftWith?: One<typeof leftWithCodes>;
  familyPapers?: YesNo;
  ransom?: YesNo;
  /** At home: forms, and D1–D4 of standards.md §4.5. */
  forms?: Many<typeof formCodes>;
  weapon?: One<typeof weaponCodes>;
  choked?: One<typeof chokedCodes>;
  threatKill?: YesNo;
  fearsKill?: YesNo;
  near?: YesNo;
  needs?: One<typeof needCodes>;
  onlinePictures?: Many<typeof pictureCodes>;
  onlineAccount?: Many<typeof accountCodes>;
  onlineAttack?: Many<typeof attackCodes>;
  deadline?: One<typeof deadlineCodes>;
  other?: One<typeof otherCodes>;
  told?: Answer<'told'>;
  /** S1 of standards.md §4.6. A yes and no answer are the same; a no is never a negative. */
  selfHarm?: YesNo;
  leaves?: One<typeof leavesCodes>;
  fee?: YesNo;
  orgType?: One<typeof orgTypeCodes>;
  orgAgreed?: One<typeof agreedCodes>;
  orgDone?: Many<typeof doneCodes>;
  notice?: One<typeof noticeCodes>;
  consentService?: boolean;
  consentStatistics?: boolean;
}

export type ManyField =
  | 'help'
  | 'hours'
  | 'forms'
  | 'onlinePictures'
  | 'onlineAccount'
  | 'onlineAttack'
  | 'orgDone';
/** Answered by one code. */
export type OneField = Exclude<
  keyof Answers,
  ManyField | 'where' | 'indicators' | 'consentService' | 'consentStatistics'
>;
export type AskedField = OneField | ManyField | 'where';

/** What the questions of the topics asked: of another topic it would say something nobody said. */
export const topicFields: readonly AskedField[] = [
  ...(['canLeave', 'papersHeld', 'threatened', 'forced', 'wagesHeld', 'owes', 'deceived'] as const),
  ...(['cutOff', 'safeAgain', 'work', 'leftWith', 'familyPapers', 'ransom', 'forms', 'weapon'] as const),
  ...(['choked', 'threatKill', 'fearsKill', 'near', 'needs', 'onlinePictures', 'onlineAccount'] as const),
  ...(['onlineAttack', 'deadline', 'other', 'told', 'knows'] as const),
  'herNumber',
];

/** What must be asked anew when this answer is changed. */
export const dependents: Readonly<Partial<Record<AskedField, readonly AskedField[]>>> = {
  who: ['knows', 'herNumber', 'leaves', 'fee', 'orgType', 'orgAgreed', 'orgDone'],
  topic: topicFields,
  contact: ['hours', 'firstLine', 'replyWord'],
};

/** Whom the answers are about is not the one who writes. */
export function isAboutAnother({ who }: Answers): boolean {
  return who === 'family' || who === 'other' || who === 'child' || who === 'organisation';
}

/** The one who writes is a child herself: she is spoken to as one (R34). */
export function isChildWriting({ age, who }: Answers): boolean {
  return (age === 'under12' || age === '12to17') && (who === 'me' || who === 'leaving');
}
