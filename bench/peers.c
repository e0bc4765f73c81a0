/* The same work in C, for bench/transforms.bench.mjs: `fft SIZE` or `resample FROM TO`. Prints ns of processor time, the median of 9 runs:
   a real forward transform by FFTW (single, MEASURE); an output frame of two channels by libsoxr (VHQ, which is sox's rate -v). */
#include <fftw3.h>
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

int main(int count, char **words) {
  if (count == 3 && !strcmp(words[1], "fft")) transform(atoi(words[2]));
  else if (count == 4 && !strcmp(words[1], "resample")) resample(atoi(words[2]), atoi(words[3]));
  else return 2;
  return 0;
}
