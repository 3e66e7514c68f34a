import type { Story } from './demo-story.ts';

/** The demo's story for `--lang en`: the same people, who write in English. Made up as well. */
export const englishStory: Story = {
  chatName: 'Ruang Tulis',
  supervisor: 'Rahel',
  counsellor: 'Sari',
  cases: [
    {
      minutesAgo: 132,
      says: [
        'Excuse me. I have to pay 5 million tomorrow to leave for a job in Taiwan. They say the visa comes later.',
      ],
      answers: {
        who: 'me',
        age: '18to25',
        topic: 'trafficking',
        dangerNow: 'no',
        when: 'within3days',
        where: 'Kabupaten Indramayu',
        help: ['legal'],
        contact: 'anytime',
        agrees: true,
      },
      adds: 'My mother sold a cow for that money. I do not want to get it wrong.',
    },
    {
      minutesAgo: 94,
      says: ['HUMAN', 'I do not know where to begin, sorry. Can I just talk to a person?'],
    },
    {
      minutesAgo: 52,
      says: ['My husband hit me again. I am afraid at home.'],
      talk: [
        {
          us: 'Hello. I am a counsellor and I have read what you wrote. Is it safe to type now?',
          person: 'It is. He has gone out, I am here with my child.',
        },
        {
          us: 'Good. If he comes back, just type EXIT. What would help you most now?',
          person: 'I want to know where we can go tomorrow, me and one child.',
        },
        {
          us: 'Thank you for trusting me. I am looking now and will tell you here.',
          person: null,
        },
      ],
    },
    {
      minutesAgo: 38,
      says: [
        'My younger sister works in Malaysia and nobody has reached her for two weeks. Our mother cannot sleep.',
      ],
      answers: {
        who: 'family',
        age: '18to25',
        topic: 'goneSilent',
        dangerNow: 'unknown',
        when: 'days6to14',
        where: 'Malaysia',
        help: ['findPerson', 'comeHome'],
        contact: 'hours',
        hours: ['evening'],
        agrees: true,
      },
      adds: 'She last said that she would change employers. Then her number went dead.',
    },
    {
      minutesAgo: 21,
      says: [
        "I work in somebody's house. My employer took my passport on the first day and has not paid me for four months.",
      ],
      answers: { abroad: 'Saudi Arabia', who: 'me', age: '26to40', topic: 'trafficking', dangerNow: 'no' },
      adds: 'I just want to go home. My child starts school this year.',
    },
    {
      minutesAgo: 8,
      says: [
        'hi, i am 15. somebody on instagram threatens to spread my photos if i do not send money tomorrow',
      ],
      answers: {
        who: 'me',
        age: '12to17',
        topic: 'online',
        dangerNow: 'no',
        when: 'within3days',
        where: 'Kota Kupang',
      },
      adds: 'please do not tell my parents yet',
    },
  ],
  visitors: [
    {
      says: [
        'hello',
        'is it true that i can talk here?',
        'my husband is furious again',
        'he locked me in the bedroom and he has a knife',
      ],
      waits: ['he is still outside the door', 'my battery is low, but i am waiting here'],
      silence: 'are you still there?',
      answers: [
        { to: /\bsafe\b/i, say: 'not yet. he is in the front room, i can type quietly' },
        { to: /where|address|location|city/i, say: 'in batam. may i give the address later?' },
        { to: /police|110|129|call|phone|number/i, say: 'if i call he hears me. can we stay in the chat?' },
        { to: /hurt|injur|blood|doctor/i, say: 'my arm is bruised, but i can walk' },
        { to: /child|alone|kid/i, say: 'my child is with me, four years old. asleep' },
      ],
      replies: [
        'thank you for answering. i thought nobody was there',
        'yes. please stay with me for a moment',
        'that is his motorbike, he has left. the neighbour is kind, i am going there now',
        'i am at the neighbour’s house. thank you so much. i put the phone away now',
      ],
    },
    {
      says: [
        'hello, who is this?',
        'i am a man, that is all right too?',
        'i am in Cambodia, they promised me office work',
        'they took my passport and keep us locked in. whoever tries to leave is beaten',
      ],
      waits: ['the shift is changing, i have the phone for ten minutes', 'i can still read'],
      silence: 'i still have the phone',
      answers: [
        { to: /\bsafe\b/i, say: 'for these ten minutes, the guard is eating' },
        {
          to: /where|address|location|city/i,
          say: 'near the border, a tall building with a fence. i do not know its name',
        },
        { to: /how many|people|friend|alone/i, say: 'seven of us on this floor are from Indonesia' },
        { to: /hurt|sick|eat|health/i, say: 'my friend has had a fever for two days. i am still strong' },
        {
          to: /embassy|police|number|call|phone/i,
          say: 'i wrote the number down. i cannot call yet, i can type',
        },
      ],
      replies: [
        'thank god, a person. since yesterday i have looked for a number that answers',
        'yes, i will follow. just tell me what to do',
        'please do not tell my family yet, my mother has a weak heart',
        'the guard is back. i write again tomorrow at this hour. thank you',
      ],
    },
    {
      says: [
        'can i ask something?',
        'i am 19',
        'somebody offered me work in a café and picked me up yesterday',
        'i am locked in the house, tomorrow they will take me to another island. i am scared',
      ],
      waits: ['there is a guard outside', 'i have turned the sound off'],
      silence: 'are you there?',
      answers: [
        { to: /\bsafe\b/i, say: 'right now yes, the guard is in front' },
        {
          to: /where|address|location|city/i,
          say: 'i think in Surabaya, near the harbour. i can see ships from the window',
        },
        { to: /friend|alone|how many|who/i, say: 'two more in this room, both younger than me' },
        {
          to: /police|110|129|call|phone|number/i,
          say: 'the police is fine, but they must not learn that i told you',
        },
        { to: /time|when|tomorrow/i, say: 'five in the morning, they said, in a white car' },
      ],
      replies: [
        'thank you for answering. my hands are shaking',
        'all right, i will do what you say',
        'i tell the other two quietly',
        'somebody is on the stairs, i hide the phone. do not forget me',
      ],
    },
  ],
};
