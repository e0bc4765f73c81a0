/* The same work in C, for the benches: `fft SIZE`, `resample FROM TO`, `truepeak TAPS` or `saturate PAIRS1 PAIRS2`. Prints ns of
   processor time, the median of 9 runs: a real forward transform by FFTW (single, MEASURE); an output frame of two channels by libsoxr
   (VHQ, which is sox's rate -v); a sample of one channel through the 4 times true peak, or through a saturator at 4 times the rate. */
#include <fftw3.h>
#include <math.h>
#include <soxr.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return t.tv_sec * 1e9 + t.tv_nsec;
}

static int ascending(const void *a, const void *b) { return (*(double *)a > *(double *)b) - (*(double *)a < *(double *)b); }

static void transform(int size) {
  float *in = fftwf_alloc_real(size);
  fftwf_complex *out = fftwf_alloc_complex(size / 2 + 1);
  fftwf_plan plan = fftwf_plan_dft_r2c_1d(size, in, out, FFTW_MEASURE);
  for (int n = 0; n < size; n++) in[n] = rand() / (float)RAND_MAX - 0.5f;
  int calls = 8000000 / size + 1;
  double costs[9];
  for (int run = 0; run < 9; run++) {
    double begin = now();
    for (int call = 0; call < calls; call++) fftwf_execute(plan);
    costs[run] = (now() - begin) / calls;
  }
  qsort(costs, 9, sizeof *costs, ascending);
  printf("%.3f\n", costs[4]);
}

static void resample(int from, int to) {
  size_t frames = 4 * (size_t)from, room = 4 * (size_t)to, used, made = 1;
  float *in[2], *out[2];
  for (int c = 0; c < 2; c++) {
    in[c] = malloc(frames * sizeof(float));
    out[c] = malloc(room * sizeof(float));
    for (size_t n = 0; n < frames; n++) in[c][n] = rand() / (float)RAND_MAX - 0.5f;
  }
  double costs[9];
  for (int run = 0; run < 9; run++) {
    soxr_io_spec_t io = soxr_io_spec(SOXR_FLOAT32_S, SOXR_FLOAT32_S);
    soxr_quality_spec_t quality = soxr_quality_spec(SOXR_VHQ, 0);
    soxr_runtime_spec_t runtime = soxr_runtime_spec(1);
    double begin = now();
    soxr_oneshot(from, to, 2, in, frames, &used, out, room, &made, &io, &quality, &runtime);
    costs[run] = (now() - begin) / made;
  }
  qsort(costs, 9, sizeof *costs, ascending);
  printf("%.3f\n", costs[4]);
}

typedef float eight __attribute__((vector_size(32)));
typedef float eight_anywhere __attribute__((vector_size(32), aligned(4), may_alias));
typedef int eight_whole __attribute__((vector_size(32)));
enum { BLOCK = 512, PAST = 256 };

static eight load(const float *at) { return *(const eight_anywhere *)at; }
static eight larger(eight a, eight b) {
  eight_whole mask = a > b;
  return (eight)((mask & (eight_whole)a) | (~mask & (eight_whole)b));
}
static void store(float *at, eight value) { *(eight_anywhere *)at = value; }

/* Eight neighbouring outputs of a filter; four sums, so that additions need not wait for each other. */
static inline eight filtered(const float *taps, const float *x, int count) {
  eight sums[4] = {0};
  for (int k = 0; k < count; k += 4)
    for (int s = 0; s < 4; s++) sums[s] += taps[k + s] * load(x + k + s);
  return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

static void report(void (*work)(void), int samples) {
  int calls = 20000000 / samples / 10 + 1;
  double costs[9];
  for (int run = 0; run < 9; run++) {
    double begin = now();
    for (int call = 0; call < calls; call++) work();
    costs[run] = (now() - begin) / calls / samples;
  }
  qsort(costs, 9, sizeof *costs, ascending);
  printf("%.3f\n", costs[4]);
}

static float input[BLOCK + 2 * PAST], phase_taps[3][64];
static volatile float kept;

/* Three phases between the samples, and the samples themselves. */
static inline void true_peak(int taps) {
  eight largest = {0};
  for (int n = 0; n < BLOCK; n += 8)
    for (int phase = 0; phase < 4; phase++) {
      eight y = phase < 3 ? filtered(phase_taps[phase], input + n, taps) : load(input + n);
      y = (eight)((eight_whole)y & 0x7fffffff);
      largest = larger(y, largest);
    }
  kept = largest[0] + largest[7];
}
static void true_peak_48(void) { true_peak(48); }
static void true_peak_12(void) { true_peak(12); }

/* tanh by 2^x: a polynomial of degree 6 in single precision. */
static eight tanh_eight(eight x) {
  eight a = x * 2.88539008f, top = (eight){0} + 24.0f;
  a = -larger(-larger(a, -top), -top);
  eight_whole whole = __builtin_convertvector(a, eight_whole);
  eight f = a - __builtin_convertvector(whole, eight), p = (eight){0} + 0.000154035304f;
  const float series[] = {0.00133335581f, 0.00961812911f, 0.0555041087f, 0.240226507f, 0.693147181f, 1};
  for (int k = 0; k < 6; k++) p = p * f + series[k];
  eight power = (eight)((eight_whole)p + (whole << 23));
  return 1 - 2 / (power + 1);
}

/* Half-band stages with so many pairs of taps; lines hold the past in front of the block. */
struct stage {
  int taps;
  float line[4 * BLOCK + PAST], even[4 * BLOCK + PAST], odd[4 * BLOCK + PAST], h[256];
};
static struct stage stages[2];
static float high[2][4 * BLOCK + PAST], output[BLOCK];

static void up(struct stage *s, const float *x, float *y, int frames) {
  memcpy(s->line + PAST, x, frames * sizeof *x);
  for (int n = 0; n < frames; n += 8) {
    float between[8];
    store(between, filtered(s->h, s->line + PAST + n - s->taps + 1, s->taps));
    for (int k = 0; k < 8; k++) {
      y[2 * (n + k)] = s->line[PAST + n + k - s->taps / 2];
      y[2 * (n + k) + 1] = between[k];
    }
  }
  memmove(s->line, s->line + frames, PAST * sizeof *x);
}

static void down(struct stage *s, const float *x, float *y, int frames) {
  for (int n = 0; n < frames; n++) {
    s->even[PAST + n] = x[2 * n];
    s->odd[PAST + n] = x[2 * n + 1];
  }
  for (int n = 0; n < frames; n += 8)
    store(y + n, 0.5f * (load(s->even + PAST + n - s->taps / 2) + filtered(s->h, s->odd + PAST + n - s->taps, s->taps)));
  memmove(s->even, s->even + frames, PAST * sizeof *x);
  memmove(s->odd, s->odd + frames, PAST * sizeof *x);
}

static void saturate(void) {
  up(&stages[0], input, high[0], BLOCK);
  up(&stages[1], high[0], high[1], 2 * BLOCK);
  for (int n = 0; n < 4 * BLOCK; n += 8) store(high[1] + n, tanh_eight(load(high[1] + n)));
  down(&stages[1], high[1], high[0], 2 * BLOCK);
  down(&stages[0], high[0], output, BLOCK);
  kept = output[0];
}

int main(int count, char **words) {
  for (int n = 0; n < BLOCK + 2 * PAST; n++) input[n] = rand() / (float)RAND_MAX - 0.5f;
  for (int k = 0; k < 3 * 64; k++) phase_taps[k / 64][k % 64] = rand() / (float)RAND_MAX - 0.5f;
  if (count == 3 && !strcmp(words[1], "fft")) transform(atoi(words[2]));
  else if (count == 4 && !strcmp(words[1], "resample")) resample(atoi(words[2]), atoi(words[3]));
  else if (count == 3 && !strcmp(words[1], "truepeak")) report(atoi(words[2]) == 12 ? true_peak_12 : true_peak_48, BLOCK);
  else if (count == 4 && !strcmp(words[1], "saturate")) {
    for (int s = 0; s < 2; s++) {
      struct stage *stage = &stages[s];
      stage->taps = (2 * atoi(words[2 + s]) + 3) & ~3;
      for (int k = 0; k < stage->taps; k++) stage->h[k] = 1.0f / stage->taps;
    }
    report(saturate, BLOCK);
  } else return 2;
  return 0;
}
