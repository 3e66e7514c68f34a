/** Nothing that betrays on a lock screen (standards.md R8). */
export const sensitive =
  /kekerasan|perkosa|korban|tppo|polisi|polri|lapor|seksual|bunuh diri|bahaya|disakiti|diancam|pelecehan|perdagangan|kdrt|violence|\brape|victim|police|sexual|suicide|\breport|abuse|danger|threat|\bhurt|assault|traffick/i;
