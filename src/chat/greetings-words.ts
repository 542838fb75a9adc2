/**
 * The small talk Deskbell knows, by what it does. Written without apostrophes and accents, in lower case:
 * that is how `greetings.ts` reads a message. A phrase stands only for itself, so adding one never makes a
 * neighbour of it small talk; nothing that could be part of a request ("help", "please", "problem", "not")
 * belongs here.
 */

const lines = (text: string) => text.split('\n').flatMap((line) => line.trim() || []);
const words = (text: string) => lines(text).flatMap((line) => line.split(', '));
const signs = (text: string) => lines(text).flatMap((line) => line.split(' '));

/** Opens a conversation. */
export const greetings = words(`
  hi, hiya, hello, hey, heya, hi there, hello there, hey there, howdy, yo, greetings, good morning, morning
  good afternoon, good evening, good day, good night, how are you, how are you doing, hope you are well
  hope youre well, welcome, welcome back, good weekend, have a nice day, have a good day, have a great day
  have a nice weekend, have a good weekend, have a great weekend, bye, goodbye, good bye, see you, see ya
  happy friday, dear, gm, oh, ah, aha, hmm, hm, um
  hallo, moin, moin moin, servus, gruezi, gruss gott, guten morgen, guten tag, guten abend, tach, tschuss
  schonen tag, schonen abend, schones wochenende, liebe grusse, viele grusse, mahlzeit, liebes, liebe
  bonjour, salut, coucou, bonsoir, bonne journee, bonne soiree, bon week end, bon weekend, chers, chere, cher
  hola, buenas, buenos dias, buenas tardes, buenas noches, que tal, buen dia, saludos, hasta luego
  ola, oi, bom dia, boa tarde, boa noite, tudo bem, bom fim de semana
  ciao, salve, buongiorno, buon giorno, buonasera, buona sera, buona giornata, buon pomeriggio
  hoi, goedemorgen, goedemiddag, goedenavond, goedendag, goeiemorgen, dag, fijne dag, fijn weekend
  czesc, hej, witam, witaj, witajcie, dzien dobry, dobry wieczor, siema, milego dnia, milego weekendu
  おはよう, おはようございます, こんにちは, こんにちわ, こんばんは, お疲れ様です, お疲れ様でした, おつかれさまです
  お疲れさまです, お世話になっております, お世話になります, いつもお世話になっております, もしもし
`);

/** Thanks, praise and farewell at the end of one: also what must not reopen a resolved ticket. */
export const thanks = words(`
  thanks, thank you, thankyou, thank u, thx, thnx, thanx, ty, tyvm, tysm, tks, cheers, ta, kudos, bless you
  many thanks, much appreciated, appreciated, i appreciate it, appreciate it, really appreciate it
  i really appreciate it, appreciate your help, i appreciate your help, really appreciate your help
  thanks for the help, thanks for your help, thank you for the help, thank you for your help
  thanks for helping
  thank you for helping, thanks for the quick help, thanks for the quick fix, thanks for the fix
  thanks for the fast help, thanks for the quick response, thank you for the quick response
  thanks for the quick reply, thanks for the update, thank you for the update, thanks for the info
  thank you for the info, thanks for letting me know, thanks for your support, thank you for your support
  thanks for your patience, thanks for your time, thanks again, you rock, you are the best, youre the best
  you are awesome, youre awesome, you are a star, youre a star, youre a lifesaver, you are a lifesaver
  lifesaver, legend, legends, great job, good job, nice job, great work, good work, nice work, well done
  nice one, good one, bravo, hooray, yay, woohoo, kthx, kthxbye
  danke, danke schon, danke schoen, dankeschon, dankeschoen, danke sehr, vielen dank, vielen lieben dank
  besten dank, herzlichen dank, tausend dank, lieben dank, merci vielmals, vielen dank fur die hilfe
  danke fur die hilfe, danke fur die schnelle hilfe, vielen dank fur die schnelle hilfe
  merci, merci beaucoup, merci bien, mille mercis, un grand merci, grand merci, merci infiniment
  merci pour votre aide, merci pour ton aide, merci pour laide
  gracias, muchas gracias, mil gracias, muchisimas gracias, gracias por la ayuda, gracias por su ayuda
  gracias por tu ayuda
  obrigado, obrigada, muito obrigado, muito obrigada, valeu, obrigado pela ajuda, obrigada pela ajuda, brigado
  grazie, grazie mille, mille grazie, molte grazie, tante grazie, grazie infinite, grazie per laiuto
  bedankt, dank je, dank je wel, dankje, dankjewel, dank u, dank u wel, hartelijk dank, heel erg bedankt
  bedankt voor de hulp, bedankt voor je hulp, bedankt voor jullie hulp, hartstikke bedankt
  dzieki, dzieki wielkie, wielkie dzieki, dziekuje, dziekuje bardzo, bardzo dziekuje, dziekuje za pomoc
  dzieki za pomoc
  ありがとう, ありがとうございます, ありがとうございました, ありがとうね, ありがと, どうも, 感謝します, 感謝です
  助かりました, 助かります, 大変助かりました, 本当に助かりました, サンキュー
`);

/** Takes note, agrees or closes. */
export const acknowledgements = words(`
  ok, okay, okey, okie, oki, k, kk, okey dokey, ok then, ok got it, alright, all right, allright, aight, sure
  sure thing, got it, gotcha, understood, noted, roger, roger that, copy that, ack, acknowledged, will do
  sounds good, sounds great, makes sense, fair enough, i see, i understand, no problem, no problem at all
  no worries, np, nvm, never mind, nevermind, my pleasure, youre welcome, you are welcome, yes, yep, yeah, yup
  of course, great, perfect, awesome, excellent, cool, nice, brilliant, wonderful, fantastic, amazing, super
  lovely, superb, sweet, neat, wow, good, very good, all good, all good now, all set, were good, we are good
  im good, i am good, thats it, thats all, that is all, thats great, that is great, thats perfect, done, lgtm
  that would be great, glad to hear, good to know, good to hear, agreed, correct, exactly, right, fine
  sorted, all sorted, lol, haha, hehe, +1, 10 4, no thanks, no thank you
  alles klar, klar, passt, passt so, perfekt, prima, toll, klasse, spitze, verstanden, in ordnung, gern, gerne
  gern geschehen, genau, kein problem, ja, jawohl, sehr gut, wunderbar, grossartig, geht klar
  mach ich, erledigt
  daccord, dac, parfait, genial, tres bien, entendu, compris, bien recu, bien note, cest note
  cest bon, ca marche
  nickel, oui, de rien, pas de souci, pas de soucis, pas de probleme, avec plaisir, impeccable
  vale, de acuerdo, perfecto, genial, entendido, excelente, listo, muy bien, estupendo, si, claro
  de nada, bueno
  certo, beleza, perfeito, otimo, excelente, combinado, entendi, sim, de nada, tranquilo, maravilha, blz
  perfetto, ottimo, va bene, capito, daccordo, benissimo, ricevuto, prego, bene, figurati
  top, prima, oke, in orde, duidelijk, begrepen, geweldig, goed, helemaal goed, komt goed, akkoord
  graag gedaan
  swietnie, dobrze, w porzadku, jasne, rozumiem, spoko, doskonale, tak, nie ma sprawy, nie ma za co
  bardzo dobrze
  了解, 了解です, 了解しました, 了解いたしました, 承知しました, 承知いたしました, 承知です, わかりました, 分かりました
  はい, 大丈夫です, オッケー, オーケー, おけ, なるほど, 確認しました, かしこまりました
`);

/** Says that something works again: small talk as a statement, never as a question. */
export const goodNews = words(`
  it works, it works now, it works again, it works fine, it works fine now, this works, this works now
  this works again, that works, that works now, works now, works again, works fine, works fine now
  works for me
  works great, works perfectly, works like a charm, working now, working again, working fine now
  it is working, it is working now, its working, its working now, its working again, it is working again
  its working fine now, everything works, everything works now, everything is working
  everything is working now
  all working now, all is working now, that worked, this worked, it worked, that did it, that did the trick
  that fixed it, that solved it, this fixed it, this solved it, its fixed, it is fixed, it is fixed now
  its fixed now, fixed now, fixed, solved, resolved, its resolved, it is resolved, issue resolved
  problem solved, issue solved, issue fixed, problem fixed, my issue is resolved, my problem is solved
  its all good now, it is all good now, im back in, i am back in, it is fine now, its fine now
  es geht, es geht jetzt, es geht wieder, jetzt geht es, jetzt gehts, geht jetzt, geht wieder
  jetzt gehts wieder
  jetzt geht es wieder, funktioniert, funktioniert jetzt, funktioniert wieder, es funktioniert
  es funktioniert jetzt, es funktioniert wieder, jetzt funktioniert es, jetzt funktioniert es wieder
  jetzt funktioniert alles, alles funktioniert, alles gut, hat geklappt, hat funktioniert
  jetzt klappt es, klappt
  klappt jetzt
  ca fonctionne, ca fonctionne maintenant, ca marche maintenant, ca remarche, ca refonctionne
  tout fonctionne, tout fonctionne maintenant, tout marche, tout est bon, cest regle, cest resolu
  funciona, ya funciona, ahora funciona, funciona ahora, ahora si funciona, ya esta, todo funciona, todo bien
  ja funciona, agora funciona, funcionou, ja esta a funcionar, esta funcionando
  agora esta funcionando, resolvido
  deu certo, tudo certo
  funziona, ora funziona, adesso funziona, funziona ora, funziona adesso, tutto ok, tutto a posto, risolto
  het werkt, het werkt nu, het werkt weer, werkt, werkt nu, werkt weer, nu werkt het, nu werkt het weer
  alles werkt, alles werkt weer, opgelost, het is opgelost, gelukt
  dziala, juz dziala, teraz dziala, wszystko dziala, wszystko juz dziala, naprawione, rozwiazane
  直りました, 解決しました, 動きました, 使えました, 使えるようになりました, できました, 無事解決しました
`);

/**
 * "No". As an answer it may well mean that nothing is solved, and in half of these languages it is also the
 * "not" of a request ("no funciona", "non funziona", "nie działa"): it stands alone, or with thanks.
 */
export const refusals = words('no, nope, nah, not yet, nein, non, nee, nie, いいえ');

/**
 * Greetings that need no comma after them to be told from the request they open ("hi my laptop is dead");
 * others may be part of it ("morning report fails").
 */
export const bareGreetings = new Set(
  words(`
    hi, hiya, hello, hey, hi there, hello there, hey there, good morning, good afternoon, good evening
    hallo, moin, servus, gruezi, guten morgen, guten tag, guten abend, bonjour, bonsoir, salut, hola
    buenos dias, buenas tardes, ola, bom dia, boa tarde, ciao, buongiorno, buonasera, hoi, goedemorgen
    goedemiddag, czesc, hej, dzien dobry, こんにちは, おはようございます
  `),
);

/** Means nothing by itself, stands around the rest. */
export const fillers = words(`
  team, folks, all, everyone, everybody, guys, guy, people, friends, friend, mate, mates, buddy, man
  bro, dude
  sir, madam, colleagues, there, it, support, helpdesk, help desk, service desk, it team, it support
  bot, deskbell
  again, so much, so so much, very much, a lot, lots, a bunch, a ton, a million, loads, indeed
  really, for that, for this
  for everything, for now, everyone here, you all, yall, to you, to all, to you all, you, and, now, just
  also, too, very, well, in advance, as always, today, already, my friend, from my side
  euch, dir, ihnen, euch allen, an alle, alle, zusammen, leute, kollegen, kolleginnen, und, vielmals
  sehr, schon
  nochmal, nochmals, nochmals vielen, na, ach, miteinander, an das team, dafur, im voraus
  a tous, a toutes, a tous et a toutes, tous, tout le monde, lequipe, a lequipe, a toute lequipe
  a vous, a toi, et
  vous, encore, bien, beaucoup, collegues, davance
  a todos, a todas, todos, equipo, chicos, y, amigo, amigos, companeros, de nuevo, por todo
  pessoal, equipe, equipa, galera, gente, e, amigos, mais uma vez, por tudo
  a tutti, a tutte, tutti, ragazzi, a voi, di tutto, ancora, colleghi, di nuovo, tante
  allemaal, iedereen, collegas, jullie, hoor, en, voor alles, heren, nogmaals
  wszystkim, wszyscy, zespol, zespole, i, panstwu, panstwo, za wszystko, jeszcze raz, wam, ci
  みなさん, 皆さん, 皆様, よろしくお願いします, よろしくお願いいたします, 本当に, 大変, とても, 誠に, どうぞ, さん, ね
`);

/** Emoji that say thanks, yes or well done; any other emoji may be the request itself (🖨️🔥). */
export const kindEmoji = new Set(
  signs(`
    👍 👌 🙏 ❤ 🧡 💛 💚 💙 💜 🖤 🤍 💕 💖 💯 ✅ ✔ ☑ 🎉 🎊 🥳 👏 🙌 💪 🤝 🫶 🤗 🚀 ⭐ 🌟 ✨ 🙇 🆗 🫡
`),
);
/** Emoji that greet or smile. */
export const lightEmoji = new Set(
  signs(`
  👋 🙂 😊 😀 😃 😄 😁 😅 😆 🤣 😂 😉 😇 😎 😍 🥰 😘 🤩 ☺ 🙃 😌 😋 ☀ 🌞 ☕ 🍻 🍺 🥂 🌸 🌷
`),
);

/** The same by Slack's names. */
export const kindShortcodes = new Set(
  words(`
  +1, thumbsup, ok_hand, pray, heart, 100, white_check_mark, heavy_check_mark, ballot_box_with_check
  tada, clap, raised_hands, muscle, handshake, rocket, star, sparkles, bow, thankyou, thank_you
  thanks, ok, partying_face, hugging_face, saluting_face
`),
);
export const lightShortcodes = new Set(
  words(`
  wave, smile, slightly_smiling_face, blush, grinning, smiley, grin, sweat_smile, laughing, joy
  wink, sunglasses, innocent, heart_eyes, relaxed, coffee, beers, sunny
`),
);
