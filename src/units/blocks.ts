// The one block size of every host: a Web Audio render quantum. Same blocks, same bits.

/** Frames in a block. Parameters change between blocks, never inside one. */
export const BLOCK_FRAMES = 128;
