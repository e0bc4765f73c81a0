// Every processor's declaration, without its sound: what sessions, steps and faces know of processors.
import type { ParameterSpecs } from "./parameters.ts";
import type { ProcessorDeclaration } from "./processor.ts";
import { trim } from "./trim/trim.params.ts";
import { parametricEq } from "./parametric-eq/parametric-eq.params.ts";
import { linearPhaseEq } from "./linear-phase-eq/linear-phase-eq.params.ts";
import { dynamicEq } from "./dynamic-eq/dynamic-eq.params.ts";
import { tiltEq } from "./tilt-eq/tilt-eq.params.ts";
import { notchEq } from "./notch-eq/notch-eq.params.ts";
import { consoleEq1073 } from "./console-eq-1073/console-eq-1073.params.ts";
import { consoleEq550 } from "./console-eq-550/console-eq-550.params.ts";
import { compressor } from "./compressor/compressor.params.ts";
import { compressorVca } from "./compressor-vca/compressor-vca.params.ts";
import { compressorFet } from "./compressor-fet/compressor-fet.params.ts";
import { compressorOpto } from "./compressor-opto/compressor-opto.params.ts";
import { compressorTube } from "./compressor-tube/compressor-tube.params.ts";
import { compressorOta } from "./compressor-ota/compressor-ota.params.ts";
import { busCompressor } from "./bus-compressor/bus-compressor.params.ts";
import { multibandCompressor } from "./multiband-compressor/multiband-compressor.params.ts";
import { gate } from "./gate/gate.params.ts";
import { expander } from "./expander/expander.params.ts";
import { deEsser } from "./de-esser/de-esser.params.ts";
import { transientShaper } from "./transient-shaper/transient-shaper.params.ts";
import { limiter } from "./limiter/limiter.params.ts";
import { clipper } from "./clipper/clipper.params.ts";
import { consoleChannel } from "./console-channel/console-channel.params.ts";
import { consoleBus } from "./console-bus/console-bus.params.ts";
import { saturatorTape } from "./saturator-tape/saturator-tape.params.ts";
import { saturatorTube } from "./saturator-tube/saturator-tube.params.ts";
import { saturatorTransformer } from "./saturator-transformer/saturator-transformer.params.ts";
import { saturatorTransistor } from "./saturator-transistor/saturator-transistor.params.ts";
import { exciter } from "./exciter/exciter.params.ts";
import { stereoImage } from "./stereo-image/stereo-image.params.ts";
import { multibandImage } from "./multiband-image/multiband-image.params.ts";
import { delay } from "./delay/delay.params.ts";
import { chorus } from "./chorus/chorus.params.ts";
import { flanger } from "./flanger/flanger.params.ts";
import { phaser } from "./phaser/phaser.params.ts";
import { reverbRoom } from "./reverb-room/reverb-room.params.ts";
import { reverbPlate } from "./reverb-plate/reverb-plate.params.ts";
import { reverbHall } from "./reverb-hall/reverb-hall.params.ts";

/** A declaration whose exact parameters don't matter to the reader. */
export type AnyDeclaration = ProcessorDeclaration<ParameterSpecs>;

/** In the order in which a producer meets them. One line a processor. */
export const catalog: readonly AnyDeclaration[] = [
  trim,
  parametricEq,
  linearPhaseEq,
  dynamicEq,
  tiltEq,
  notchEq,
  consoleEq1073,
  consoleEq550,
  compressor,
  compressorVca,
  compressorFet,
  compressorOpto,
  compressorTube,
  compressorOta,
  busCompressor,
  multibandCompressor,
  gate,
  expander,
  deEsser,
  transientShaper,
  limiter,
  clipper,
  consoleChannel,
  consoleBus,
  saturatorTape,
  saturatorTube,
  saturatorTransformer,
  saturatorTransistor,
  exciter,
  stereoImage,
  multibandImage,
  delay,
  chorus,
  flanger,
  phaser,
  reverbRoom,
  reverbPlate,
  reverbHall,
];

const byId = new Map(catalog.map((declaration) => [declaration.id, declaration]));

/** The declaration with this id, or undefined. */
export function findDeclaration(id: string): AnyDeclaration | undefined {
  return byId.get(id);
}
