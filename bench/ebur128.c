/* libebur128 as a whole process: integrated loudness, range and true peak of a 24-bit mono or stereo WAV with a 44-byte header.
   cc -O3 -march=native bench/ebur128.c -lebur128 -lm */
#include <ebur128.h>
#include <stdint.h>
#include <stdio.h>

enum { FRAMES = 4800, HEADER_BYTES = 44, CHANNELS_AT = 22, RATE_AT = 24 };

int main(int count, char **arguments) {
  FILE *file = count > 1 ? fopen(arguments[1], "rb") : NULL;
  static unsigned char bytes[FRAMES * 6];
  static float samples[FRAMES * 2];
  if (!file || fread(bytes, 1, HEADER_BYTES, file) != HEADER_BYTES) return 1;
  const unsigned channels = bytes[CHANNELS_AT];
  if (channels < 1 || channels > 2) return 1;
  const unsigned char *rate = bytes + RATE_AT;
  ebur128_state *state = ebur128_init(channels, rate[0] | rate[1] << 8 | (unsigned)rate[2] << 16,
                                      EBUR128_MODE_I | EBUR128_MODE_LRA | EBUR128_MODE_TRUE_PEAK);
  if (!state) return 1;
  for (size_t frames; (frames = fread(bytes, 3 * channels, FRAMES, file)) > 0;) {
    for (size_t i = 0; i < channels * frames; i++)
      samples[i] = (float)(int32_t)((uint32_t)bytes[3 * i] << 8 | (uint32_t)bytes[3 * i + 1] << 16 |
                                    (uint32_t)bytes[3 * i + 2] << 24) / 2147483648.0f;
    ebur128_add_frames_float(state, samples, frames);
  }
  double loudness = 0, range = 0, left = 0, right = 0;
  ebur128_loudness_global(state, &loudness);
  ebur128_loudness_range(state, &range);
  ebur128_true_peak(state, 0, &left);
  if (channels == 2) ebur128_true_peak(state, 1, &right);
  printf("%.3f LUFS, %.3f LU, true peak %.6f\n", loudness, range, left > right ? left : right);
  return 0;
}
