import type { Add } from './letter-add.ts';
import { namesService } from '../knowledge/service-words.ts';
import type { Found } from '../values/found.ts';
import { findPersons } from '../values/person.ts';

/** A sentence goes on over points inside figures. */
const rest = String.raw`(?:[^.;:?!]|\.(?=\d))`;

/** What stands in front of what is to be done. */
const asking = new RegExp(
  String.raw`\b(?<cue>for|[Nn]eeds?|[Rr]equest(?:ing|s|ed)?(?: for)?|[Ww]ould (?:like|appreciate)|[Aa]ppreciate|[Oo]rder(?:ing|ed)?|[Rr]ecommend(?:ing|ed)?|[Pp]lease (?:schedule|arrange|provide|perform|do|obtain|give|complete)(?: (?:her|him|them|the patient|this patient))?(?: for)?|[Ss]chedule(?:d)? (?:her |him |them )?for|[Cc]onsider(?:ation)?(?: of| for)?|[Aa]sk(?:ing)? (?:you )?for|[Kk]indly (?:arrange|perform|provide|schedule|see (?:her|him|them) for)|[Aa]rrang(?:e|ing)|candidate for|in need of|[Rr]equires?|view to|[Hh]op(?:e|ing) for|[Vv]alue your|proceed with|undergo)\s+(?:an? |the |your |you to |further |him for |her for |them for )*(?!(?:[Pp]rovider|[Pp]hysician|[Dd]octor|[Cc]linician|[Mm]d|[Bb]y|[Nn]pi|[Pp]hone|[Ff]ax|[Pp]ractice|[Ff]acility|[Dd]ate|[Ii]nformation|[Cc]omments?|[Dd]etails|[Uu]ser|[Ii]d|[Nn]umber|[Ss]tatus|[Tt]ype|[Ss]et|[Ll]ocation|[Dd]epartment|[Ss]ite|[Oo]ffice)\b)(?=[A-Za-z]|\dD )`,
  'g',
);
const sentence = new RegExp(`^${rest}{3,170}`);

/** `for the following service: Audiology - hearing eval.` */
const following = new RegExp(
  String.raw`\bthe following (?:services?|tests?|procedures?|stud(?:y|ies)|consult(?:ation)?s?|orders?)(?: (?:is|are) (?:requested|ordered|needed))?[:;,]\s+(?<what>[A-Z]${rest}{3,80})(?=[.;?!]|$)`,
  'g',
);

/** `please evaluate and treat` */
const together =
  /\b(?:please\s+)?(?<what>(?:evaluate|eval|consult|assess) (?:and|&|\/) (?:treat(?:ment)?|manage|advise|recommend))\b/gi;

/** What stands in front of why. */
const because = new RegExp(
  String.raw`\b(?:(?:for|with|has|have) the following(?: (?:reasons?|problems?|concerns?|complaints?|symptoms?))?[:;,.]?|regarding|because of|due to|on account of|[Rr]eason(?: for (?:(?:the |this |your )?(?:referral|consult(?:ation)?|visit|request|evaluation)))? is(?: as follows)?:?|concern(?:s|ed)? (?:for|about|regarding|is)|complain(?:s|ing|ts?) of|present(?:s|ing|ed)? with|suffer(?:s|ing) from|(?:has been|is) (?:having|experiencing)|has (?:had|developed)|symptoms (?:include|of)|(?<!(?:[Pp]ersonal|[Ff]amily|[Pp]ast|[Nn]o) )history of|help with|assistance with|(?:opinion|advice|input|recommendations|thoughts) (?:on|regarding|about)|problem is|question is|[Ii]ssue is|[Ff]ound to have|[Dd]iagnosed with|[Cc]oncerns? (?:is|are)|[Cc]omplaint is|[Rr]eferral is for|[Rr]eferred (?:because of|due to)|[Cc]onsult is for|[Ii]ndication is|reports|describes|troubled by|worked up for|in (?:for|with))\s+(?:an? |the |her |his |their )?(?<why>(?:[A-Za-z+]|\d{1,3} )${rest}{4,160})(?=[.;?!]|$)`,
  'g',
);

/** What a letter asks for, and why. */
export function askInText(text: string, add: Add): void {
  for (const match of text.matchAll(asking)) {
    const from = match.index + match[0].length;
    const what = (sentence.exec(text.slice(from, from + 180))?.[0] ?? '').trimEnd();
    const context = text.slice(Math.max(0, match.index - 170), match.index);
    if (match.groups?.['cue'] === 'for' && !isAboutPatient(context, what)) continue;
    if (notAsked.test(context) || isOwnTask.test(what)) continue;
    askedFor(text, from, what, add);
  }
  askedInWords(text, add);
  for (const match of text.matchAll(because)) {
    const why = match.groups?.['why'] ?? '';
    const isStrong =
      /^(?:\w+ the following|regarding|because|due|reason|concern|complain|present|(?:has been|is) (?:having|experiencing))/i.test(
        match[0],
      );
    add(
      'reason',
      match.index + match[0].length - why.length,
      textFound(why),
      isStrong ? 0.4 : 0.3,
      'said in the text',
    );
  }
}

/** What is to be done and why, in the turns of phrase letters have for it. */
function askedInWords(text: string, add: Add): void {
  for (const [pattern, score] of [
    [following, 0.5],
    [together, 0.48],
  ] as const)
    for (const match of text.matchAll(pattern)) {
      const what = match.groups?.['what'] ?? '';
      const from = match.index + match[0].length - what.length;
      add('service', from, textFound(what), score, 'asked for in the text');
    }
  for (const match of text.matchAll(
    /\b(?:please )?(?:evaluate|see|assess)(?: and treat| and manage)? (?:(?:her|him|them|this patient|the patient|my patient|patient) )?for (?<why>[A-Za-z](?:[^.;:?!]|\.(?=\d)){3,140})/gi,
  )) {
    const why = match.groups?.['why'] ?? '';
    if (!namesService(why.slice(0, 40)))
      add(
        'reason',
        match.index + match[0].length - why.length,
        textFound(why),
        0.52,
        'what they ask to be seen for',
      );
  }
  for (const match of text.matchAll(mentioned)) {
    const what = match.groups?.['what'] ?? '';
    if (!/^(?:The|Your|This|Please|Any|For|Our|An?)\b/.test(what))
      add(
        'service',
        match.index,
        { ...textFound(what), doubt: 'it is named in the text; nothing says that it is asked for' },
        0.24,
        'named in the text',
      );
  }
}

/** `You do not need`, `If your patient needs`: a form speaks to all who fill it in. */
const notAsked =
  /\b(?:not|n['’]t|never|no|if (?:you|your patients?|the patient|patients?|they|he|she)|(?:are|is) (?:there )?any|whether (?:you|your patients?|the patient))\s+$/i;
/** `to finish the work-up`, `to send records`: what somebody else is to do. */
const isOwnTask =
  /^to (?!be |have |get |see |undergo |evaluate |assess |rule |establish |discuss |start |consider )\w+/i;

/** "with Dr. Jane Doe", "to Jane Doe, MD": a doctor in a sentence that asks for something. */
export function askedOf(text: string, add: Add): void {
  for (const match of text.matchAll(
    /(?<before>\S+ \S+ |^)\b(?:with|by|see|to|for)\s+(?=(?:Dr\.?|Doctor)? ?\p{Lu})/gu,
  )) {
    const from = match.index + match[0].length;
    const [person] = findPersons(text.slice(from, from + 60));
    const isDoctor =
      person !== undefined &&
      (person.value.split(', ').length > 2 || /^(?:dr|doctor)\b/i.test(text.slice(from)));
    if (!isDoctor || person.from > 4 || person.fit < 0.9) continue;
    if (
      /\b(?:signed|ordered|referred|sent|seen|followed|requested|written|managed)(?: today)? by\s+$/i.test(
        text.slice(Math.max(0, from - 20), from),
      )
    )
      continue;
    add('requested_provider', from, person, 0.5, 'with whom they ask for it');
  }
}

/** A phrase that names something to be done, where nothing asks for it in words that are known. */
const mentioned =
  /(?<what>(?:[A-Z][a-z]+ |MRI |CT |EMG |GI |ENT )(?:[a-z-]+ ){0,2}(?:consultation|evaluation|consult|clinic|test|study|therapy|injection|colonoscopy|endoscopy|echocardiogram|monitor|ultrasound|screening))\b/g;

function isAboutPatient(context: string, what: string): boolean {
  if (/\b(?:thanks?|thank you|grateful|appreciate)(?: you)?(?: so much| very much)?\s*$/i.test(context))
    return /\brefer/i.test(what);
  return (
    /\b(?:refer|see|seeing|send|evaluat|introduc|born|dob|old|patient|schedul|appointment)/i.test(context) &&
    !/^(?:the |your |any |further )?(?:questions|review|records|referral|listed|services listed|office|payment|use|her |his |him|them|you\b|me\b|us\b)/i.test(
      what,
    )
  );
}

/** "evaluation of chronic cough": what is to be done and why; the sentence behind may say why. */
function askedFor(text: string, from: number, what: string, add: Add): void {
  const of =
    /^(?<service>(?:(?! for ).)*?\b(?:evaluation|consultation|consult|assessment|management|treatment|work-?up|opinion|evaluate|treat)(?: and (?:\w+ ?){1,3})?) (?:of|for|regarding|on|about|concerning|due to|because of) (?<reason>.{3,})$/i.exec(
      what,
    );
  const [head = ''] = what
    .replace(/^(?:help|assistance|advice|input) (?:with|on) (?:an? |the )?/i, '')
    .split(/,? for /);
  const service = of?.groups?.['service'] ?? (namesService(head) ? head : '');
  const trimmed = service.replace(withWhom, '').replace(tail, '').trim();
  if (trimmed !== '' && trimmed.length < 70)
    add(
      'service',
      from + Math.max(0, what.indexOf(trimmed)),
      textFound(trimmed),
      0.5,
      'asked for in the text',
    );
  const reason = of?.groups?.['reason'] ?? (service === '' ? what : '');
  if (reason !== '') {
    const isWhy =
      service !== '' ||
      !/^(?:you|your|me|us|the|this|that|any|all|more|to|refer|send|be|with|early|an?)\b/i.test(reason);
    if (isWhy)
      add(
        'reason',
        from + what.length - reason.length,
        textFound(reason.replace(/^(?:her|his|their) /, '')),
        of ? 0.5 : 0.2,
        'asked for in the text',
      );
  } else if (trimmed !== '') sentenceBehind(text, from + what.length, add);
}

/** What follows what is asked for: when, how soon. */
const tail =
  /,? (?:preferably|ideally|on an? \w+ basis|stat\b|urgent(?:ly)?\b|asap\b|routine(?:ly)?\b|today\b|when|as soon|at your|and (?:would|look|let)|within|asap|please|urgently|to be|in your|with you|at the|reason|on an urgent|as an?|if possible|this|before).*$/is;

/** With whom, behind what is asked for. */
const withWhom =
  /,? (?:with|by) (?=(?:[Dd]r\b|[Dd]octor\b|\p{Lu}[\p{L}'’-]+,? (?:\p{Lu}\.? )?\p{Lu}\p{L})).*$/su;

function sentenceBehind(text: string, end: number, add: Add): void {
  const next = /^[.:;]\s+(?<lead>rea[sg][oa]n\W+)?(?<said>[A-Z](?:[^.?!]|\.(?=\d)){4,160})[.?!]/i.exec(
    text.slice(end, end + 200),
  );
  const said = next?.groups?.['said'];
  if (!next || said === undefined) return;
  if (
    /^(?:please|thank|this is|he |she |they |i |we |medication|call|see |he'|she'|my |our |the patient|if |her |his |ins|dx|diagnos)/i.test(
      said,
    )
  )
    return;
  add(
    'reason',
    end + next[0].lastIndexOf(said) + leadOf(said),
    textFound(said.slice(leadOf(said))),
    0.42,
    'the sentence behind what is asked for',
  );
}

/** Letters that only lead to the reason: `The main concern is`, `Mrs. Doe presents with`. */
export function leadOf(said: string): number {
  return leads.exec(said)?.[0].length ?? 0;
}

const leads =
  /^(?:in (?:short|brief|summary)|briefly|to summarize|summary)[:,] |^(?:(?:the|my|our|her|his|their) )?(?:(?:main|primary|chief|current|presenting|clinical|specific) )?(?:reason|concern|question|problem|complaint|issue|indication|purpose)s?(?: for (?:this |the |your )?[\w -]{3,24}?)? (?:is|are|was|being)(?: that| as follows:?)? |^(?:this |the )?(?:referral|request|consult(?:ation)?|order|visit) is (?:for|because of|due to|regarding|about) |^(?:(?:the|this|our|my) patient|(?:mrs?|ms|miss)\.? \S+) (?:is |has |was |who )?(?:been )?(?:present(?:s|ed|ing) with|complain(?:s|ed|ing) of|report(?:s|ed|ing)|describ(?:es|ed|ing)|having|had|has|experienc(?:es|ed|ing)|suffer(?:s|ed|ing) from|troubled by|bothered by) /i;

function textFound(said: string): Found {
  const value = said
    .replaceAll(/\s+/g, ' ')
    .replace(/[\s,]+$/, '')
    .trim();
  return { value, from: 0, to: said.length, fit: 1, repaired: 0 };
}
