// The words by which stems are called, in English and a little of other languages, and the role that each speaks for.
import type { Role } from "../session/schema.ts";

export interface RoleWords {
  readonly role: Role;
  /** How strongly these words speak; where several words of a name speak, the strongest is believed. */
  readonly weight: number;
  /** Whole words without accents, lower case. Two words that stand side by side are also looked up joined (`hihat` finds "Hi Hat"). */
  readonly words: string;
}

/** Words that turn a voice into a backing voice, wherever they stand in the name. */
export const BACKING_WORDS =
  "bg bgv bgvs bgvox back backing bv bvs harm harmony harmonies harmonie double doubles dbl doubler adlib adlibs ad echo octave choirs stack stacks gang crowd high low respond response";

/** Words that say "a voice". */
export const VOICE_WORDS =
  "vox vx voc vocs vocal vocals voice voices vokal vokale sing singer sung lyric lyrics rap verse gesang stimme voix chant voz vozes voce voci zang zanger sang roest glos spiew вокал голос ボーカル 歌 보컬 人声";

/** Strong, particular words first. The weight decides; a tie goes to the word that stands first in the name. */
export const ROLE_WORDS: readonly RoleWords[] = [
  {
    role: "backing-vocal",
    weight: 95,
    words:
      "bgv bgvs bgvox bgvocal bgvocals bvs bv bvox backvox backvocal backvocals backingvocal backingvocals backingvox choir choirs chor choeur choeurs coro coros cori chorus gospel adlib adlibs хор coral koor",
  },
  {
    role: "effects",
    weight: 92,
    words:
      "fx sfx efx effect effects riser risers uplifter downlifter sweep sweeps whoosh swoosh impact impacts boom transition reverse reversed rev swell ambience ambient atmos atmosphere foley soundscape noise whitenoise vinyl glitch glitches laser siren crackle texture effekt effekte effet effets efecto efectos effetti эффект",
  },
  {
    role: "kick",
    weight: 90,
    words:
      "kick kicks kik kck bd bassdrum kickdrum kickin kickout bombo grossecaisse grosse cassa bumbo bassedrum бочка キック 킥 底鼓",
  },
  {
    role: "snare",
    weight: 90,
    words:
      "snare snares snr sn sd snaredrum snaretop snarebottom rim rimshot sidestick clap claps handclap snap snaps caja caisseclaire rullante caixa tarola virvel スネア 스네어 军鼓",
  },
  {
    role: "hats",
    weight: 91,
    words: "hat hats hh hihat hihats highhat closedhat openhat chh ohh hhat charley charleston ハイハット 하이햇",
  },
  {
    role: "cymbals",
    weight: 90,
    words:
      "cymbal cymbals cym cyms crash crashes ride rides china splash overhead overheads oh ohs ohl ohr becken cymbale cymbales platillo platillos piatti piatto prato pratos тарелки シンバル",
  },
  {
    role: "toms",
    weight: 90,
    words: "tom toms tomtom floortom racktom rototom tom1 tom2 tom3 tom4 timbal timbales タム",
  },
  {
    role: "percussion",
    weight: 88,
    words:
      "perc percs percussion percussions percu percusion percussione percussao perkussion shaker shakers tamb tambo tambourine tambourin pandeiro conga congas bongo bongos cowbell triangle timpani timp timps woodblock cabasa guiro maracas clave claves djembe cajon tabla darbuka udu agogo taiko gong chimes windchimes перкуссия",
  },
  {
    role: "bass",
    weight: 85,
    words:
      "bass basses bs bss 808 808s subbass sub synthbass bassline basslines ebass slapbass fingerbass doublebass contrabass contrabasse bassguitar bassgtr bassdi bassamp basse bajo basso baixo kontrabass reese бас ベース 베이스 贝斯",
  },
  { role: "effects", weight: 75, words: "scratch scratches build buildup builds drop" },
  { role: "lead", weight: 70, words: "lead leads ld solo solos melody topline hook melodie" },
  {
    role: "strings",
    weight: 64,
    words:
      "string strings violin violins vln viola violas vla cello celli cellos vc orchestra orch pizzicato pizz spiccato geige geigen streicher cordes violon violons cuerdas violines archi violini cordas skrzypce скрипка струнные ストリングス",
  },
  {
    role: "brass",
    weight: 64,
    words:
      "brass horn horns trumpet trumpets tpt trp trombone trombones tbn tuba sax saxes saxophone altosax tenorsax flugelhorn flute flutes clarinet oboe bassoon woodwind woodwinds winds blaser trompete posaune cuivres trompette metales trompeta vientos fiati tromba metais духовые труба ブラス",
  },
  { role: "pad", weight: 66, words: "pad pads drone drones flache nappe nappes" },
  {
    role: "guitar",
    weight: 60,
    words:
      "guitar guitars gtr gtrs gt git guit gitar gitarre gitarren guitare guitares guitarra guitarras chitarra chitarre violao acgtr acoustic elgtr egtr agtr strat tele lespaul telecaster ukulele uke banjo mandolin mandoline lapsteel pedalsteel strum riff powerchords гитара ギター 기타 吉他",
  },
  {
    role: "keys",
    weight: 60,
    words:
      "keys keyb keyboard keyboards piano pianos pno grandpiano rhodes wurli wurlitzer wurly epiano organ organs hammond b3 clav clavinet clavi harpsichord celesta celeste mellotron accordion vibes vibraphone marimba xylophone glock glockenspiel bell bells harp klavier orgel tasten clavier claviers teclado teclados tastiera tastiere pianoforte organo клавиши пианино ピアノ キーボード 피아노 钢琴",
  },
  {
    role: "synth",
    weight: 55,
    words:
      "synth synths syn synthesizer synthesiser saw supersaw pluck plucks arp arps arpeggio stab stabs chord chords poly juno moog minimoog minilogue prophet dx7 jupiter serum sylenth wavetable sequence synthe sintetizador sintetizzatore синтезатор シンセ",
  },
  {
    role: "drums",
    weight: 50,
    words:
      "drum drums drumkit drumset drumloop kit kits beat beats loop loops break breaks breakbeat groove fill fills room rooms roommic drumbus schlagzeug trommel trommeln batterie bateria batteria trommer perkusja барабаны ударные ドラム 드럼 鼓",
  },
  {
    role: "mix",
    weight: 40,
    words:
      "instrumental instrumentals playback accompaniment karaoke minusone backingtrack backing backtrack mixdown fullmix stereomix begleitung accompagnement",
  },
];
